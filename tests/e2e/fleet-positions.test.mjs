import assert from "node:assert/strict";
import { describe } from "node:test";
import { event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import {
  RIYADH, enter, heard, made, make, north, refusal, report, scene, tokenOf,
} from "../harness/fleet.mjs";
import { ISO } from "../harness/formats.mjs";
import { request } from "../harness/polling.mjs";
import { eventually } from "../harness/server.mjs";

describe("fleet: positions", () => {
  it("shows the whole fleet, newest first and at once", async (t) => {
    const { server, clients } = await scene(t);
    const reports = Array.from({ length: 500 }, (_, i) => ({ vehicleId: `v${i}`, ...north(i) }));
    const { accepted } = await made(server, "POST", "/gps", { body: reports });
    assert.equal(accepted, 500);
    const who = await enter(clients, "disp", "dispatcher");
    assert.deepEqual(await who.socket.emitWithAck("subscribe:tracking"), { ok: true });
    const first = who.all("tracking:update");
    assert.deepEqual(
      first.map((e) => e.vehicleId).sort(),
      reports.map((r) => r.vehicleId).sort(),
    );
    assert.deepEqual(Object.keys(first[0]), ["vehicleId", "location", "timestamp"]);
    await report(server, "v7", north(7.001));
    const seen = await heard(who, "tracking:update", 501);
    assert.deepEqual(seen[500].location, north(7.001));
    await who.socket.emitWithAck("unsubscribe:tracking");
    await report(server, "v7", north(7.002));
    await who.socket.emitWithAck("unsubscribe:tracking");
    assert.equal(who.all("tracking:update").length, 501);
  });

  it("lists active vehicles as an event and in the acknowledgement", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "silent");
    await make(server, "v1", { status: "active" });
    await report(server, "v1", { ...RIYADH, speed: 1 });
    const { socket } = await enter(clients, "m", "manager");
    const told = event(socket, "active-vehicles");
    const rows = await socket.emitWithAck("request:active-vehicles");
    assert.deepEqual((await told)[0], rows);
    const [{ lastSeen, ...row }] = rows;
    assert.equal(rows.length, 1);
    assert.match(lastSeen, ISO);
    assert.deepEqual(row, {
      vehicleId: "v1",
      plateNumber: "P-v1",
      status: "active",
      location: { ...RIYADH, speed: 1 },
    });
  });

  it("takes reports over sockets from vehicles, drivers and admins", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1", { driverId: "ana" });
    const dashboard = await enter(clients, "disp", "dispatcher");
    await dashboard.socket.emitWithAck("subscribe:vehicle", "v1");
    let km = 0;
    const gps = async (id, role, more = {}) => {
      const { socket } = await enter(clients, id, role);
      const body = { vehicleId: "v1", ...north((km += 0.01)), ...more };
      const answer = await socket.emitWithAck("vehicle:gps", body);
      socket.disconnect();
      return answer.ok ? answer.result : answer.code;
    };
    for (const [id, role] of [["v1", "vehicle"], ["ana", "driver"], ["root", "admin"]])
      assert.equal(await gps(id, role), "accepted", role);
    for (const [id, role] of [["v2", "vehicle"], ["bob", "driver"], ["v1", "user"], ["disp", "dispatcher"]])
      assert.equal(await gps(id, role), "FORBIDDEN", role);
    assert.equal(await gps("v2", "vehicle", { vehicleId: "v2" }), "VEHICLE_NOT_FOUND");
    await heard(dashboard, "vehicle:location", 3);
    assert.equal(dashboard.all("vehicle:location").length, 3);
  });

  it("refuses bad reports and changes nothing", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1");
    const who = await enter(clients, "disp", "dispatcher");
    await who.socket.emitWithAck("subscribe:vehicle", "v1");
    const admin = await enter(clients, "root", "admin");
    const before = await made(server, "GET", "/vehicles/v1");
    const future = new Date(Date.now() + 120_000).toISOString();
    const bad = [
      [{}, "INVALID_POSITION"],
      [{ lat: 1 }, "INVALID_POSITION"],
      [{ lat: "1", lng: 2 }, "INVALID_POSITION"],
      [{ lat: NaN, lng: 2 }, "INVALID_POSITION"],
      [{ lat: 90.001, lng: 2 }, "INVALID_POSITION"],
      [{ lat: 1, lng: -180.001 }, "INVALID_POSITION"],
      [{ ...RIYADH, speed: -1 }, "INVALID_REPORT"],
      [{ ...RIYADH, speed: "fast" }, "INVALID_BODY"],
      [{ ...RIYADH, heading: 361 }, "INVALID_REPORT"],
      [{ ...RIYADH, fuelLevel: 101 }, "INVALID_REPORT"],
      [{ ...RIYADH, ignition: 1 }, "INVALID_BODY"],
      [{ ...RIYADH, at: future }, "FUTURE_TIME"],
      [{ ...RIYADH, at: "yesterday" }, "INVALID_BODY"],
      [{ ...RIYADH, at: "1999-12-31T00:00:00Z" }, "INVALID_TIME"],
    ];
    for (const [body, code] of bad) {
      const told = JSON.stringify(body);
      assert.deepEqual(await refusal(server, "POST", "/vehicles/v1/gps", { body }), [400, code], told);
      const answer = await admin.socket.emitWithAck("vehicle:gps", { vehicleId: "v1", ...body });
      assert.deepEqual([answer.ok, answer.code], [false, code], told);
    }
    for (const body of ["v1", null, [], { ...RIYADH }, { vehicleId: "a b", ...RIYADH }])
      assert.equal((await admin.socket.emitWithAck("vehicle:gps", body)).code, "INVALID_ID");
    const { lat, lng } = RIYADH;
    const raw = await request(`${server.url}/api/fleet/vehicles/v1/gps`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        Authorization: `Bearer ${tokenOf("boss", "admin")}`,
      },
      body: `{"lat":${lat},"lng":${lng},"speed":NaN}`,
    });
    assert.equal(raw.status, 400);
    assert.deepEqual(await made(server, "GET", "/vehicles/v1"), before);
    assert.equal(who.all("vehicle:location").length, 0);
    const { items } = await made(server, "GET", "/vehicles/v1/history");
    assert.deepEqual(items, []);
  });

  it("takes up to 1000 reports at once and says what became of each", async (t) => {
    const { server } = await scene(t);
    const at = Date.now() - 10_000;
    const answer = await made(server, "POST", "/gps", {
      body: {
        reports: [
          { vehicleId: "v1", ...RIYADH, at },
          { vehicleId: "v1", ...RIYADH, at: at - 1000 },
          { vehicleId: "v1", ...RIYADH, at },
          { vehicleId: "v1", ...north(500), at: at + 1000 },
          { vehicleId: "v2", ...RIYADH },
          { vehicleId: "v3", lat: 91, lng: 0 },
          { ...RIYADH },
        ],
      },
    });
    const { rejected, ...counts } = answer;
    assert.deepEqual(counts, { received: 7, accepted: 2, older: 1, duplicate: 1, impossible: 1 });
    assert.deepEqual(
      rejected.map(({ index, code }) => [index, code]).sort(),
      [[5, "INVALID_POSITION"], [6, "INVALID_ID"]],
    );
    assert.deepEqual(await refusal(server, "GET", "/vehicles/v3"), [404, "VEHICLE_NOT_FOUND"]);
    const many = (count) => Array.from({ length: count }, () => ({ vehicleId: "v2", ...RIYADH }));
    assert.equal((await made(server, "POST", "/gps", { body: many(1000) })).received, 1000);
    for (const body of [many(1001), [], {}, "x", { reports: {} }])
      assert.deepEqual(await refusal(server, "POST", "/gps", { body }), [400, "INVALID_BODY"]);
    assert.deepEqual(await refusal(server, "POST", "/gps", { body: [{}] }), [400, "INVALID_REPORT"]);
  });

  it("keeps older reports and impossible jumps for the history only", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1");
    const who = await enter(clients, "disp", "dispatcher");
    await who.socket.emitWithAck("subscribe:vehicle", "v1");
    const at = Date.now() - 60_000;
    const results = [];
    for (const [km, after] of [[0, 0], [0.1, 10_000], [0.05, 5_000], [500, 11_000], [0.2, 20_000]])
      results.push((await report(server, "v1", { ...north(km), at: at + after })).result);
    assert.deepEqual(results, ["accepted", "accepted", "older", "impossible", "accepted"]);
    await heard(who, "vehicle:location", 3);
    assert.deepEqual(
      who.all("vehicle:location").map((e) => e.location),
      [north(0), north(0.1), north(0.2)],
    );
    const { items } = await eventually(async () => {
      const page = await made(server, "GET", "/vehicles/v1/history");
      return page.items.length === 5 && page;
    }, "not all of the history");
    assert.deepEqual(
      items.map((p) => [Date.parse(p.at) - at, p.impossible ?? false]),
      [[0, false], [5_000, false], [10_000, false], [11_000, true], [20_000, false]],
    );
  });

  it("does not make unknown vehicles where the settings say so", async (t) => {
    const { server } = await scene(t, { "fleet.auto_register": false });
    const missing = [404, "VEHICLE_NOT_FOUND"];
    assert.deepEqual(await refusal(server, "POST", "/vehicles/v1/gps", { body: RIYADH }), missing);
    assert.deepEqual(await refusal(server, "PATCH", "/vehicles/v1", { body: {} }), missing);
    const body = { fuelLevel: 3 };
    assert.deepEqual(await refusal(server, "POST", "/vehicles/v1/low-fuel", { body }), missing);
    const trip = { vehicleId: "v1" };
    assert.deepEqual(await refusal(server, "POST", "/trips", { body: trip }), missing);
    assert.deepEqual(
      await refusal(server, "POST", "/trips/t1/start", { body: trip }),
      [404, "TRIP_NOT_FOUND"],
    );
  });
});

describe("fleet: trackers", () => {
  const KEY = "a key of all trackers";
  const url = (server, query) =>
    `${server.url}/api/fleet/osmand?${new URLSearchParams(query).toString()}`;
  const send = (server, query, options) => request(url(server, query), options);

  it("speak the protocol of the Traccar Client app", async (t) => {
    const { server, clients } = await scene(t, { "fleet.device_key": KEY });
    await make(server, "v1");
    const who = await enter(clients, "disp", "dispatcher");
    await who.socket.emitWithAck("subscribe:vehicle", "v1");
    const seconds = Math.floor(Date.now() / 1000) - 100;
    const place = { id: "v1", key: KEY, lat: RIYADH.lat, lon: RIYADH.lng };
    const first = await send(server, {
      ...place,
      timestamp: seconds,
      speed: 10,
      bearing: 90,
      altitude: 600,
      accuracy: 5,
      batt: 80,
    });
    assert.deepEqual([first.status, first.text], [200, ""]);
    const ms = await send(server, { ...place, timestamp: (seconds + 10) * 1000 }, { method: "POST" });
    assert.equal(ms.status, 200);
    const form = await request(`${server.url}/api/fleet/osmand`, {
      method: "POST",
      headers: { "Content-Type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        ...place,
        timestamp: new Date((seconds + 20) * 1000).toISOString(),
      }).toString(),
    });
    assert.equal(form.status, 200);
    const told = await heard(who, "vehicle:location", 3);
    assert.deepEqual(told[0].location, {
      ...RIYADH,
      speed: 18.52,
      heading: 90,
      accuracy: 5,
      altitude: 600,
    });
    assert.deepEqual(
      told.map((e) => Date.parse(e.timestamp) / 1000 - seconds),
      [0, 10, 20],
    );
    const sos = await send(server, { ...place, alarm: "sos" });
    assert.equal(sos.status, 200);
    assert.equal((await heard(who, "emergency:alert"))[0].alert.type, "sos");
  });

  it("speak JSON as newer apps do", async (t) => {
    const { server, clients } = await scene(t, { "fleet.device_key": KEY });
    await make(server, "v1");
    const who = await enter(clients, "disp", "dispatcher");
    await who.socket.emitWithAck("subscribe:vehicle", "v1");
    const at = new Date(Date.now() - 1000).toISOString();
    const coords = { latitude: RIYADH.lat, longitude: RIYADH.lng, speed: 5, heading: 90, altitude: 600, accuracy: 5 };
    const post = (body, query = { key: KEY }) =>
      send(server, query, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(body),
      });
    const body = {
      location: {
        timestamp: at,
        coords,
        is_moving: true,
        odometer: 12.5,
        event: "",
        battery: { level: 0.5, is_charging: false },
        activity: { type: "in_vehicle" },
        extras: {},
      },
      device_id: "v1",
    };
    const first = await post(body);
    assert.deepEqual([first.status, first.text], [200, ""]);
    const [told] = await heard(who, "vehicle:location");
    assert.equal(told.timestamp, at);
    assert.deepEqual(told.location, { ...RIYADH, speed: 18, heading: 90, accuracy: 5, altitude: 600 });
    assert.equal((await post({ ...body, location: { coords, extras: { alarm: "sos" } } })).status, 200);
    assert.equal((await heard(who, "emergency:alert"))[0].alert.type, "sos");
    assert.equal((await post(body, {})).status, 401);
    assert.equal((await post(body, { key: "wrong" })).status, 403);
    for (const [bad, code] of [
      [{ ...body, device_id: 1 }, "INVALID_ID"],
      [{ device_id: "v1" }, "INVALID_POSITION"],
      [{ ...body, location: { coords: { ...coords, speed: "5" } } }, "INVALID_REPORT"],
      [[], "INVALID_POSITION"],
    ]) {
      const { status, text } = await post(bad);
      assert.deepEqual([status, JSON.parse(text).error.code], [400, code]);
    }
  });

  it("need the key, and good numbers", async (t) => {
    const { server } = await scene(t, { "fleet.device_key": KEY });
    await make(server, "v1", { deviceKey: "its own key" });
    const status = async (query) =>
      (await send(server, { id: "v1", lat: 1, lon: 2, ...query })).status;
    assert.equal(await status({}), 401);
    assert.equal(await status({ key: "wrong" }), 403);
    assert.equal(await status({ key: KEY }), 403);
    assert.equal(await status({ key: "its own key" }), 200);
    assert.equal(await status({ id: "new", key: KEY }), 200);
    assert.equal(await status({ id: "other", key: "wrong" }), 403);
    for (const bad of [{ lat: 91 }, { lat: "x" }, { lon: "" }, { speed: "x" }, { id: "a b" }])
      assert.equal(await status({ key: "its own key", ...bad }), 400, JSON.stringify(bad));
    const vehicle = await made(server, "GET", "/vehicles/v1");
    assert.deepEqual(vehicle.currentLocation, { lat: 1, lng: 2 });
    assert.equal("deviceKey" in vehicle, false);
  });

  it("are not believed without any key in the settings", async (t) => {
    const { server } = await scene(t);
    const answer = await send(server, { id: "v1", key: "anything", lat: 1, lon: 2 });
    assert.equal(answer.status, 403);
    assert.deepEqual(await refusal(server, "GET", "/vehicles/v1"), [404, "VEHICLE_NOT_FOUND"]);
  });
});
