// Vehicles, trips, alerts, geofences, history and trackers, with real clients.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { api, enter, fleet, made, tokenOf } from "../harness/fleet.mjs";
import { folder } from "../harness/fleetwired.mjs";
import { request } from "../harness/polling.mjs";
import { eventually } from "../harness/server.mjs";

const RIYADH = { lat: 24.7136, lng: 46.6753 };
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const north = (km, from = RIYADH) => ({ lat: from.lat + km / 111.19492664, lng: from.lng });

const make = (server, id, more = {}) =>
  made(server, "POST", "/vehicles", { body: { id, plateNumber: `P-${id}`, ...more } });
const report = (server, id, body) => made(server, "POST", `/vehicles/${id}/gps`, { body });
const patch = (server, id, body) => made(server, "PATCH", `/vehicles/${id}`, { body });

/** A call that must fail: [status, code]. */
async function refusal(server, method, path, options) {
  const { status, body } = await api(server, method, path, options);
  assert.equal(body.success, false, `${method} ${path}: ${JSON.stringify(body)}`);
  return [status, body.error.code];
}

async function scene(t, settings) {
  const server = await fleet(t, settings);
  return { server, clients: new Clients(server, t) };
}

const heard = (who, name, count = 1) =>
  eventually(
    () => who.all(name).length >= count && who.all(name),
    () => `no ${name}: ${JSON.stringify(who.heard)}`,
  );

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

describe("fleet: history", () => {
  const START = Date.parse("2026-03-01T08:00:00.000Z");

  /** `count` reports, a second and 10 m apart, all of them in the store. */
  async function drive(server, count) {
    const reports = Array.from({ length: count }, (_, i) => ({
      vehicleId: "v1",
      ...north(i / 100),
      speed: 36,
      at: START + i * 1000,
    }));
    for (let i = 0; i < count; i += 1000)
      await made(server, "POST", "/gps", { body: reports.slice(i, i + 1000) });
    await eventually(async () => {
      const { written } = await made(server, "GET", "/history/stats");
      return written >= count;
    }, "not written");
    return reports;
  }

  it("answers page by page, of a time", async (t) => {
    const { server } = await scene(t);
    await drive(server, 25);
    const page = (query) => made(server, "GET", `/vehicles/v1/history?${query}`);
    const seen = [];
    let cursor;
    for (let pages = 0; ; pages += 1) {
      const { items, nextCursor } = await page(`limit=10${cursor ? `&cursor=${cursor}` : ""}`);
      seen.push(...items);
      cursor = nextCursor;
      if (cursor === null) {
        assert.equal(pages, 2);
        break;
      }
      assert.equal(items.length, 10);
    }
    assert.deepEqual(seen.map((p) => Date.parse(p.at)), seen.map((_, i) => START + i * 1000));
    assert.equal(seen.length, 25);
    assert.deepEqual(seen[3], { at: new Date(START + 3000).toISOString(), ...north(0.03), speed: 36 });
    const from = new Date(START + 5000).toISOString();
    const to = new Date(START + 7000).toISOString();
    assert.equal((await page(`from=${from}&to=${to}`)).items.length, 3);
    for (const query of [`from=${to}&to=${from}`, "from=x", "limit=0", "limit=10001", "format=xml", "a=b"]) {
      const { status } = await api(server, "GET", `/vehicles/v1/history?${query}`);
      assert.equal(status, 400, query);
    }
    assert.deepEqual(await refusal(server, "GET", "/vehicles/v9/history"), [404, "VEHICLE_NOT_FOUND"]);
  });

  it("is exported whole as CSV, GPX and GeoJSON", async (t) => {
    const { server } = await scene(t);
    const reports = await drive(server, 2_500);
    const load = async (format) => {
      const answer = await request(`${server.url}/api/fleet/vehicles/v1/history?format=${format}`, {
        headers: { Authorization: `Bearer ${tokenOf("boss", "admin")}` },
      });
      assert.equal(answer.status, 200);
      return [answer.headers["content-type"], answer.text];
    };
    const [csvType, csv] = await load("csv");
    assert.equal(csvType, "text/csv; charset=utf-8");
    const lines = csv.trimEnd().split("\r\n");
    assert.equal(lines.length, 2_501);
    assert.equal(lines[2500].split(",")[2], String(reports[2499].lat));
    const [gpxType, gpx] = await load("gpx");
    assert.equal(gpxType, "application/gpx+xml");
    assert.equal(gpx.match(/<trkpt /g).length, 2_500);
    assert.ok(gpx.endsWith("</gpx>\n"));
    const [geoType, geo] = await load("geojson");
    assert.equal(geoType, "application/geo+json");
    const { features } = JSON.parse(geo);
    assert.equal(features.length, 2_500);
    assert.deepEqual(features[9].geometry.coordinates, [reports[9].lng, reports[9].lat]);
  });

  it("and the state of vehicles, trips, alerts and geofences survive a restart", async (t) => {
    const data = folder(t).path;
    const settings = { "storage.data": data };
    const first = await fleet(t, settings);
    await make(first, "v1", { driverId: "ana", color: "red" });
    await report(first, "v1", { ...RIYADH, fuelLevel: 10, at: Date.now() - 100_000 });
    await made(first, "POST", "/trips", { body: { id: "t1", vehicleId: "v1", stops: [north(5)] } });
    await made(first, "POST", "/trips/t1/start", {});
    const alert = await made(first, "POST", "/vehicles/v1/alerts", { body: { message: "Help" } });
    const fence = await made(first, "POST", "/geofences", {
      body: { name: "Here", geometry: { type: "Point", coordinates: [RIYADH.lng, RIYADH.lat], radius: 500 } },
    });
    const before = await made(first, "GET", "/vehicles/v1");
    await first.stop();

    const server = await fleet(t, settings);
    assert.deepEqual(await made(server, "GET", "/vehicles/v1").then(({ lastSeen, ...v }) => v),
      (({ lastSeen, ...v }) => v)(before));
    assert.equal((await made(server, "GET", "/vehicles/v1/history")).items.length, 1);
    assert.deepEqual(await made(server, "GET", "/geofences"), [fence]);
    const clients = new Clients(server, t);
    const who = await enter(clients, "disp", "dispatcher");
    assert.deepEqual((await heard(who, "emergency:alert"))[0].alert.id, alert.id);
    await who.socket.emitWithAck("subscribe:trip", "t1");
    await who.socket.emitWithAck("subscribe:vehicle", "v1");
    assert.equal(who.all("trip:updated")[0].data.state, "ongoing");
    // It was low before, and inside: neither is said again. It is left, and the trip goes on.
    await report(server, "v1", { ...north(1), fuelLevel: 9 });
    await heard(who, "geofence:exited");
    await heard(who, "trip:updated", 2);
    assert.equal(who.all("vehicle:low-fuel").length, 0);
    assert.equal(who.all("geofence:entered").length, 0);
  });
});

describe("fleet: trips", () => {
  const stops = [{ name: "Depot", ...north(1) }, { location: north(3), plannedAt: "2030-01-01" }];

  it("tells of a trip from its plan to its end", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1", { driverId: "ana" });
    const trip = await made(server, "POST", "/trips", {
      body: { id: "t1", vehicleId: "v1", stops, plannedStart: "2030-01-01", cargo: "milk" },
    });
    assert.deepEqual([trip.state, trip.status, trip.driverId], ["planned", "planned", "ana"]);
    const [ana, fleetView, car] = await Promise.all([
      enter(clients, "ana", "driver"),
      enter(clients, "disp", "dispatcher"),
      enter(clients, "m", "manager"),
    ]);
    await ana.socket.emitWithAck("subscribe:trip", { tripId: "t1" });
    await fleetView.socket.emitWithAck("subscribe:tracking");
    await car.socket.emitWithAck("subscribe:vehicle", "v1");
    assert.equal(ana.all("trip:updated")[0].data.cargo, "milk");
    await made(server, "PATCH", "/trips/t1", { body: { status: "delayed", note: "rain" } });
    await made(server, "POST", "/trips/t1/start", {});
    await made(server, "POST", "/trips/t1/complete", { body: { odometer: 12 } });
    for (const who of [ana, car]) {
      await heard(who, "trip:completed");
      assert.deepEqual(who.all("trip:updated").at(-1).data.status, "delayed");
    }
    await heard(fleetView, "trip:completed");
    assert.equal(fleetView.all("trip:updated").length, 0);
    for (const who of [ana, car, fleetView]) {
      const [started] = who.all("trip:started");
      assert.deepEqual(Object.keys(started), ["tripId", "data", "timestamp"]);
      assert.deepEqual([started.tripId, started.data.vehicleId], ["t1", "v1"]);
      assert.match(started.timestamp, ISO);
      const [completed] = who.all("trip:completed");
      assert.deepEqual([completed.data.state, completed.data.odometer], ["completed", 12]);
    }
  });

  it("cancels with a reason, and ends only once", async (t) => {
    const { server, clients } = await scene(t);
    const who = await enter(clients, "disp", "dispatcher");
    await who.socket.emitWithAck("subscribe:trip", "t1");
    // As the original's server may: nobody planned it.
    await made(server, "POST", "/trips/t1/start", { body: { vehicleId: "vehicle-123", startTime: 1 } });
    assert.equal((await heard(who, "trip:started"))[0].data.startTime, 1);
    await made(server, "POST", "/trips/t1/cancel", { body: { reason: "flat tyre" } });
    const [{ timestamp, ...told }] = await heard(who, "trip:cancelled");
    assert.deepEqual(told, { tripId: "t1", reason: "flat tyre" });
    assert.match(timestamp, ISO);
    const ended = [409, "INVALID_STATE"];
    for (const [method, path] of [
      ["POST", "/trips/t1/start"],
      ["POST", "/trips/t1/complete"],
      ["POST", "/trips/t1/cancel"],
      ["PATCH", "/trips/t1"],
    ])
      assert.deepEqual(await refusal(server, method, path, { body: {} }), ended, path);
    for (const what of ["complete", "cancel"])
      assert.deepEqual(await refusal(server, "POST", `/trips/t9/${what}`, { body: {} }), [
        404,
        "TRIP_NOT_FOUND",
      ]);
    const { body } = await api(server, "GET", "/trips?state=cancelled");
    assert.deepEqual(body.data.map((t1) => t1.id), ["t1"]);
  });

  it("tells progress and the time of arrival when they change", async (t) => {
    const { server, clients } = await scene(t);
    await made(server, "POST", "/trips", { body: { id: "t1", vehicleId: "v1", stops } });
    await made(server, "POST", "/trips/t1/start", {});
    const who = await enter(clients, "disp", "dispatcher");
    await who.socket.emitWithAck("subscribe:trip", "t1");
    const at = Date.now() - 600_000;
    const be = (km, after) => report(server, "v1", { ...north(km), speed: 60, at: at + after });
    await be(0, 0);
    await be(0.05, 3_000); // nothing worth telling
    await be(0.5, 30_000);
    await be(1, 60_000);
    await be(3, 180_000);
    const told = (await heard(who, "trip:updated", 5)).slice(1).map((e) => e.data);
    assert.deepEqual(told.map((d) => d.status), Array(4).fill("ongoing"));
    assert.deepEqual(told.map((d) => d.progress), [0, 16.7, 33.3, 100]);
    assert.deepEqual(told.map((d) => d.distanceRemainingKm), [3, 2.5, 2, 0]);
    assert.deepEqual(told.map((d) => d.etaMinutes), [3, 2.5, 2, 0]);
    assert.equal(Date.parse(told[0].etaAt), at + 180_000);
    const trip = await made(server, "GET", "/trips/t1");
    assert.equal(Date.parse(trip.stops[0].reachedAt), at + 60_000);
    assert.equal(Date.parse(trip.stops[1].reachedAt), at + 180_000);
    assert.equal(trip.state, "ongoing");
  });

  it("refuses what is no trip", async (t) => {
    const { server } = await scene(t);
    await made(server, "POST", "/trips", { body: { id: "t1", vehicleId: "v1" } });
    const post = (body) => refusal(server, "POST", "/trips", { body });
    for (const body of [
      {},
      { vehicleId: 1 },
      { vehicleId: null },
      { vehicleId: "v1", stops: {} },
      { vehicleId: "v1", stops: [{ lat: 91, lng: 0 }] },
      { vehicleId: "v1", stops: [1] },
      { vehicleId: "v1", stops: Array(101).fill(RIYADH) },
      { vehicleId: "v1", plannedStart: "soon" },
      { vehicleId: "v1", status: "x".repeat(65) },
    ])
      assert.deepEqual(await post(body), [400, "INVALID_BODY"], JSON.stringify(body).slice(0, 80));
    assert.deepEqual(await post({ id: "a b", vehicleId: "v1" }), [400, "INVALID_ID"]);
    assert.deepEqual(await post({ id: "t1", vehicleId: "v1" }), [409, "ALREADY_EXISTS"]);
    const plan = { plannedStart: "2030-01-02", plannedEnd: "2030-01-01" };
    assert.deepEqual(await post({ vehicleId: "v1", ...plan }), [400, "INVALID_TIME"]);
    assert.deepEqual(await post({ vehicleId: "v1", text: "x".repeat(16_384) }), [413, "TOO_LARGE"]);
    assert.deepEqual(await post({ vehicleId: "v1", status: "completed" }), [409, "INVALID_STATE"]);
    assert.deepEqual(await refusal(server, "GET", "/trips/t9"), [404, "TRIP_NOT_FOUND"]);
  });
});

describe("fleet: emergencies", () => {
  it("tells everyone of what is critical, and those concerned of the rest", async (t) => {
    const { server, clients } = await scene(t);
    await make(server, "v1", { driverId: "ana" });
    await report(server, "v1", RIYADH);
    const [admin, dispatcher, ana, other] = await Promise.all([
      enter(clients, "root", "admin"),
      enter(clients, "disp", "dispatcher"),
      enter(clients, "ana", "driver"),
      enter(clients, "bob", "driver"),
    ]);
    await ana.socket.emitWithAck("subscribe:vehicle", "v1");
    const raise = (priority) =>
      made(server, "POST", "/vehicles/v1/alerts", { body: { type: "panic", message: priority, priority } });
    for (const priority of ["low", "medium", "high", "critical"]) await raise(priority);
    await heard(other, "emergency:alert");
    for (const who of [admin, dispatcher, ana]) {
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
