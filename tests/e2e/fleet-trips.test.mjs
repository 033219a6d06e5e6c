import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import {
  RIYADH, api, enter, fleet, heard, made, make, north, refusal, report, scene, tokenOf,
} from "../harness/fleet.mjs";
import { folder } from "../harness/fleetwired.mjs";
import { ISO } from "../harness/formats.mjs";
import { request } from "../harness/polling.mjs";
import { eventually } from "../harness/server.mjs";

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

  it("begins with the word for it, planned before or not", async (t) => {
    const { server, clients } = await scene(t);
    const who = await enter(clients, "disp", "dispatcher");
    await who.socket.emitWithAck("subscribe:trip", "t2");
    const body = { vehicleId: "v1", status: "ongoing" };
    await made(server, "POST", "/trips", { body: { id: "t1", vehicleId: "v1" } });
    const planned = await made(server, "POST", "/trips/t1/start", { body });
    assert.deepEqual([planned.state, planned.status], ["ongoing", "ongoing"]);
    const patched = await made(server, "PATCH", "/trips/t2", { body });
    assert.deepEqual([patched.state, patched.status], ["ongoing", "ongoing"]);
    assert.match(patched.startedAt, ISO);
    assert.equal((await heard(who, "trip:updated"))[0].data.state, "ongoing");
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
    assert.deepEqual(await post({ tripId: "t1", vehicleId: "v1" }), [409, "ALREADY_EXISTS"]);
    assert.deepEqual(await post({ id: "t2", tripId: "t3", vehicleId: "v1" }), [400, "INVALID_ID"]);
    assert.deepEqual(await post({ tripId: 1, vehicleId: "v1" }), [400, "INVALID_ID"]);
    const plan = { plannedStart: "2030-01-02", plannedEnd: "2030-01-01" };
    assert.deepEqual(await post({ vehicleId: "v1", ...plan }), [400, "INVALID_TIME"]);
    assert.deepEqual(await post({ vehicleId: "v1", text: "x".repeat(16_384) }), [413, "TOO_LARGE"]);
    assert.deepEqual(await post({ vehicleId: "v1", status: "completed" }), [409, "INVALID_STATE"]);
    assert.deepEqual(await refusal(server, "GET", "/trips/t9"), [404, "TRIP_NOT_FOUND"]);
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

  it("is exported as CSV, GPX and GeoJSON, whole unless a limit is given", async (t) => {
    const { server } = await scene(t);
    const reports = await drive(server, 2_500);
    const load = async (format, more = "") => {
      const path = `/api/fleet/vehicles/v1/history?format=${format}${more}`;
      const answer = await request(`${server.url}${path}`, {
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
    for (const limit of [1, 999, 1_000, 1_001, 2_000, 2_500, 2_501]) {
      const [, part] = await load("csv", `&limit=${limit}`);
      assert.equal(part, lines.slice(0, 1 + limit).map((line) => `${line}\r\n`).join(""), `${limit}`);
    }
    const [, short] = await load("geojson", `&limit=2&from=${new Date(START + 5000).toISOString()}`);
    assert.deepEqual(
      JSON.parse(short).features.map((f) => Date.parse(f.properties.at) - START),
      [5000, 6000],
    );
    const [, two] = await load("gpx", "&limit=2");
    assert.equal(two.match(/<trkpt /g).length, 2);
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
