import assert from "node:assert/strict";
import { describe } from "node:test";
import { event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import {
  RIYADH, api, enter, heard, made, make, north, patch, refusal, report, scene, tokenOf,
} from "../harness/fleet.mjs";
import { ISO } from "../harness/formats.mjs";
import { eventually } from "../harness/server.mjs";

/** What the component VehicleTracking of the original does, with the same calls. */
function vehicleTracking(socket, vehicleId) {
  const component = { vehicleData: null };
  socket.emit("subscribe:vehicle", vehicleId);
  socket.on("vehicle:updated", (data) => {
    component.vehicleData = data.data;
  });
  socket.on("vehicle:location", (data) => {
    component.vehicleData = { ...component.vehicleData, currentLocation: data.location };
  });
  component.unmount = () => socket.emit("unsubscribe:vehicle", vehicleId);
  return component;
}

describe("fleet: vehicles", () => {
  it("serves the VehicleTracking component of the original", async (t) => {
    const { server, clients } = await scene(t);
    const { socket, heard: all } = await enter(clients, "disp", "dispatcher");
    await make(server, "vehicle-123", { status: "idle" });
    const view = vehicleTracking(socket, "vehicle-123");
    await eventually(() => view.vehicleData?.status === "idle", "no state at once");
    assert.equal(view.vehicleData.plateNumber, "P-vehicle-123");
    await patch(server, "vehicle-123", { status: "active", lastUpdate: new Date() });
    await eventually(() => view.vehicleData.status === "active", "no update");
    assert.equal(view.vehicleData.plateNumber, "P-vehicle-123");
    await report(server, "vehicle-123", { ...RIYADH, speed: 45 });
    await eventually(() => view.vehicleData.currentLocation, "no location");
    assert.deepEqual(view.vehicleData.currentLocation, { ...RIYADH, speed: 45 });
    view.unmount();
    await socket.emitWithAck("unsubscribe:vehicle", "vehicle-123");
    const before = all.length;
    await report(server, "vehicle-123", north(0.01));
    await socket.emitWithAck("subscribe:vehicle", "another");
    assert.equal(all.length, before);
  });

  it("tells the newest state and position at once, in the shapes of the original", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1", { color: "red", driverId: "ana" });
    const full = { ...RIYADH, speed: 45, heading: 90, accuracy: 5, altitude: 600 };
    await report(server, "v1", { ...full, fuelLevel: 50, ignition: true });
    const who = await enter(clients, "disp", "dispatcher");
    const answer = await who.socket.emitWithAck("subscribe:vehicle", { vehicleId: "v1" });
    assert.deepEqual(answer, { ok: true, vehicleId: "v1" });
    const [updated] = who.all("vehicle:updated");
    assert.deepEqual(Object.keys(updated), ["vehicleId", "data", "timestamp"]);
    assert.match(updated.timestamp, ISO);
    const { lastSeen, createdAt, updatedAt, ...data } = updated.data;
    for (const time of [lastSeen, createdAt, updatedAt]) assert.match(time, ISO);
    assert.deepEqual(data, {
      id: "v1",
      vehicleId: "v1",
      plateNumber: "P-v1",
      status: "active",
      driverId: "ana",
      fuelLevel: 50,
      ignition: true,
      currentLocation: full,
      online: true,
      color: "red",
    });
    const [located] = who.all("vehicle:location");
    assert.deepEqual(Object.keys(located), ["vehicleId", "location", "timestamp"]);
    assert.deepEqual(located.location, full);
    assert.match(located.timestamp, ISO);
  });

  it("takes the id of a new one by either name", async (t) => {
    const { server } = await scene(t);
    const post = (path, body) => made(server, "POST", path, { body });
    assert.equal((await post("/vehicles", { vehicleId: "v1" })).id, "v1");
    assert.equal((await post("/vehicles", { id: "v2", vehicleId: "v2" })).id, "v2");
    assert.equal((await post("/vehicles", { id: "v3", vehicleId: null })).id, "v3");
    assert.notEqual((await post("/vehicles", {})).id, "");
    assert.equal((await post("/trips", { tripId: "t1", vehicleId: "v1" })).id, "t1");
    const geometry = { type: "Point", coordinates: [1, 2], radius: 5 };
    assert.equal((await post("/geofences", { geofenceId: "g1", name: "x", geometry })).id, "g1");
    for (const body of [{ id: "a", vehicleId: "b" }, { vehicleId: 1 }, { id: "a", vehicleId: "a b" }])
      assert.deepEqual(await refusal(server, "POST", "/vehicles", { body }), [400, "INVALID_ID"]);
    assert.deepEqual(await refusal(server, "POST", "/vehicles", { body: { vehicleId: "v1" } }), [
      409,
      "ALREADY_EXISTS",
    ]);
  });

  it("merges what a back end says and forgets what is null", async (t) => {
    const { server } = await scene(t);
    const first = await patch(server, "new", { status: "active", tags: ["a", { b: 1 }] });
    assert.deepEqual(first.tags, ["a", { b: 1 }]);
    const next = await patch(server, "new", { tags: null, driverId: "ana", km: 1.5 });
    assert.equal("tags" in next, false);
    assert.deepEqual([next.status, next.driverId, next.km], ["active", "ana", 1.5]);
    const shown = await made(server, "GET", "/vehicles/new");
    assert.deepEqual(shown, next);
    const { body } = await api(server, "GET", "/vehicles?driverId=ana");
    assert.deepEqual(body.data.map((v) => v.id), ["new"]);
    assert.equal(body.total ?? body.meta?.total ?? body.pagination?.total, 1);
  });

  it("lets drivers see their own vehicle and trip only", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1", { driverId: "ana" });
    await make(server, "v2", { driverId: "bob" });
    await made(server, "POST", "/trips", { body: { id: "t1", vehicleId: "v1" } });
    await made(server, "POST", "/trips", { body: { id: "t2", vehicleId: "v2" } });
    const ana = await enter(clients, "ana", "driver");
    const ask = (name, ...args) => ana.socket.emitWithAck(name, ...args);
    assert.equal((await ask("subscribe:vehicle", "v1")).ok, true);
    assert.equal((await ask("subscribe:trip", "t1")).ok, true);
    for (const [name, id] of [
      ["subscribe:vehicle", "v2"],
      ["subscribe:vehicle", "unknown"],
      ["subscribe:trip", "t2"],
      ["subscribe:trip", "unknown"],
      ["subscribe:tracking"],
      ["request:active-vehicles"],
      ["emergency:acknowledge", "a1"],
    ]) {
      const { ok, code } = await (id ? ask(name, id) : ask(name));
      assert.deepEqual([name, ok, code], [name, false, "FORBIDDEN"]);
    }
    await patch(server, "v2", { status: "x" });
    await patch(server, "v1", { status: "y" });
    await heard(ana, "vehicle:updated", 2);
    assert.deepEqual(ana.all("vehicle:updated").map((e) => e.vehicleId), ["v1", "v1"]);
    // Somebody else drives it now.
    await patch(server, "v1", { driverId: "bob" });
    const before = ana.all("vehicle:updated").length;
    await patch(server, "v1", { status: "z" });
    assert.equal((await ask("subscribe:vehicle", "v1")).code, "FORBIDDEN");
    assert.ok(ana.all("vehicle:updated").length <= before + 1);
    assert.notEqual(ana.all("vehicle:updated").at(-1).data.status, "z");
    // Leaving is allowed whatever he may see.
    for (const [kind, id] of [["vehicle", "v1"], ["vehicle", "v2"], ["trip", "t1"], ["trip", "unknown"]])
      assert.deepEqual(await ask(`unsubscribe:${kind}`, id), { ok: true, [`${kind}Id`]: id });
  });

  it("is open to everybody where the settings say so", async (t) => {
    const { server, clients } = await scene(t, { "fleet.open_subscriptions": true });
    await make(server, "v1");
    const who = await enter(clients, "u1", "user");
    for (const [name, ...args] of [["subscribe:vehicle", "v1"], ["subscribe:tracking"]])
      assert.equal((await who.socket.emitWithAck(name, ...args)).ok, true);
    const answer = await who.socket.emitWithAck("emergency:acknowledge", "a1");
    assert.equal(answer.code, "FORBIDDEN");
  });

  it("answers bad events with an acknowledgement or an exception", async (t) => {
    const { clients } = await scene(t);
    const { socket } = await enter(clients, "disp", "dispatcher");
    for (const name of [
      "subscribe:vehicle",
      "unsubscribe:vehicle",
      "subscribe:trip",
      "unsubscribe:trip",
      "emergency:acknowledge",
    ])
      for (const bad of [1, null, "", "a b", "x".repeat(65), {}, ["v1"], { vehicleId: 1 }]) {
        const { ok, code } = await socket.emitWithAck(name, bad);
        assert.deepEqual([name, ok, code], [name, false, "INVALID_ID"], JSON.stringify(bad));
      }
    socket.emit("subscribe:vehicle");
    assert.deepEqual((await event(socket, "exception"))[0], {
      status: "error",
      code: "INVALID_ID",
      message: "vehicleId must be an id of 1 to 64 characters",
      event: "subscribe:vehicle",
    });
  });

  it("goes online with a report and offline by silence", async (t) => {
    const { server, clients } = await scene(t, { "fleet.offline_after": "3s" });
    const who = await enter(clients, "disp", "dispatcher");
    await who.socket.emitWithAck("subscribe:vehicle", "v1");
    await who.socket.emitWithAck("subscribe:tracking");
    await make(server, "v1");
    await report(server, "v1", RIYADH);
    const [online] = await heard(who, "vehicle:online");
    assert.deepEqual(Object.keys(online), ["vehicleId", "at"]);
    assert.deepEqual((await who.socket.emitWithAck("request:active-vehicles")).length, 1);
    const [offline] = await heard(who, "vehicle:offline");
    assert.equal(offline.vehicleId, "v1");
    assert.deepEqual(await who.socket.emitWithAck("request:active-vehicles"), []);
    assert.equal((await made(server, "GET", "/vehicles/v1")).online, false);
  });
});

describe("fleet: the REST interface", () => {
  it("is for admins and services", async (t) => {
    const { server } = await scene(t);
    const calls = [
      ["GET", "/vehicles"],
      ["POST", "/vehicles"],
      ["GET", "/vehicles/v1"],
      ["PATCH", "/vehicles/v1"],
      ["POST", "/vehicles/v1/gps"],
      ["POST", "/vehicles/v1/low-fuel"],
      ["POST", "/vehicles/v1/alerts"],
      ["GET", "/vehicles/v1/history"],
      ["POST", "/gps"],
      ["GET", "/trips"],
      ["POST", "/trips"],
      ["PATCH", "/trips/t1"],
      ["POST", "/trips/t1/start"],
      ["GET", "/alerts"],
      ["POST", "/alerts/a1/acknowledge"],
      ["GET", "/geofences"],
      ["POST", "/geofences"],
      ["PUT", "/geofences/a"],
      ["DELETE", "/geofences/a"],
    ];
    for (const [method, path] of calls) {
      const body = method === "GET" ? undefined : RIYADH;
      const as = async (role) =>
        (await api(server, method, path, { body, token: tokenOf("u1", role) })).status;
      assert.equal((await api(server, method, path, { body, token: "" })).status, 401, path);
      assert.equal(await as("driver"), 403, path);
      assert.notEqual(await as("service"), 403, path);
    }
    assert.deepEqual(await refusal(server, "PATCH", "/vehicles/a%20b", { body: {} }), [400, "INVALID_ID"]);
  });
});
