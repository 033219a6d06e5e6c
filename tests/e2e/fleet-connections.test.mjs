import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { api, enter, fleet, made, sign, tokenOf } from "../harness/fleet.mjs";
import { eventually } from "../harness/server.mjs";

describe("fleet: connections", () => {
  it("are counted, listed and counted by kind", async (t) => {
    const server = await fleet(t);
    const clients = new Clients(server, t);
    const started = Date.now();
    assert.deepEqual(await made(server, "GET", "/connections/count"), { count: 0 });
    const one = await enter(clients, "u1", "driver");
    const two = await enter(clients, "u2", "admin", { transports: ["polling"] });
    await enter(clients, "u2", "admin");
    assert.deepEqual(await made(server, "GET", "/connections/count"), { count: 3 });
    const all = await made(server, "GET", "/connections");
    assert.deepEqual(all.map(({ userId, userRole }) => [userId, userRole]).sort(), [
      ["u1", "driver"],
      ["u2", "admin"],
      ["u2", "admin"],
    ]);
    const mine = all.find((each) => each.socketId === one.socket.id);
    assert.deepEqual(Object.keys(mine), ["socketId", "userId", "userRole", "connectedAt"]);
    const at = Date.parse(mine.connectedAt);
    assert.ok(at >= started - 1 && at <= Date.now() + 1);
    const stats = await made(server, "GET", "/connections/stats");
    assert.deepEqual(stats.byRole, { admin: 2, driver: 1 });
    assert.deepEqual(stats.byTransport, { polling: 1, websocket: 2 });
    assert.equal(stats.total, 3);
    assert.equal(stats.byNamespace["/"], 3);
    two.socket.disconnect();
    await eventually(
      async () => (await made(server, "GET", "/connections/count")).count === 2,
      "still counted",
    );
    assert.deepEqual((await made(server, "GET", "/connections/stats")).byRole, {
      admin: 1,
      driver: 1,
    });
  });

  it("are seen on the transport they moved to", async (t) => {
    const server = await fleet(t);
    const { socket } = await enter(new Clients(server, t), "u1", "driver", {
      transports: ["polling", "websocket"],
    });
    await eventually(() => socket.io.engine.transport.name === "websocket", "not upgraded");
    await eventually(async () => {
      const { byTransport } = await made(server, "GET", "/connections/stats");
      return byTransport.websocket === 1 && byTransport.polling === undefined;
    }, "not seen");
  });

  it("are ended one by one or all, and do not come back by themselves", async (t) => {
    const server = await fleet(t);
    const clients = new Clients(server, t);
    const people = [];
    for (const id of ["u1", "u2", "u3"]) people.push(await enter(clients, id, "driver"));
    const ends = people.map(({ socket }) => event(socket, "disconnect"));
    await made(server, "DELETE", `/connections/${people[0].socket.id}`);
    assert.equal((await ends[0])[0], "io server disconnect");
    assert.equal(people[1].socket.connected, true);
    for (const id of [people[0].socket.id, "nobody", "user:u2", "role:driver"])
      assert.equal((await api(server, "DELETE", `/connections/${id}`)).status, 404, id);
    assert.equal((await made(server, "GET", "/connections/count")).count, 2);
    assert.deepEqual(await made(server, "DELETE", "/connections"), { disconnected: 2 });
    for (const end of ends.slice(1)) assert.equal((await end)[0], "io server disconnect");
    assert.deepEqual(await made(server, "GET", "/connections"), []);
  });

  it("are the business of admins and services", async (t) => {
    const server = await fleet(t);
    const asks = [
      ["GET", "/connections"],
      ["GET", "/connections/count"],
      ["GET", "/connections/stats"],
      ["DELETE", "/connections"],
      ["DELETE", "/connections/nobody"],
    ];
    for (const [method, path] of asks) {
      const status = async (token) => (await api(server, method, path, { token })).status;
      assert.equal(await status(tokenOf("u1", "manager")), 403, path);
      assert.equal(await status(tokenOf("u1", "driver")), 403, path);
      assert.equal(await status(""), 401, path);
      assert.equal(await status(sign({ id: "boss", role: "admin", exp: 1 })), 401, path);
      assert.notEqual(await status(tokenOf("erp", "service")), 403, path);
    }
  });
});
