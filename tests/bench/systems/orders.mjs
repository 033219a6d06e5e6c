// The load of orders: customers and couriers who write to each other.

import { several, watch } from './figures.mjs';
import { tokenOf } from './tokens.mjs';
import { Http, Wire } from './wire.mjs';

const enter = (server, user, role) => Wire.enter(server.port, '/events',
  { token: tokenOf(server, user, role) });

async function join(wire, orderId) {
  const said = await wire.asked('order:join', { orderId });
  if (said.ok !== true) throw new Error(`order:join: ${JSON.stringify(said)}`);
}

async function openOrder(server, lanes, token, n) {
  const id = `order-${n}`;
  const http = lanes.shift();
  await http.call('POST', '/api/orders', token,
    { id, customerId: `cora-${n}`, pickup: { lat: 10, lng: -66 }, dropoff: { lat: 11, lng: -66 } });
  await http.call('POST', `/api/orders/${id}/assign`, token,
    { driverId: `dan-${n}`, driverName: `Dan ${n}` });
  lanes.push(http);
  const customer = await enter(server, `cora-${n}`, 'customer');
  const courier = await enter(server, `dan-${n}`, 'courier');
  await join(customer, id);
  await join(courier, id);
  return { id, people: [customer, courier] };
}

export async function chat(server, plan) {
  const token = tokenOf(server, 'boss', 'dispatcher');
  const lanes = Array.from({ length: 16 }, () => new Http(server.port));
  const orders = await several(plan.orders, lanes.length, (n) => openOrder(server, lanes, token, n));
  lanes.forEach((http) => http.close());
  let acked = 0;
  let refused;
  let isOver = false;
  const say = (wire, orderId, n) => {
    const text = `{"orderId":"${orderId}","content":"I am at the corner by the bakery, where are `
      + `you? (${n})","type":"TEXT","clientId":"${orderId}-${wire.side}-${n}"}`;
    wire.ask('chat:message', text, (bytes, from, to) => {
      if (bytes.latin1Slice(from, to).includes('"ok":true')) ++acked;
      else refused ??= bytes.utf8Slice(from, to);
      if (!isOver) say(wire, orderId, n + 1);
    });
  };
  let heard = 0;
  for (const { id, people } of orders) {
    people.forEach((wire, side) => {
      wire.side = side;
      wire.onEvent = () => { ++heard; };
      say(wire, id, 0);
    });
  }
  const seen = await watch({ ...server, ...plan }, () => ({ acked, heard }));
  isOver = true;
  if (refused) throw new Error(`a message was refused: ${refused}`);
  const { cpu, wall, done } = seen;
  return {
    // Both of an order hear every message; the window may cut some off.
    ok: done.acked > 0 && done.heard > 1.8 * done.acked,
    messages_per_cpu_s: done.acked / cpu, messages_per_s: done.acked / wall,
    server_cpu_percent: seen.server_cpu_percent,
  };
}
