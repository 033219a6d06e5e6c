// What orders answers and tells, held against its documents.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { NO_BODIES } from "../harness/bad-inputs.mjs";
import { Clients } from "../harness/client.mjs";
import { Documents } from "../harness/documents.mjs";
import { it } from "../harness/fixture.mjs";
import { call } from "../harness/identity.mjs";
import {
  BOSS,
  CORA,
  DAN,
  PLAZA,
  STATION,
  XAN,
  download,
  enter,
  form,
  png,
  shop,
  upload,
} from "../harness/orders.mjs";

/** A shop, its documents, and calls that are compared with them. */
async function scene(t) {
  const server = await shop(t, { "guard.handshakes_per_second": 0 });
  const docs = await Documents.load(server);
  const see = async (who, method, path, body) => {
    const url = `/api/orders${path}`;
    const answer = await call(server, method, url, { token: who?.token ?? who, body });
    docs.see(method, url, answer);
    assert.ok(answer.status !== 500, `${method} ${path}`);
    return answer.body.data;
  };
  return { server, docs, see, clients: new Clients(server, t) };
}

async function useOrders(see) {
  const places = { pickup: PLAZA, dropoff: { address: "Station" } };
  await see(BOSS, "POST", "", { id: "o1", customerId: "cora", ...places, items: [1, { a: null }] });
  await see(BOSS, "POST", "", { id: "o1", customerId: "cora", ...places });
  await see(CORA, "POST", "", { pickup: STATION, dropoff: PLAZA, notes: "ring" });
  await see(XAN, "POST", "", { ...places, customerId: "cora" });
  await see(BOSS, "POST", "/o1/assign", { driverId: "dan", driverName: "Dan" });
  await see(BOSS, "POST", "/o1/assign", { driverId: "dora" });
  await see(DAN, "POST", "/o1/status", { status: "delivered" });
  for (const who of [BOSS, CORA, DAN, XAN]) {
    await see(who, "GET", "?status=assigned&limit=1");
    await see(who, "GET", "/o1");
  }
}

async function useChat(see, cora, dan) {
  const o1 = { orderId: "o1" };
  for (const at of [cora, dan]) await at.ask("order:join", o1);
  await dan.ask("driver:location", { ...o1, lat: 1, lng: 2, heading: 90, speed: 3 });
  const say = (content, clientId) =>
    cora.ask("chat:message", { ...o1, content, type: "TEXT", clientId });
  const { id } = await say("hello", "k1");
  await say("again");
  await dan.ask("chat:read", { ...o1, upTo: id });
  await dan.ask("chat:typing", o1);
  await cora.hears("chat:typing");
  cora.socket.emit("order:join", { orderId: "o9" });
  await cora.hears("exception");
  await see(CORA, "GET", "/o1/messages");
  await see(CORA, "GET", `/o1/messages?limit=1&before=${id}`);
  await see(CORA, "GET", "/o1/messages?before=nothing");
  await see(CORA, "GET", "/o1");
}

/** Images, whose answers are no JSON. */
async function useImages(server, docs) {
  const url = "/api/orders/o1/images";
  const put = async (who, what) => docs.see("POST", url, await upload(server, who, "o1", what));
  const { body } = await put(CORA, form(png()));
  await put(CORA, form(Buffer.from("<svg/>")));
  await put(XAN, form(png()));
  for (const [who, path] of [
    [CORA, body.data.url],
    [XAN, body.data.url],
    [CORA, `${url}/none`],
  ]) {
    const { status, headers, text } = await download(server, who, path);
    const shown = text.startsWith("{") ? JSON.parse(text) : text;
    docs.see("GET", path, { status, headers, body: shown });
  }
}

describe("documents of orders", () => {
  it("describe every answer and every event", async (t) => {
    const { server, docs, see, clients } = await scene(t);
    const [cora, dan] = [await enter(clients, CORA), await enter(clients, DAN)];
    await useOrders(see);
    await useChat(see, cora, dan);
    await useImages(server, docs);
    const event = { event: "order:joined", data: { orderId: "o1" } };
    for (const path of ["/o1/events", "/users/cora/events"]) await see(BOSS, "POST", path, event);
    for (const status of ["picked_up", "delivering", "delivered"])
      await see(DAN, "POST", "/o1/status", { status });
    await see(DAN, "GET", "/o1/track");
    await cora.hears("order:status", 3);
    for (const { heard } of [cora, dan]) docs.hear("/events", heard);
    assert.deepEqual(docs.wrong, []);
    assert.deepEqual(docs.unanswered("/api/orders"), []);
    assert.deepEqual(docs.unheard("/events"), []);
  });

  it("describe every refusal", async (t) => {
    const { docs, see } = await scene(t);
    await see(BOSS, "POST", "", { id: "o1", customerId: "cora", pickup: PLAZA, dropoff: PLAZA });
    for (const { name, path, operation } of docs.operations()) {
      if (!path.startsWith("/api/orders")) continue;
      const method = name.split(" ")[0];
      const bodies = operation.requestBody ? NO_BODIES : [undefined];
      for (const id of ["o1", "nobody", "a%20b", "x".repeat(101)])
        for (const body of bodies)
          for (const who of id === "o1" ? [null, "nonsense", XAN, CORA, BOSS] : [BOSS]) {
            const url = path.slice("/api/orders".length).replaceAll(/\{\w+\}/g, id);
            await see(who, method, url, body);
            if (method === "GET") await see(who, method, `${url}?page=-1&limit=0&foo=1`);
          }
    }
    assert.deepEqual(docs.wrong, []);
  });
});
