// Clients that cost little, so that the load is never what is measured: Socket.IO's text packets in
// websocket frames written by hand, and HTTP over one kept connection. Neither looks at what nobody
// asks for.

import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

const host = '127.0.0.1';
const noBytes = Buffer.alloc(0);

function open(port) {
  const socket = connect({ host, port, noDelay: true });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      resolve(socket);
    });
  });
}

// A client's frame must be masked; a mask of zeros leaves the text as it is.
function frame(text) {
  const length = Buffer.byteLength(text);
  const head = length < 126 ? 6 : 8;
  const out = Buffer.allocUnsafe(head + length);
  out[0] = 0x81;
  if (length < 126) {
    out[1] = 0x80 | length;
  } else {
    if (length > 0xffff) throw new Error('too long a packet');
    out[1] = 0x80 | 126;
    out.writeUInt16BE(length, 2);
  }
  out.writeUInt32BE(0, head - 4);
  out.write(text, head);
  return out;
}

const pong = frame('3');

// One socket in one namespace. `onEvent(bytes, from, to)` gets the packet from its `[` on.
export class Wire {
  constructor(socket, nsp) {
    this.socket = socket;
    this.prefix = nsp === '/' ? '' : `${nsp},`;
    this.left = noBytes;
    this.acks = new Map();
    this.lastId = 0;
    this.events = 0;
    this.onEvent = undefined;
    this.onEnd = undefined;
  }

  static async enter(port, nsp, auth) {
    const socket = await open(port);
    const wire = new Wire(socket, nsp);
    socket.write(`GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: ${host}:${port}\r\n`
      + 'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
      + `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`);
    await new Promise((resolve, reject) => {
      wire.admitted = resolve;
      wire.refused = reject;
      wire.greeting = `40${wire.prefix}${JSON.stringify(auth)}`;
      let head = '';
      const upgraded = (chunk) => {
        head += chunk.toString('latin1');
        const end = head.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!head.startsWith('HTTP/1.1 101')) reject(new Error(head.slice(0, end)));
        socket.removeListener('data', upgraded);
        socket.on('data', (more) => wire.#take(more));
        wire.#take(Buffer.from(head.slice(end + 4), 'latin1'));
      };
      socket.on('data', upgraded);
      socket.on('error', (fault) => wire.#end(fault));
      socket.on('close', () => wire.#end(new Error('the server closed a connection')));
    });
    return wire;
  }

  emit(name, payload) {
    this.socket.write(frame(`42${this.prefix}["${name}",${payload}]`));
  }

  // `then(bytes, from, to)` gets the arguments of the ack.
  ask(name, payload, then) {
    const id = ++this.lastId;
    this.acks.set(id, then);
    this.socket.write(frame(`42${this.prefix}${id}["${name}",${payload}]`));
  }

  asked(name, payload) {
    return new Promise((resolve) => {
      this.ask(name, JSON.stringify(payload), (bytes, from, to) => {
        resolve(JSON.parse(bytes.utf8Slice(from, to))[0]);
      });
    });
  }

  // Calls `then(name, data)` for every event; for sockets that hear little.
  listen(then) {
    this.onEvent = (bytes, from, to) => then(...JSON.parse(bytes.utf8Slice(from, to)));
  }

  close() {
    this.closing = true;
    this.socket.destroy();
  }

  #end(fault) {
    if (this.closing) return;
    this.closing = true;
    this.refused(fault);
    this.onEnd?.(fault);
  }

  #take(chunk) {
    const bytes = this.left.length > 0 ? Buffer.concat([this.left, chunk]) : chunk;
    let at = 0;
    while (bytes.length - at >= 2) {
      const kind = bytes[at] & 0x0f;
      let length = bytes[at + 1] & 0x7f;
      let from = at + 2;
      if (length === 126) {
        if (bytes.length - at < 4) break;
        length = bytes.readUInt16BE(at + 2);
        from = at + 4;
      } else if (length === 127) {
        if (bytes.length - at < 10) break;
        length = Number(bytes.readBigUInt64BE(at + 2));
        from = at + 10;
      }
      if (bytes.length < from + length) break;
      at = from + length;
      if (kind === 1) this.#packet(bytes, from, at);
    }
    this.left = at < bytes.length ? bytes.subarray(at) : noBytes;
  }

  #packet(bytes, from, to) {
    if (bytes[from] === 0x32) {
      this.socket.write(pong);
      return;
    }
    if (bytes[from] === 0x30) {
      this.socket.write(frame(this.greeting));
      return;
    }
    if (bytes[from] !== 0x34) return;
    const start = from + 2 + this.prefix.length;
    switch (bytes[from + 1]) {
      case 0x30: return this.admitted();
      case 0x34: return this.refused(new Error(bytes.utf8Slice(from, to)));
      case 0x32:
        ++this.events;
        this.onEvent?.(bytes, start, to);
        return;
      case 0x33: return this.#answered(bytes, start, to);
      default:
    }
  }

  #answered(bytes, start, to) {
    let id = 0;
    let at = start;
    for (; bytes[at] !== 0x5b && at < to; ++at) id = id * 10 + bytes[at] - 0x30;
    const then = this.acks.get(id);
    this.acks.delete(id);
    then?.(bytes, at, to);
  }
}

// One kept connection, one request at a time; opened when it is needed, again if the server closed it.
export class Http {
  constructor(port) {
    this.port = port;
    this.waiting = [];
  }

  #open() {
    const socket = connect({ host, port: this.port, noDelay: true });
    this.socket = socket;
    this.left = noBytes;
    socket.on('data', (chunk) => this.#take(chunk));
    socket.on('end', () => this.#end(socket, new Error('the server closed a connection')));
    socket.on('error', (fault) => this.#end(socket, fault));
  }

  #end(socket, fault) {
    if (this.socket !== socket) return;
    this.socket = undefined;
    for (const each of this.waiting.splice(0)) each.reject(fault);
  }

  // Resolves to {status, text}.
  request(method, path, token, body = '') {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    if (!this.socket) this.#open();
    this.socket.write(`${method} ${path} HTTP/1.1\r\nHost: ${host}\r\n`
      + `Authorization: Bearer ${token}\r\nContent-Type: application/json\r\n`
      + `Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
    });
  }

  // The `data` of an answer that must be good.
  async call(method, path, token, body) {
    const { status, text } = await this.request(method, path, token, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 500)}`);
    return JSON.parse(text).data;
  }

  close() {
    this.socket?.destroy();
    this.socket = undefined;
  }

  #take(chunk) {
    this.left = this.left.length > 0 ? Buffer.concat([this.left, chunk]) : chunk;
    for (;;) {
      const head = this.left.indexOf('\r\n\r\n');
      if (head < 0) return;
      const lines = this.left.latin1Slice(0, head);
      const length = Number(/\r\ncontent-length: *(\d+)/i.exec(lines)?.[1] ?? 0);
      const end = head + 4 + length;
      if (this.left.length < end) return;
      const text = this.left.utf8Slice(head + 4, end);
      this.left = this.left.subarray(end);
      this.waiting.shift()?.resolve({ status: Number(lines.slice(9, 12)), text });
    }
  }
}
