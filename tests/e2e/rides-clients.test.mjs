// The apps as they are used, and the small programs that came with the original back end: what each
// of them must see.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { io } from "socket.io-client";
import { AdminPanel, DriverApp, PassengerApp } from "../harness/apps.mjs";
import { it } from "../harness/fixture.mjs";
import { serve } from "../harness/fleetwired.mjs";
import { ADMIN, QUICK, call, login } from "../harness/identity.mjs";
import { CORNER, PLAZA, STATION, ask, board, hire, ping, settle } from "../harness/rides.mjs";
import { eventually } from "../harness/server.mjs";

const rides = (t, settings = {}) => serve(t, { systems: "rides", ...QUICK, ...settings });

async function town(t, settings) {
  const server = await rides(t, settings);
  const made = await settle(server);
  const driver = await hire(made, "ana@example.org");
  const passenger = await board(made, "pia@example.org");
  return { server, made, driver, passenger };
}

/** Three apps, at work. */
async function threeApps(t, settings) {
  const { server, made } = await town(t, settings);
  const driver = new DriverApp(server, t, "ana@example.org");
  const passenger = new PassengerApp(server, t, "pia@example.org");
  const admin = new AdminPanel(server, t, ADMIN.email);
  await driver.start(CORNER);
  await passenger.start(PLAZA);
  await admin.start(ADMIN.password);
  return { server, made, driver, passenger, admin };
}

const without = (apps) => apps.flatMap(({ faults }) => faults);

describe("clients: the apps", () => {
  it("take a trip from its estimate to its fare", async (t) => {
    const { driver, passenger, admin } = await threeApps(t);
    assert.ok(driver.isMatchable, JSON.stringify(driver.me));
    const quote = await passenger.estimate(PLAZA, STATION);
    for (const key of ["distance_km_est", "duration_min_est", "base_fare", "min_fare", "cost_per_km",
      "cost_per_minute", "subtotal", "total", "surge_multiplier"])
      assert.equal(typeof quote.breakdown[key], "number", key);
    const trip = await passenger.request(PLAZA, STATION, "key-1");
    assert.equal((await passenger.request(PLAZA, STATION, "key-1")).id, trip.id);
    assert.equal(trip.fareEstimatedTotal, quote.totalEstimated);

    await eventually(() => driver.phase === "offered" && driver.trip, "no offer");
    assert.equal(driver.offer.ttlSec, 20);
    assert.equal(driver.trip.pickupAddress, "Here");
    await driver.accept();
    await eventually(() => driver.phase === "arriving", "not on the way");
    await assert.rejects(driver.step("arriving"), { status: 409 }); // it moved on by itself
    await driver.step("arrived-pickup");
    await driver.step("start");
    await driver.step("complete", { actualDistanceKm: "6.2", extraFees: null });
    await eventually(() => passenger.phases.includes("completed"), "the passenger did not arrive");
    await eventually(
      () => driver.phases.length === 5 && driver.phases.every(([, status]) => status),
      "the driver did not",
    );
    assert.deepEqual(passenger.phases, [
      "searching", "accepted", "assigned", "arriving", "en_route", "here", "in_progress",
      "completed",
    ]);
    const shown = Object.fromEntries(driver.phases);
    assert.deepEqual(Object.keys(shown), ["offered", "assigned", "arriving", "in_progress", "completed"]);
    assert.equal(shown.offered, "assigning");
    assert.equal(shown.completed, "completed");
    await eventually(() => admin.names().includes("trip:completed"), "the panel saw no end");
    assert.ok(admin.looks > 8);
    const [row] = await admin.list("status=completed");
    assert.equal(row.driverName, "ana");
    assert.equal(row.destinationAddress, "There");
    assert.deepEqual(without([driver, passenger, admin]), []);
  });

  it("see a trip that the panel cancels, and the driver is free again", async (t) => {
    const { driver, passenger, admin } = await threeApps(t);
    const { id } = await passenger.request(PLAZA, STATION);
    await eventually(() => driver.phase === "offered" && driver.offer, "no offer");
    await driver.accept();
    await eventually(() => driver.phase === "arriving", "not on the way");
    admin.watch(id);
    await admin.act(id, "send-message", { target: "both", message: "Please wait" });
    await admin.act(id, "cancel", { reason: "Road closed" });
    await eventually(() => passenger.phases.includes("cancelled"), "the passenger was not told");
    await eventually(() => driver.phase === "cancelled", "the driver was not told");
    const [, { reason, currentStatus }] = passenger.heard.find(([name]) => name === "trip:cancelled");
    assert.deepEqual([reason, currentStatus], ["Road closed", "cancelled"]);
    for (const app of [driver, passenger]) assert.ok(app.names().includes("trip:message"));
    // He is let go after everybody was told, so that no new offer overtakes the news.
    await eventually(async () => {
      driver.me = await driver.api("GET", "/api/driver-availability/driver-auth");
      return driver.isMatchable;
    }, () => `the driver is not free: ${JSON.stringify(driver.me)}`);
    const actions = () => admin.heard.filter(([name]) => name === "admin:trip:action_issued");
    await eventually(() => actions().length > 0, "the panel was not told"); // said last
    assert.equal(admin.names().filter((name) => name === "trip:cancelled").length, 1);
    const [[, issued]] = actions();
    assert.equal(issued.tripId, id);
    assert.equal(issued.adminId, admin.id);
    assert.deepEqual(without([driver, passenger, admin]), []);
  });

  it("go on after the tokens turned, on the same trip", async (t) => {
    const { driver, passenger } = await threeApps(t, { "auth.refresh_grace": "0ms" });
    await driver.refresh();
    await eventually(() => driver.socket.connected, "the driver did not come back");
    await passenger.request(PLAZA, STATION);
    await eventually(() => driver.phase === "offered" && driver.offer, "no offer");
    await driver.decline();
    await eventually(() => passenger.phases.includes("nobody"), "the search did not end");
    assert.ok(driver.names().includes("auth:session_refreshed"));
  });

  it("switch off and on with a single flag", async (t) => {
    const { driver, passenger } = await threeApps(t);
    await driver.available(false);
    assert.equal(driver.me.availabilityReason, "UNAVAILABLE");
    await passenger.request(PLAZA, STATION);
    await eventually(() => passenger.phases.includes("nobody"), "somebody was found");
    await driver.available(true);
    assert.ok(driver.isMatchable, JSON.stringify(driver.me));
    passenger.tripId = undefined;
    await passenger.request(PLAZA, STATION);
    await eventually(() => driver.phase === "offered", "no offer");
  });
});

/** What a small program prints: [words, payload]. */
function listener(t, server, namespace, token, options, names) {
  const lines = [];
  const socket = io(`${server.url}${namespace}`, {
    forceNew: true,
    transports: ["websocket"],
    auth: { token },
    ...options,
  });
  t.after(() => socket.disconnect());
  for (const name of ["connect", "disconnect", "connect_error"])
    socket.on(name, (what) => lines.push([name, what?.message ?? what]));
  for (const name of names) socket.on(name, (payload) => lines.push([name, payload]));
  const has = (name) => lines.some(([said]) => said === name);
  const last = (name) => lines.findLast(([said]) => said === name)?.[1];
  return { socket, lines, has, last, count: (name) => lines.filter(([said]) => said === name).length };
}

const ONCE = { reconnection: false };
const SESSION = ["auth:logged_in", "auth:session_refreshed", "auth:session_revoked"];

describe("clients: the back end's own test programs", () => {
  it("ws-test sees the sessions of a driver, and why it is refused", async (t) => {
    const { server, driver } = await town(t);
    const first = listener(t, server, "/drivers", driver.token, ONCE, SESSION);
    await eventually(() => first.has("connect"), "not connected");
    const second = await login(server, "ana@example.org", { type: "driver", sessionType: "mobile_app" });
    await eventually(() => first.has("auth:logged_in"), "no word of the other login");
    const other = listener(t, server, "/drivers", second.accessToken, ONCE, SESSION);
    await eventually(() => other.has("connect"), "not connected");
    const { refreshToken } = second;
    await call(server, "POST", "/api/auth/refresh", { body: { refreshToken } });
    await eventually(() => other.has("disconnect"), "the old socket stayed");
    assert.equal(other.last("disconnect"), "transport close");
    assert.ok(other.has("auth:session_refreshed"));
    assert.ok(!first.has("disconnect"));
    const third = await login(server, "ana@example.org", { type: "driver", sessionType: "mobile_app" });
    const gone = listener(t, server, "/drivers", third.accessToken, ONCE, SESSION);
    await eventually(() => gone.has("connect"), "not connected");
    await call(server, "POST", "/api/auth/logout", { body: { refreshToken: third.refreshToken } });
    await eventually(() => gone.has("disconnect"), "the socket outlived its session");
    assert.equal(gone.last("disconnect"), "io server disconnect");
    assert.deepEqual(gone.last("auth:session_revoked").reason, "user_logout");
    const bad = listener(t, server, "/drivers", "nonsense", ONCE, SESSION);
    await eventually(() => bad.has("connect_error"), "let in");
    assert.equal(bad.last("connect_error"), "Invalid or expired access token");
    assert.ok(!bad.has("connect"));
  });

  it("ws-da-driver drives, ws-da-admin watches", async (t) => {
    const { server, made, driver, passenger } = await town(t);
    const watched = [
      "driver:availability:update", "driver:location:update", "driver:trip:update", ...SESSION,
    ];
    const admin = listener(t, server, "/admin", made.admin, ONCE, watched);
    const app = listener(t, server, "/drivers", driver.token, ONCE, watched);
    await eventually(() => admin.has("connect") && app.has("connect"), "not connected");
    const { socket } = app;
    const say = (name, body) => socket.emitWithAck(name, body);
    // Right after `connect`, before `hello`: such messages count.
    const status = await say("driver:status:update", { isOnline: true, isAvailableForTrips: true });
    assert.equal(status.ok, true);
    assert.equal(status.data.availabilityStatus, "AVAILABLE");
    const [lat, lng] = [10.4901, -66.8792];
    assert.deepEqual(await say("driver:location:ping", { lat, lng }), { ok: true });
    assert.deepEqual(await say("driver:location:ping", { lat: lat + 1e-4, lng }), { ok: true });
    const fake = "00000000-0000-0000-0000-000000000001";
    assert.equal((await say("driver:trip:set", { currentTripId: fake })).ok, false);
    await eventually(() => app.count("driver:location:update") >= 2, "positions went missing");
    // Of positions that come close together a panel is told the newest only.
    const newest = () => admin.last("driver:location:update")?.coords?.lat === lat + 1e-4;
    await eventually(newest, "the admin did not see the newest");
    const seen = admin.last("driver:location:update");
    assert.deepEqual(
      [seen.driverId, seen.coords, seen.lastLocation.lat],
      [driver.id, { lat: lat + 1e-4, lng }, lat + 1e-4],
    );
    await eventually(() => admin.has("driver:availability:update"), "no availability");

    // Its own trip may be set and cleared.
    const offered = new Promise((resolve) => socket.once("trip:assignment:offered", resolve));
    await ask(made, passenger);
    const offer = await offered;
    await call(server, "PATCH", `/api/trips/assignments/${offer.assignmentId}/accept`, {
      token: driver.token,
    });
    const engaged = () => {
      const since = app.lines.findIndex(
        ([name, told]) => name === "driver:trip:update" && told.currentTripId === offer.tripId,
      );
      return since >= 0 && app.lines.slice(since).some(([name]) => name === "driver:availability:update");
    };
    await eventually(engaged, "the accepted trip was not told");
    const before = [app.count("driver:trip:update"), app.count("driver:availability:update")];
    const set = await say("driver:trip:set", { tripId: offer.tripId });
    assert.equal(set.ok, true, JSON.stringify(set));
    assert.equal(set.data.currentTripId, offer.tripId);
    // The answer may overtake what is told of it.
    await eventually(() => app.count("driver:availability:update") > before[1], "it was not told");
    assert.equal(app.count("driver:trip:update"), before[0] + 1);
    assert.equal(app.count("driver:availability:update"), before[1] + 1);
    assert.deepEqual(app.last("driver:trip:update"), {
      driverId: driver.id,
      currentTripId: offer.tripId,
      availabilityReason: "ON_TRIP",
      isAvailableForTrips: false,
    });
  });

  it("ws-trip-passenger hears of his request", async (t) => {
    const { server, made, passenger } = await town(t);
    const app = listener(t, server, "/passengers", passenger.token, ONCE, ["trip:requested"]);
    await eventually(() => app.has("connect"), "not connected");
    const { body } = await ask(made, passenger);
    await eventually(() => app.has("trip:requested"), "nothing was heard");
    const { tripId, passengerId, pickup, status } = app.last("trip:requested");
    assert.deepEqual([tripId, passengerId, status], [body.data.id, passenger.id, "pending"]);
    assert.deepEqual(pickup, { ...PLAZA, address: "Plaza" });
  });

  it("ws-test-trip-flow sees all three sides of a request", async (t) => {
    const { server, made, driver, passenger } = await town(t);
    await ping(made, driver);
    const open = (namespace, token, names) =>
      listener(
        t,
        server,
        namespace,
        token,
        {
          path: "/socket.io",
          reconnection: true,
          reconnectionAttempts: 5,
          timeout: 10_000,
          extraHeaders: { Authorization: `Bearer ${token}` },
        },
        ["hello", ...names],
      );
    const p = open("/passengers", passenger.token, ["trip:requested", "trip:assigning_started"]);
    const d = open("/drivers", driver.token, ["trip:assignment:offered"]);
    const a = open("/admin", made.admin, [
      "trip:requested", "trip:assigning_started", "trip:assignment:offered", "trip:no_drivers_found",
    ]);
    for (const each of [p, d, a]) await eventually(() => each.has("hello"), "no hello");
    assert.deepEqual(p.last("hello"), { ok: true, nsp: "/passengers" });
    assert.deepEqual(a.last("hello"), { ok: true, nsp: "/admin" });
    await ask(made, passenger);
    await eventually(() => d.has("trip:assignment:offered"), "no offer");
    await eventually(() => a.has("trip:assignment:offered"), "the admin saw no offer");
    await eventually(() => p.has("trip:assigning_started"), "the passenger heard nothing");
    const order = (each) => each.lines.map(([name]) => name).filter((name) => name.startsWith("trip:"));
    assert.deepEqual(order(p), ["trip:requested", "trip:assigning_started"]);
    assert.deepEqual(order(d), ["trip:assignment:offered"]);
    assert.deepEqual(order(a), ["trip:requested", "trip:assigning_started", "trip:assignment:offered"]);
    assert.equal(a.last("trip:assignment:offered").driverId, driver.id);
  });

  it("comes in by the Authorization header alone", async (t) => {
    const { server, passenger } = await town(t);
    const options = { ...ONCE, extraHeaders: { Authorization: `bearer ${passenger.token}` } };
    const app = listener(t, server, "/passengers", undefined, options, ["hello"]);
    await eventually(() => app.has("hello"), "no hello");
  });
});
