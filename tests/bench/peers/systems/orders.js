'use strict';
// Orders on Node: rooms with membership and a chat that is stored once and told to all.

const { randomUUID } = require('node:crypto');
const { Refusal, guard, handle, iso, promises, serve } = require('./common.js');

const { db, commit } = promises(`
CREATE TABLE orders(
  number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, customer_id TEXT, courier_id TEXT,
  status TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL) STRICT;
CREATE TABLE messages(
  number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  order_id TEXT NOT NULL REFERENCES orders(id), sender_id TEXT NOT NULL, sender_name TEXT NOT NULL,
  type TEXT NOT NULL, content TEXT NOT NULL, client_id TEXT, at INTEGER NOT NULL) STRICT;
CREATE INDEX messages_order ON messages(order_id, number);
CREATE UNIQUE INDEX messages_once ON messages(sender_id, client_id) WHERE client_id IS NOT NULL;
`);
const sql = {
  insertOrder: db.prepare('INSERT INTO orders(id, customer_id, status, created_at, updated_at)'
    + " VALUES(?, ?, 'created', ?, ?)"),
  assign: db.prepare("UPDATE orders SET courier_id = ?, status = 'assigned', updated_at = ?"
    + ' WHERE id = ?'),
  insertMessage: db.prepare('INSERT INTO messages(id, order_id, sender_id, sender_name, type,'
    + ' content, client_id, at) VALUES(?, ?, ?, ?, ?, ?, ?, ?)'
    + ' ON CONFLICT(sender_id, client_id) WHERE client_id IS NOT NULL DO NOTHING'),
  findMessage: db.prepare('SELECT id, order_id, at FROM messages WHERE sender_id = ? AND client_id = ?'),
};

const orders = new Map();
const staff = new Set(['admin', 'dispatcher', 'service']);

function checkStaff(claims) {
  if (!staff.has(claims.role)) throw new Refusal(403, 'Forbidden');
}

async function create({ body, claims }) {
  checkStaff(claims);
  const { id = randomUUID(), customerId = null } = body;
  if (orders.has(id)) throw new Refusal(409, 'It exists', 'CONFLICT');
  const now = Date.now();
  const order = { id, customerId, courierId: null, status: 'created' };
  orders.set(id, order);
  await commit(() => sql.insertOrder.run(id, customerId, now, now));
  return { status: 201, data: order };
}

async function assign({ id, body, claims }) {
  checkStaff(claims);
  const order = orders.get(id);
  if (!order) throw new Refusal(404, 'Order not found', 'NOT_FOUND');
  order.courierId = body.driverId;
  order.status = 'assigned';
  await commit(() => sql.assign.run(order.courierId, Date.now(), id));
  return { data: order };
}

// -- sockets ------------------------------------------------------------------------------------------

const { io, listen } = serve({
  'POST /api/orders': handle(create),
  'POST /api/orders/:id/assign': handle(assign),
});
const events = io.of('/events');

const isMember = (order, { id, role }) => staff.has(role) || id === order.customerId
  || id === order.courierId;

// The order of an event, or undefined after it is refused.
function orderOf(socket, event, body, ack) {
  const { claims } = socket.data;
  if (claims.exp < Date.now() / 1000) {
    socket.emit('exception', { status: 'error', message: 'Unauthorized' });
    return void socket.disconnect(true);
  }
  const order = typeof body?.orderId === 'string' ? orders.get(body.orderId) : undefined;
  if (order && isMember(order, claims)) return order;
  refuse(socket, event, order ? 'FORBIDDEN' : 'NOT_FOUND', ack);
  return undefined;
}

function refuse(socket, event, code, ack) {
  if (ack) return ack({ ok: false, code, message: code });
  socket.emit('exception', { status: 'error', code, message: code, event });
}

async function say(socket, order, body, ack) {
  const { content, type = 'TEXT', clientId = null } = body;
  const isGood = typeof content === 'string' && content.length >= 1 && content.length <= 4000
    && type === 'TEXT' && (clientId === null || (typeof clientId === 'string' && clientId.length <= 100));
  if (!isGood) return refuse(socket, 'chat:message', 'BAD_REQUEST', ack);
  const { id: senderId, name } = socket.data.claims;
  const id = randomUUID();
  const at = Date.now();
  const earlier = await commit(() => {
    const { changes } = sql.insertMessage.run(id, order.id, senderId, name, type, content, clientId, at);
    return changes === 0 ? sql.findMessage.get(senderId, clientId) : undefined;
  });
  if (earlier) return ack?.({ ok: true, id: earlier.id, createdAt: iso(earlier.at) });
  const said = {
    id, senderId, senderName: name, content, type, createdAt: iso(at), orderId: order.id,
    ...(clientId === null ? {} : { clientId }),
  };
  events.to(`order:${order.id}`).emit('chat:message', said);
  ack?.({ ok: true, id, createdAt: said.createdAt });
}

events.use(guard(({ id }) => id));
events.on('connection', (socket) => {
  socket.join(`user:${socket.data.claims.id}`);
  socket.on('order:join', (body, ack) => {
    const order = orderOf(socket, 'order:join', body, ack);
    if (!order) return;
    socket.join(`order:${order.id}`);
    socket.emit('order:joined', { orderId: order.id });
    ack?.({ ok: true, orderId: order.id, status: order.status, unread: 0 });
  });
  socket.on('chat:message', (body, ack) => {
    const order = orderOf(socket, 'chat:message', body, ack);
    if (order) say(socket, order, body, ack).catch(() => refuse(socket, 'chat:message', 'ERROR', ack));
  });
});

listen();
