import assert from "node:assert/strict";
import { describe } from "node:test";
import { it } from "../harness/fixture.mjs";
import {
  RIYADH, api, enter, heard, made, make, north, refusal, report, scene,
} from "../harness/fleet.mjs";
import { ISO } from "../harness/formats.mjs";

describe("fleet: emergencies", () => {
  it("tells everyone of what is critical, and those concerned of the rest", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1", { driverId: "ana" });
    await report(server, "v1", RIYADH);
    const [admin, dispatcher, manager, service, ana, other] = await Promise.all([
      enter(clients, "root", "admin"),
      enter(clients, "disp", "dispatcher"),
      enter(clients, "m", "manager"),
      enter(clients, "back", "service"),
      enter(clients, "ana", "driver"),
      enter(clients, "bob", "driver"),
    ]);
    for (const who of [ana, manager]) await who.socket.emitWithAck("subscribe:vehicle", "v1");
    const raise = (priority) =>
      made(server, "POST", "/vehicles/v1/alerts", { body: { type: "panic", message: priority, priority } });
    for (const priority of ["low", "medium", "high", "critical"]) await raise(priority);
    await heard(other, "emergency:alert");
    const concerned = [admin, dispatcher, manager, service, ana];
    for (const who of concerned) {
      const told = await heard(who, "emergency:alert", 4);
      assert.deepEqual(told.map((e) => e.priority), ["low", "medium", "high", "critical"]);
    }
    assert.deepEqual(other.all("emergency:alert").map((e) => e.priority), ["critical"]);
    const [{ alert }] = admin.all("emergency:alert");
    const { id, at, ...rest } = alert;
    assert.match(at, ISO);
    assert.deepEqual(rest, {
      type: "panic",
      vehicleId: "v1",
      message: "low",
      location: RIYADH,
      priority: "low",
    });
    assert.equal(typeof id, "string");
    await made(server, "POST", `/alerts/${id}/acknowledge`);
    for (const who of concerned) {
      await heard(who, "emergency:acknowledged");
      await who.socket.emitWithAck("notification:request-count"); // nothing comes twice
      assert.deepEqual([who.all("emergency:alert").length, who.all("emergency:acknowledged").length], [4, 1]);
    }
    assert.equal(other.all("emergency:acknowledged").length, 0);
  });

  it("keeps them until somebody acknowledges", async (t) => {
    const { server, clients } = await scene(t);
    const alert = await made(server, "POST", "/vehicles/v1/alerts", {
      body: { message: "Fire", priority: "critical" },
    });
    const open = async () => (await api(server, "GET", "/alerts?open=true")).body.data;
    assert.deepEqual((await open()).map((a) => a.id), [alert.id]);
    const late = await enter(clients, "bob", "driver");
    assert.equal((await heard(late, "emergency:alert"))[0].alert.id, alert.id);
    const { socket } = await enter(clients, "disp", "dispatcher");
    assert.deepEqual(await socket.emitWithAck("emergency:acknowledge", { alertId: alert.id }), {
      ok: true,
      alertId: alert.id,
    });
    assert.equal((await heard(late, "emergency:acknowledged"))[0].by, "disp");
    assert.deepEqual(await open(), []);
    const again = await socket.emitWithAck("emergency:acknowledge", alert.id);
    assert.equal(again.code, "ALERT_NOT_FOUND");
    const path = `/alerts/${alert.id}/acknowledge`;
    assert.deepEqual(await refusal(server, "POST", path), [404, "ALERT_NOT_FOUND"]);
    const { body } = await api(server, "GET", "/alerts?open=false&vehicleId=v1");
    assert.equal(body.data[0].acknowledgedBy, "disp");
    const next = await enter(clients, "eve", "dispatcher");
    await next.socket.emitWithAck("subscribe:tracking");
    assert.equal(next.all("emergency:alert").length, 0);
  });

  it("detects accidents by what is said and by how hard somebody brakes", async (t) => {
    const { server, clients } = await scene(t);
    const who = await enter(clients, "bob", "driver");
    const at = Date.now() - 60_000;
    await report(server, "v1", { ...RIYADH, speed: 100, at });
    await report(server, "v1", { ...RIYADH, speed: 50, at: at + 1000 });
    await report(server, "v2", { ...RIYADH, accident: true });
    await report(server, "v3", { ...RIYADH, speed: 100, at });
    await report(server, "v3", { ...RIYADH, speed: 56, at: at + 1000 });
    const told = await heard(who, "emergency:alert", 2);
    assert.deepEqual(told.map((e) => e.alert.vehicleId).sort(), ["v1", "v2"]);
    for (const { alert, priority } of told)
      assert.deepEqual([alert.type, priority, alert.location], ["accident", "critical", RIYADH]);
    assert.equal((await api(server, "GET", "/alerts")).body.data.length, 2);
    // Of one moment and in one list: the place is known, what happened there is not.
    const twice = { vehicleId: "v4", ...RIYADH, at };
    const reports = [twice, { ...twice, accident: true }];
    const sum = await made(server, "POST", "/gps", { body: { reports } });
    assert.deepEqual([sum.accepted, sum.duplicate], [1, 1]);
    const last = (await heard(who, "emergency:alert", 3)).at(-1);
    assert.deepEqual([last.alert.vehicleId, last.alert.type], ["v4", "accident"]);
  });

  it("warns of low fuel once for each crossing", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1");
    const [admin, dispatcher, manager, viewer] = await Promise.all([
      enter(clients, "root", "admin"),
      enter(clients, "disp", "dispatcher"),
      enter(clients, "m", "manager"),
      enter(clients, "m2", "manager"),
    ]);
    await viewer.socket.emitWithAck("subscribe:vehicle", "v1");
    for (const fuelLevel of [50, 15, 14, 20, 15, 20.5, 12])
      await report(server, "v1", { ...RIYADH, fuelLevel });
    await made(server, "POST", "/vehicles/v1/low-fuel", { body: { fuelLevel: 8 } });
    for (const who of [admin, dispatcher, viewer]) {
      const told = await heard(who, "vehicle:low-fuel", 3);
      assert.deepEqual(told.map((e) => e.fuelLevel), [15, 12, 8]);
      assert.deepEqual(Object.keys(told[0]), ["vehicleId", "fuelLevel", "timestamp"]);
    }
    assert.equal(manager.all("vehicle:low-fuel").length, 0);
    for (const body of [{}, { fuelLevel: 101 }, { fuelLevel: -1 }, { fuelLevel: "low" }])
      assert.deepEqual(await refusal(server, "POST", "/vehicles/v1/low-fuel", { body }), [
        400,
        "INVALID_BODY",
      ]);
  });

  it("refuses what is no alert", async (t) => {
    const { server } = await scene(t);
    for (const body of [
      {},
      { message: 1 },
      { message: "" },
      { message: "x".repeat(1001) },
      { message: "x", priority: "urgent" },
      { message: "x", type: "t".repeat(65) },
      { message: "x", location: { lat: 91, lng: 0 } },
    ])
      assert.deepEqual(await refusal(server, "POST", "/vehicles/v1/alerts", { body }), [
        400,
        "INVALID_BODY",
      ]);
    assert.deepEqual((await api(server, "GET", "/alerts")).body.data, []);
  });
});

describe("fleet: geofences", () => {
  const box = (west, south, east, north_) => ({
    type: "Polygon",
    coordinates: [
      [[west, south], [east, south], [east, north_], [west, north_], [west, south]],
    ],
  });

  it("tells who crosses them, over the antimeridian too", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1");
    const post = (body) => made(server, "POST", "/geofences", { body });
    const depot = await post({
      id: "depot",
      name: "Depot",
      geometry: { type: "Point", coordinates: [RIYADH.lng, RIYADH.lat] },
      radius: 300,
    });
    assert.deepEqual(depot, {
      id: "depot",
      name: "Depot",
      geometry: { type: "Point", coordinates: [RIYADH.lng, RIYADH.lat], radius: 300 },
      vehicles: "all",
    });
    await post({ id: "pacific", name: "Pacific", geometry: box(179, -1, -179, 1) });
    await post({ id: "others", name: "Others", geometry: box(0, 0, 90, 90), vehicles: ["v9"] });
    const [car, dashboard] = await Promise.all([
      enter(clients, "disp", "dispatcher"),
      enter(clients, "m", "manager"),
    ]);
    await car.socket.emitWithAck("subscribe:vehicle", "v1");
    await dashboard.socket.emitWithAck("subscribe:tracking");
    await report(server, "v1", { ...RIYADH, at: Date.now() - 9e8 });
    await report(server, "v1", { ...north(0.4), at: Date.now() - 8e8 });
    await report(server, "v1", { lat: 0, lng: -179.5, at: Date.now() - 4e8 });
    await report(server, "v1", { lat: 0, lng: 179.5, at: Date.now() - 2e8 });
    await report(server, "v1", { lat: 0, lng: 178.9 });
    for (const who of [car, dashboard]) {
      await heard(who, "geofence:exited", 2);
      assert.deepEqual(
        who.heard
          .filter(([name]) => name.startsWith("geofence:"))
          .map(([name, e]) => [name.split(":")[1], e.geofenceId, e.name]),
        [
          ["entered", "depot", "Depot"],
          ["exited", "depot", "Depot"],
          ["entered", "pacific", "Pacific"],
          ["exited", "pacific", "Pacific"],
        ],
      );
      const [first] = who.all("geofence:entered");
      assert.deepEqual(Object.keys(first), ["vehicleId", "geofenceId", "name", "location", "at"]);
      assert.deepEqual(first.location, RIYADH);
    }
  });

  it("are changed and taken away", async (t) => {
    const { server } = await scene(t);
    const body = { id: "a", name: "A", geometry: box(0, 0, 1, 1), vehicles: ["v1"] };
    await made(server, "POST", "/geofences", { body });
    assert.deepEqual(await refusal(server, "POST", "/geofences", { body }), [409, "ALREADY_EXISTS"]);
    await made(server, "PUT", "/geofences/a", { body: { ...body, name: "B" } });
    assert.equal((await made(server, "GET", "/geofences/a")).name, "B");
    await made(server, "DELETE", "/geofences/a");
    const missing = [404, "GEOFENCE_NOT_FOUND"];
    assert.deepEqual(await refusal(server, "GET", "/geofences/a"), missing);
    assert.deepEqual(await refusal(server, "DELETE", "/geofences/a"), missing);
    assert.deepEqual(await refusal(server, "PUT", "/geofences/a", { body }), missing);
    assert.deepEqual(await made(server, "GET", "/geofences"), []);
    const geometry = box(0, 0, 1, 1);
    for (const [bad, code] of [
      [{}, "INVALID_BODY"],
      [{ name: "x" }, "INVALID_BODY"],
      [{ name: "x", geometry: { type: "Point", coordinates: [0, 0] } }, "INVALID_BODY"],
      [{ name: "x", geometry: { type: "LineString", coordinates: [[0, 0]] } }, "INVALID_BODY"],
      [{ name: "x", geometry, vehicles: [] }, "INVALID_BODY"],
      [{ name: "x", geometry, vehicles: ["a b"] }, "INVALID_BODY"],
      [{ name: "x".repeat(129), geometry }, "INVALID_BODY"],
      [{ name: "x", geometry: box(0, 0, 1, 91) }, "INVALID_GEOMETRY"],
      [{ name: "x", geometry: { type: "Point", coordinates: [0, 0], radius: 0 } }, "INVALID_GEOMETRY"],
    ])
      assert.deepEqual(await refusal(server, "POST", "/geofences", { body: bad }), [400, code]);
  });
});
