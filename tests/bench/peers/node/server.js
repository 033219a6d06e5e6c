'use strict';
// The Node peer: socket.io 4.8 speaking the events of the benchmark. Prints "ready PORT PID" once it
// listens. Usage: node server.js [--port N]

const { createServer } = require('node:http');
const { Server } = require('socket.io');

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : process.argv[at + 1];
}

const httpServer = createServer();
const io = new Server(httpServer, {
  transports: ['polling', 'websocket'],
  perMessageDeflate: false,
  httpCompression: false,
  serveClient: false,
  pingInterval: 25_000,
  pingTimeout: 20_000,
});

const isNumber = (value) => typeof value === 'number' && Number.isFinite(value);

io.on('connection', (socket) => {
  socket.on('join', (room, ack) => {
    socket.join(room);
    ack();
  });

  socket.on('echo', (payload, ack) => ack(payload));

  socket.on('fan', (room, payload) => io.to(room).emit('fan', payload));

  socket.on('ping_loc', (position, ack) => {
    const { lat, lng } = position ?? {};
    if (!isNumber(lat) || !isNumber(lng) || Math.abs(lat) > 90 || Math.abs(lng) > 180) {
      ack({ ok: false, error: 'bad position' });
      return;
    }
    io.to('fleet').volatile.emit('loc', position);
    ack({ ok: true });
  });
});

httpServer.listen({ host: '127.0.0.1', port: Number(option('port', 0)), backlog: 4096 }, () => {
  console.log(`ready ${httpServer.address().port} ${process.pid}`);
});

process.on('SIGTERM', () => process.exit(0));
