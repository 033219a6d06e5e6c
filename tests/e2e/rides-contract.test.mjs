// What the interface promises beyond a whole trip: the forms that different clients use, and what
// the original back end got wrong. README.md says which row is held where.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { call, login, tryLogin } from "../harness/identity.mjs";
import {
  CORNER, PLAZA, accepted, ask, enter, hire, offered, ping, scene, wish,
} from "../harness/rides.mjs";
import { eventually } from "../harness/server.mjs";

describe("contract: REST in general", () => {
  it("answers lists with their whole place, and takes page and limit everywhere", async (t) => {
    const { admin } = await scene(t);
    for (const path of ["/api/trips", "/api/drivers", "/api/vehicles", "/api/vehicle-types",
      "/api/vehicle-categories", "/api/vehicle-service-classes", "/api/users", "/api/cities",
      "/api/zones", "/api/price-policies", "/api/driver-availability", "/api/admin/trips"]) {
      const { status, body } = await admin("GET", `${path}?page=1&limit=1`);
      assert.equal(status, 200, path);
      assert.ok(body.data.length <= 1, path);
      const { total, ...meta } = body.meta;
      const pageCount = Math.max(1, total);
      assert.deepEqual(
        meta,
        {
          page: 1, limit: 1, pageCount, totalPages: pageCount, hasNext: total > 1, hasPrev: false,
          nextPage: total > 1 ? 2 : null, prevPage: null,
        },
        path,
      );
    }
  });

  it("has one form of refusal", async (t) => {
    const { admin, byNobody, byPassenger } = await scene(t);
    const refused = async (answer) => {
      const { status, body } = await answer;
      assert.equal(body.success, false);
      return [status, body.message, body.error.code];
    };
    assert.deepEqual(await refused(admin("GET", "/api/x")), [404, "Cannot GET /api/x", "Not Found"]);
    assert.deepEqual(await refused(admin("GET", "/api/trips/7")), [
      400, "Validation failed (uuid is expected)", "Bad Request",
    ]);
    assert.deepEqual(await refused(byNobody("GET", "/api/trips")), [
      401, "Token inválido o expirado", "Unauthorized",
    ]);
    const nowhere = "/api/trips/00000000-0000-4000-8000-000000000000";
    assert.deepEqual(await refused(admin("GET", nowhere)), [404, "Trip not found", "Not Found"]);
    const [status, message] = await refused(byPassenger("POST", "/api/trips", { foo: 1 }));
    assert.equal(status, 400);
    assert.ok(Array.isArray(message) && message.includes("property foo should not exist"));
  });

  it("speaks the language that is asked for", async (t) => {
    const { town, passenger, byNobody, byPassenger } = await scene(t);
    const english = { "Accept-Language": "en-GB, es;q=0.5" };
    const token = await byNobody("GET", "/api/trips", undefined, english);
    assert.equal(token.body.message, "Invalid or expired token");
    const body = wish(town, passenger, { stops: [] });
    const texts = [];
    for (const headers of [{}, { "Accept-Language": "es" }, english]) {
      const answer = await byPassenger("POST", "/api/trips", body, headers);
      assert.equal(answer.status, 400);
      assert.equal(answer.body.error.code, "Bad Request");
      texts.push([answer.body.message].flat().join());
    }
    assert.deepEqual(texts, [
      "Debe incluir al menos un stop (el destino).",
      "Debe incluir al menos un stop (el destino).",
      "At least one stop is needed (the destination).",
    ]);
  });

  it("lets nobody in whose session is over, or who is somebody else", async (t) => {
    const { server, town, clients, driver, passenger, byPassenger, byDriver } = await scene(t);
    const { accessToken, refreshToken } = await login(server, "pia@example.org", {
      sessionType: "mobile_app",
    });
    const profile = () => call(server, "GET", "/api/users/profile", { token: accessToken });
    assert.equal((await profile()).status, 200);
    await call(server, "POST", "/api/auth/logout", { body: { refreshToken } });
    assert.equal((await profile()).status, 401);
    const into = (namespace, token) =>
      event(clients.io(namespace, { auth: { token }, reconnection: false }), "connect_error");
    assert.match((await into("/admin", passenger.token))[0].message, /Wrong userType|not allowed/);
    assert.equal((await byDriver("POST", "/api/trips", wish(town, passenger))).status, 403);
    assert.equal((await byPassenger("POST", "/api/driver-availability/ping-location", CORNER)).status, 403);
    const status = `/api/driver-availability/${driver.id}/status`;
    assert.equal((await byPassenger("PATCH", status, { isOnline: false })).status, 403);
    assert.equal((await tryLogin(server, "pia@example.org", { type: "driver" })).status, 403);
  });
});

describe("contract: the forms that clients use", () => {
  it("takes a driver's status and place in every form", async (t) => {
    const s = await scene(t);
    const { socket } = await enter(s.clients, "/drivers", s.driver.token);
    const status = async (body) => {
      const { ok, data } = await socket.emitWithAck("driver:status:update", body);
      assert.equal(ok, true);
      return [data.isOnline, data.isAvailableForTrips, data.availabilityReason, data.availabilityStatus];
    };
    assert.deepEqual(await status({ availabilityStatus: "OFFLINE" }), [false, false, "OFFLINE", "OFFLINE"]);
    assert.deepEqual(await status({ availabilityStatus: "AVAILABLE" }), [true, true, null, "AVAILABLE"]);
    assert.deepEqual(await status({ availabilityStatus: "BUSY" }), [true, false, "UNAVAILABLE", "BUSY"]);
    assert.deepEqual(await status({ isOnline: true, isAvailableForTrips: true }), [true, true, null, "AVAILABLE"]);
    for (const body of [{ isOnline: "yes" }, { isAvailableForTrips: 1 }])
      assert.equal((await socket.emitWithAck("driver:status:update", body)).ok, false);

    const seen = event(socket, "driver:location:update");
    await socket.emitWithAck("driver:location:ping", { latitude: PLAZA.lat, longitude: PLAZA.lng });
    const [location] = await seen;
    assert.deepEqual(location.coords, PLAZA);
    assert.deepEqual(location.lastLocation, {
      ...PLAZA, type: "Point", coordinates: [PLAZA.lng, PLAZA.lat],
    });
    assert.equal(location.timestamp, location.lastLocationTimestamp);
    assert.equal((await socket.emitWithAck("driver:location:ping", { lat: 90.001, lng: 0 })).ok, false);
    assert.equal((await socket.emitWithAck("driver:location:ping", { lat: 90, lng: 180 })).ok, true);

    const rest = await s.byDriver("PATCH", "/api/driver-availability/status-by-driver", {
      driverId: s.driver.id, isAvailable: false, isMatchable: true,
    });
    assert.equal(rest.status, 200, JSON.stringify(rest.body));
    assert.deepEqual(
      [rest.body.data.isAvailable, rest.body.data.isMatchable, rest.body.data.availabilityReason],
      [false, false, "UNAVAILABLE"],
    );
  });

  it("tells passenger, driver and admin each once, with all that each needs", async (t) => {
    const s = await scene(t);
    const [d, p, a] = await Promise.all([
      enter(s.clients, "/drivers", s.driver.token),
      enter(s.clients, "/passengers", s.passenger.token),
      enter(s.clients, "/admin", s.town.admin),
    ]);
    const { trip, assignmentId } = await accepted(s, d.socket);
    await eventually(() => p.names().includes("trip:driver_en_route"), "not on the way");
    await eventually(() => a.names().includes("trip:driver_en_route"), "the admin was not told");
    const said = (side, name) => {
      const found = side.heard.filter(([one]) => one === name);
      assert.equal(found.length, 1, `${name} came ${found.length} times`);
      return found[0][1];
    };
    const assigned = said(p, "trip:driver_assigned");
    assert.deepEqual(
      [assigned.tripId, assigned.driverId, assigned.driver.name, assigned.vehicle.make],
      [trip.id, s.driver.id, "ana", "Lada"],
    );
    assert.ok(p.names().indexOf("trip:driver_accepted") < p.names().indexOf("trip:driver_assigned"));
    for (const side of [d, p]) {
      const { snapshot, currentStatus } = said(side, "trip:arriving_started");
      assert.equal(currentStatus, "arriving");
      assert.deepEqual(snapshot, {
        tripId: trip.id, passengerId: s.passenger.id, driverId: s.driver.id,
        vehicleId: assigned.vehicleId, currentStatus: "arriving",
      });
    }
    assert.equal(typeof said(p, "trip:driver_en_route").etaMinutes, "number");
    const forDriver = said(d, "trip:driver_assigned");
    assert.equal(forDriver.passenger.id, s.passenger.id);
    assert.equal(forDriver.passenger.phone, undefined);
    assert.deepEqual(
      [said(a, "trip:assignment:accepted").assignmentId, said(a, "trip:driver_assigned").passengerId],
      [assignmentId, s.passenger.id],
    );
    await eventually(
      () => d.heard.some(([name, da]) => name === "driver:availability:update" && da.currentTripId === trip.id),
      "the driver did not hear that he is on a trip",
    );
    assert.ok(!d.names().some((name) => name.startsWith("admin:") || name.startsWith("debug:")));
    const active = await s.byPassenger("GET", `/api/trips/passengers/${s.passenger.id}/active-trip`);
    assert.deepEqual(
      [active.body.data.passengerId, active.body.data.driverId, active.body.data.stops.length],
      [s.passenger.id, s.driver.id, 1],
    );
    for (const [who, id] of [[s.byDriver, s.driver.id], [s.admin, s.driver.id]]) {
      const { body } = await who("GET", `/api/trips/drivers/${id}/active-trip`);
      assert.equal(body.data.driverId, s.driver.id);
    }
  });

  it("takes a payment in capitals, a key in the body, and a reject by every route", async (t) => {
    const s = await scene(t);
    const { socket } = await enter(s.clients, "/drivers", s.driver.token);
    const routes = [
      ["PATCH", (id) => `/api/trips/assignments/${id}/decline`],
      ["POST", (id) => `/api/trips/assignments/${id}/reject`],
      ["POST", (id) => `/api/trips/${id}/reject`],
    ];
    for (const [i, [method, path]] of routes.entries()) {
      const more = { paymentMode: "CASH", idempotencyKey: `key ${i}` };
      const { assignmentId, trip } = await offered(s, socket, more);
      assert.equal(trip.paymentMode, "cash");
      const again = await ask(s.town, s.passenger, more);
      assert.equal(again.body.data.id, trip.id);
      const { status, body } = await s.byDriver(method, path(assignmentId), { reason: "no" });
      assert.ok(status < 300, JSON.stringify(body));
      assert.equal(body.data.assignmentId, assignmentId);
      const late = await s.byDriver("PATCH", `/api/trips/assignments/${assignmentId}/accept`);
      assert.equal(late.status, 409);
      assert.equal(late.body.error.code, late.body.message);
      await eventually(async () => {
        const seen = await s.byPassenger("GET", `/api/trips/${trip.id}`);
        return seen.body.data.currentStatus === "no_drivers_found";
      }, "the search went on with nobody to ask");
    }
  });

  it("says what came of an offer that was ended", async (t) => {
    const s = await scene(t);
    const { socket } = await enter(s.clients, "/drivers", s.driver.token);
    const expire = (id) => s.admin("POST", `/api/trips/${id}/expire`);
    const first = await offered(s, socket);
    const alone = await expire(first.assignmentId);
    assert.equal(alone.status, 201, JSON.stringify(alone.body));
    assert.equal(alone.body.message, "Assignment expired; no drivers found");
    assert.equal(alone.body.data.nextAssignmentId, undefined);
    const other = await hire(s.town, "otto@example.org");
    await ping(s.town, other);
    const second = await offered(s, socket);
    const handed = await expire(second.assignmentId);
    // The answer does not wait for ever; what it says of the next offer is true in any case.
    const said = handed.body.data.nextAssignmentId ? "new offer created" : "matching continued";
    assert.equal(handed.body.message, `Assignment expired; ${said}`);
    const gone = await expire(second.assignmentId);
    assert.equal(gone.status, 409);
  });
});

describe("contract: cancelling", () => {
  it("ends the trip for a passenger and for an admin", async (t) => {
    const s = await scene(t);
    const d = await enter(s.clients, "/drivers", s.driver.token);
    const p = await enter(s.clients, "/passengers", s.passenger.token);
    for (const [i, cancel] of [
      (id) => s.byPassenger("POST", `/api/trips/${id}/cancel`, { reason: "late" }),
      (id) => s.admin("POST", `/api/admin/trips/${id}/actions/cancel`, { reason: "late" }),
    ].entries()) {
      const { trip } = await accepted(s, d.socket);
      const { status, body } = await cancel(trip.id);
      assert.ok(status < 300, JSON.stringify(body));
      assert.equal(body.data.currentStatus, "cancelled");
      for (const side of [d, p])
        await eventually(
          () => side.names().filter((name) => name === "trip:cancelled").length === i + 1,
          "somebody was not told",
        );
      assert.equal((await cancel(trip.id)).status, 409);
      await eventually(async () => {
        const me = await s.byDriver("GET", "/api/driver-availability/driver-auth");
        return me.body.data.isMatchable;
      }, "the driver is not free");
    }
  });

  it("makes the trip look for another driver when the driver cancels", async (t) => {
    const s = await scene(t);
    const other = await hire(s.town, "otto@example.org");
    await ping(s.town, other, { lat: CORNER.lat + 0.01, lng: CORNER.lng });
    const [d, o] = [
      await enter(s.clients, "/drivers", s.driver.token),
      await enter(s.clients, "/drivers", other.token),
    ];
    const next = event(o.socket, "trip:assignment:offered");
    const { trip } = await accepted(s, d.socket);
    const left = await s.byDriver("POST", `/api/trips/${trip.id}/cancel`, { driverId: s.driver.id });
    assert.ok(left.status < 300, JSON.stringify(left.body));
    const [{ tripId }] = await next;
    assert.equal(tripId, trip.id);
    assert.equal(d.names().filter((name) => name === "trip:assignment:offered").length, 1);
  });
});
