// The part of the demo that the orders system plays: one delivery after the other, with a chat.
import { createRequire } from "node:module";
import { Person, between, oneOf, pause } from "./client.mjs";
import { anyCorner, way } from "./streets.mjs";

const { io } = createRequire(new URL("../../tests/package.json", import.meta.url))("socket.io-client");

const COURIER = "driver7";
const CUSTOMER = "passenger5";
const QUESTIONS = ["Where are you now?", "Can you ring twice?", "Is it still warm?"];
const ANSWERS = ["At the corner, two minutes.", "Will do.", "Of course."];

/** A person's socket on /events. */
const enter = (person) =>
  io(`${person.server}/events`, {
    transports: ["websocket"],
    auth: (give) => give({ token: person.token }),
    reconnectionDelayMax: 2000,
    forceNew: true,
  });

/** Goes along the streets and tells where it is. */
async function bring(socket, orderId, from, to) {
  for (const { lat, lng } of way(from, to)) {
    socket.emit("driver:location", { orderId, lat, lng, speed: 25 });
    await pause(1000);
  }
}

async function deliver(people, sockets) {
  const [pickup, dropoff] = [anyCorner(), anyCorner()];
  const order = await people.shop.call("POST", "/api/orders", {
    customerId: people.customer.id,
    items: [{ name: "Pizza", quantity: 1 }],
    pickup,
    dropoff,
  });
  const path = `/api/orders/${order.id}`;
  await people.shop.call("POST", `${path}/assign`, { driverId: people.courier.id });
  for (const socket of Object.values(sockets)) socket.emit("order:join", { orderId: order.id });
  const say = (who, content) =>
    sockets[who].emit("chat:message", { orderId: order.id, content, type: "TEXT" });
  for (const status of ["picked_up", "delivering"])
    await people.courier.call("POST", `${path}/status`, { status });
  say("customer", oneOf(QUESTIONS));
  await pause(between(1000, 3000));
  say("courier", oneOf(ANSWERS));
  await bring(sockets.courier, order.id, pickup, dropoff);
  await people.courier.call("POST", `${path}/status`, { status: "delivered" });
  for (const socket of Object.values(sockets)) socket.emit("order:leave", { orderId: order.id });
}

async function work(town, people) {
  const sockets = { courier: enter(people.courier), customer: enter(people.customer) };
  while (!town.closed) {
    await deliver(people, sockets).catch(() => pause(2000));
    await pause(between(1000, 4000));
  }
  for (const socket of Object.values(sockets)) socket.close();
}

export const orders = {
  system: "orders",

  async start(town) {
    const [shop, courier, customer] = await Promise.all(
      ["admin", COURIER, CUSTOMER].map((name) => new Person(town.url, name).logIn()),
    );
    town.run(work(town, { shop, courier, customer }));
    return { customer };
  },

  tour(town, { customer }) {
    return [
      ["the orders of a customer, brought with a chat", [
        `curl -s -H "Authorization: Bearer $(cat ${town.save("customer.token", customer.token)})" \\`,
        `  ${town.url}/api/orders`,
      ]],
    ];
  },
};
