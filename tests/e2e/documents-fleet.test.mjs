// What fleet answers and tells, held against its documents.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { NO_BODIES } from "../harness/bad-inputs.mjs";
import { Clients } from "../harness/client.mjs";
import { Documents } from "../harness/documents.mjs";
import { it } from "../harness/fixture.mjs";
import { RIYADH, enter, fleet, inSeconds, north, tokenOf } from "../harness/fleet.mjs";
import { call } from "../harness/identity.mjs";
import { eventually } from "../harness/server.mjs";

const KEY = "a key of all trackers";
const circle = { type: "Point", coordinates: [RIYADH.lng, RIYADH.lat] };
const ring = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 0],
];

/** A server, its documents, and calls as an admin that are compared with them. */
async function scene(t) {
  const server = await fleet(t, {
    "fleet.offline_after": "1s",
    "fleet.device_key": KEY,
    "guard.handshakes_per_second": 0,
  });
  const docs = await Documents.load(server);
  const boss = tokenOf("boss", "admin");
  const see = async (method, path, body, token = boss) => {
    const url = `/api/fleet${path}`;
    const answer = docs.see(method, url, await call(server, method, url, { token, body }));
    assert.ok(answer.status !== 500, `${method} ${path}`);
    return answer.body.data;
  };
  return { server, docs, see, clients: new Clients(server, t) };
}

async function useVehicles(see) {
  const at = Date.now() - 900_000;
  await see("POST", "/vehicles", { id: "v1", plateNumber: "P-1", driverId: "ana", color: "red" });
  await see("PATCH", "/vehicles/v1", { status: "active", tags: [1, { a: null }] });
  await see("POST", "/geofences", { id: "home", name: "Home", geometry: circle, radius: 300 });
  const area = { name: "Area", geometry: { type: "Polygon", coordinates: [ring] } };
  await see("POST", "/geofences", { id: "area", ...area, vehicles: ["v9"] });
  await see("PUT", "/geofences/area", area);
  for (const path of ["", "/area"]) await see("GET", `/geofences${path}`);
  const full = { ...RIYADH, speed: 40, heading: 90, accuracy: 5, altitude: 600, fuelLevel: 10 };
  await see("POST", "/vehicles/v1/gps", { ...full, ignition: true, accident: true, at });
  const gps = (km, after) => ({ vehicleId: "v1", ...north(km), at: at + after });
  const many = [gps(1, 60_000), gps(0, 0), gps(0.5, 30_000), gps(900, 61_000), { vehicleId: "v1" }];
  await see("POST", "/gps", many);
  await see("POST", "/vehicles/v1/low-fuel", { fuelLevel: 5 });
  await see("GET", "/vehicles?status=active&limit=1");
  await see("GET", "/vehicles/v1");
  await see("DELETE", "/geofences/area");
}

async function useTrips(see) {
  const stops = [
    { name: "Depot", ...north(2) },
    { location: north(3), plannedAt: "2030-01-01" },
  ];
  const times = { plannedStart: "2030-01-01", plannedEnd: Date.UTC(2031, 0, 1) };
  await see("POST", "/trips", { id: "t1", vehicleId: "v1", stops, ...times, cargo: "milk" });
  await see("POST", "/trips/t2/start", { vehicleId: "v2" });
  await see("PATCH", "/trips/t1", { status: "delayed" });
  await see("POST", "/trips/t1/start");
  for (const km of [1.5, 2]) await see("POST", "/vehicles/v1/gps", north(km));
  await see("GET", "/trips/t1");
  await see("GET", "/trips?state=ongoing");
  await see("POST", "/trips/t1/complete", { odometer: 12 });
  await see("POST", "/trips/t2/cancel", { reason: "rain" });
  for (const step of ["start", "complete", "cancel"]) await see("POST", `/trips/t2/${step}`);
}

async function useAlerts(see, socket) {
  const raise = (more) => see("POST", "/vehicles/v1/alerts", { message: "Help", ...more });
  const { id } = await raise({ type: "panic", priority: "critical", location: RIYADH });
  await see("POST", `/alerts/${id}/acknowledge`);
  await see("POST", `/alerts/${id}/acknowledge`);
  await socket.emitWithAck("emergency:acknowledge", (await raise({ priority: "low" })).id);
  await see("GET", "/alerts?open=false");
  await see("GET", "/alerts?vehicleId=v1");
}

async function useNotifications(see, mine) {
  const note = { title: "Hello", message: "there", type: "news", data: { a: [1] } };
  const { id } = await see("POST", "/notifications", { userId: "ana", ...note });
  await see("POST", "/notifications/bulk", { userIds: ["ana", "bob"], message: "both" });
  await see("POST", "/notifications/broadcast", note);
  await see("GET", "/notifications?unread=true", undefined, mine);
  await see("PATCH", `/notifications/${id}/read`, undefined, mine);
}

async function useHistory(see) {
  await eventually(async () => (await see("GET", "/history/stats")).written > 4, "not written");
  for (const format of ["json&limit=2", "csv", "gpx", "geojson"])
    await see("GET", `/vehicles/v1/history?format=${format}`);
  await see("GET", "/osmand?id=v3&key=wrong&lat=1&lon=2", undefined, null);
  const tracker = `/osmand?id=v3&key=${encodeURIComponent(KEY)}&lat=1`;
  await see("GET", `${tracker}&lon=2&speed=3&batt=80`, undefined, null);
  await see("POST", `${tracker}&lon=2.0001&alarm=sos`, undefined, null);
  await see("GET", `${tracker}&lon=x`, undefined, null);
}

describe("documents of fleet", () => {
  it("describe every answer and every event", async (t) => {
    const { server, docs, see, clients } = await scene(t);
    const office = await enter(clients, "disp", "dispatcher");
    const ana = await enter(clients, "ana", "driver");
    const soon = { auth: { token: tokenOf("eve", "user", { exp: inSeconds(40) }) } };
    const leaving = await enter(clients, "eve", "user", soon);
    const ask = (...args) => office.socket.emitWithAck(...args);
    await ask("subscribe:tracking");
    await ask("subscribe:vehicle", "v1");
    await useVehicles(see);
    assert.equal((await ask("request:active-vehicles")).length, 1);
    await ask("subscribe:trip", "t1");
    await useTrips(see);
    await useAlerts(see, office.socket);
    await useNotifications(see, tokenOf("ana", "driver"));
    await useHistory(see);
    office.socket.emit("subscribe:vehicle", "a b");
    for (const [who, name] of [
      [office, "exception"],
      [office, "vehicle:offline"],
      [ana, "notification:count"],
      [leaving, "auth:expiring"],
    ])
      await eventually(() => who.all(name).length > 0, `no ${name}`);
    for (const path of ["", "/count", "/stats"]) await see("GET", `/connections${path}`);
    await see("DELETE", `/connections/${ana.socket.id}`);
    await see("DELETE", "/connections");
    for (const { heard } of [office, ana, leaving]) docs.hear("/", heard);
    assert.deepEqual(docs.wrong, []);
    assert.deepEqual(docs.unanswered("/api/fleet"), []);
    assert.deepEqual(docs.unheard("/"), []);
    assert.ok(server.running);
  });

  it("describe every refusal", async (t) => {
    const { docs, see } = await scene(t);
    await see("POST", "/vehicles", { id: "v1" });
    await see("POST", "/trips", { id: "v1", vehicleId: "v1" });
    const tokens = ["", "nonsense", tokenOf("ana", "driver"), tokenOf("erp", "service")];
    for (const { name, path, operation } of docs.operations()) {
      if (!path.startsWith("/api/fleet")) continue;
      const method = name.split(" ")[0];
      const bodies = operation.requestBody ? NO_BODIES : [undefined];
      for (const id of ["v1", "nobody", "a%20b", "x".repeat(65)])
        for (const body of bodies)
          for (const token of id === "v1" ? tokens : tokens.slice(-1)) {
            const url = path.slice("/api/fleet".length).replaceAll(/\{\w+\}/g, id);
            await see(method, url, body, token);
            if (method === "GET") await see(method, `${url}?page=-1&limit=0&foo=1`, body, token);
          }
    }
    assert.deepEqual(docs.wrong, []);
  });
});
