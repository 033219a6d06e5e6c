import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import { folder, lastingPort, serve } from "../harness/fleetwired.mjs";
import { QUICK, call } from "../harness/identity.mjs";
import { CORNER, ask, board, enter, hire, ping, settle, wish } from "../harness/rides.mjs";
import { eventually } from "../harness/server.mjs";

const rides = (t, settings = {}) => serve(t, { systems: "rides", ...QUICK, ...settings });

/** A town with one driver at work near the plaza, one passenger, and sockets of both. */
async function scene(t, settings) {
  const server = await rides(t, settings);
  const town = await settle(server);
  const driver = await hire(town, "ana@example.org");
  assert.equal((await ping(town, driver)).status, 201);
  const passenger = await board(town, "pia@example.org");
  const clients = new Clients(server, t);
  return {
    server,
    town,
    driver,
    passenger,
    clients,
    atDriver: await enter(clients, "/drivers", driver.token),
    atPassenger: await enter(clients, "/passengers", passenger.token),
  };
}

const accept = (server, driver, assignmentId) =>
  call(server, "PATCH", `/api/trips/assignments/${assignmentId}/accept`, { token: driver.token });

const step = (server, driver, tripId, what) =>
  call(server, "POST", `/api/trips/${tripId}/${what}`, {
    token: driver.token,
    body: { driverId: driver.id },
  });

describe("rides: a whole trip", () => {
  it("goes from request to completion, each event once and in order", async (t) => {
    const { server, town, driver, passenger, atDriver, atPassenger } = await scene(t);
    const offer = event(atDriver.socket, "trip:assignment:offered");
    const asked = await ask(town, passenger);
    assert.equal(asked.status, 201, JSON.stringify(asked.body));
    assert.equal(asked.body.data.currentStatus, "pending");
    const tripId = asked.body.data.id;
    const [{ assignmentId, ttlSec }] = await offer;
    assert.equal(ttlSec, 20);
    const seen = await call(server, "GET", `/api/trips/${tripId}`, { token: driver.token });
    assert.equal(seen.body.data.currentStatus, "assigning");
    const accepted = await accept(server, driver, assignmentId);
    assert.equal(accepted.status, 200, JSON.stringify(accepted.body));
    for (const what of ["arrived-pickup", "start", "complete"]) {
      const answer = await step(server, driver, tripId, what);
      assert.ok(answer.status < 300, `${what}: ${JSON.stringify(answer.body)}`);
    }
    await eventually(() => atPassenger.names().includes("trip:completed"), "not completed");
    assert.deepEqual(atPassenger.names().slice(1), [
      "trip:requested",
      "trip:assigning_started",
      "trip:driver_accepted",
      "trip:driver_assigned",
      "trip:arriving_started",
      "trip:driver_en_route",
      "trip:driver_arrived_pickup",
      "trip:started",
      "trip:completed",
    ]);
    const done = await call(server, "GET", `/api/trips/${tripId}`, { token: passenger.token });
    assert.equal(done.body.data.currentStatus, "completed");
    assert.ok(done.body.data.fareTotal > 0);
  });

  it("is made once by two requests with one key", async (t) => {
    const server = await rides(t);
    const town = await settle(server);
    const passenger = await board(town, "pia@example.org");
    const headers = { "Idempotency-Key": "one" };
    const first = await ask(town, passenger, {}, headers);
    const again = await ask(town, passenger, {}, headers);
    assert.equal(first.status, 201);
    assert.equal(again.body.data.id, first.body.data.id);
    const other = await ask(town, passenger, { pickupPoint: CORNER }, headers);
    assert.ok([409, 422].includes(other.status), `${other.status}`);
  });

  it("goes to one of many who accept, and never to a stranger", async (t) => {
    const { server, town, driver, passenger, atDriver } = await scene(t);
    const stranger = await hire(town, "sam@example.org");
    const offer = event(atDriver.socket, "trip:assignment:offered");
    await ask(town, passenger);
    const [{ assignmentId, tripId }] = await offer;
    assert.equal((await accept(server, stranger, assignmentId)).status, 404);
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => accept(server, driver, assignmentId)),
    );
    assert.deepEqual(answers.map((a) => a.status).sort(), [200, 409, 409, 409, 409, 409]);
    const looked = await call(server, "GET", `/api/trips/${tripId}`, { token: stranger.token });
    assert.ok([403, 404].includes(looked.status));
  });
});

describe("rides: an account that is deleted", () => {
  const removed = async (server, town, id) => {
    const { status } = await call(server, "DELETE", `/api/users/${id}`, { token: town.admin });
    assert.ok(status < 300, `status ${status}`);
  };

  it("lets the passenger of its driver be found another", async (t) => {
    const { server, town, driver, passenger, atDriver, atPassenger } = await scene(t);
    const offer = event(atDriver.socket, "trip:assignment:offered");
    const asked = await ask(town, passenger);
    const [{ assignmentId }] = await offer;
    assert.equal((await accept(server, driver, assignmentId)).status, 200);
    await removed(server, town, driver.id);
    // There is nobody else.
    const told = () => atPassenger.names().includes("trip:no_drivers_found");
    await eventually(told, "the passenger was left waiting");
    const path = `/api/trips/${asked.body.data.id}`;
    const seen = await call(server, "GET", path, { token: passenger.token });
    assert.equal(seen.body.data.currentStatus, "no_drivers_found");
  });

  it("rides no more", async (t) => {
    const { server, town, passenger, atDriver } = await scene(t);
    const offer = event(atDriver.socket, "trip:assignment:offered");
    const asked = await ask(town, passenger);
    await offer;
    await removed(server, town, passenger.id);
    const gone = async () => {
      const path = `/api/trips/${asked.body.data.id}`;
      const { body } = await call(server, "GET", path, { token: town.admin });
      return body.data.currentStatus === "cancelled";
    };
    await eventually(gone, "its trip goes on");
  });
});

describe("rides: sockets", () => {
  it("tells why it refuses and who may come in", async (t) => {
    const { clients, driver, passenger } = await scene(t);
    const refusal = async (namespace, auth) => {
      const [error] = await event(clients.io(namespace, { auth, reconnection: false }), "connect_error");
      return error.message;
    };
    assert.equal(await refusal("/drivers", {}), "Missing token");
    assert.equal(await refusal("/drivers", { token: "x" }), "Invalid or expired access token");
    assert.equal(await refusal("/drivers", { token: passenger.token }), "Wrong userType");
    assert.equal(
      await refusal("/passengers", { token: driver.token }),
      "Wrong userType for /passengers",
    );
    assert.equal(await refusal("/admin", { token: driver.token }), "Drivers not allowed in /admin");
  });

  it("acknowledges a driver's reports and refuses bad ones in words", async (t) => {
    const { atDriver, driver } = await scene(t);
    const { socket } = atDriver;
    const seen = event(socket, "driver:location:update");
    assert.deepEqual(await socket.emitWithAck("driver:location:ping", CORNER), { ok: true });
    const [{ driverId, lastLocation }] = await seen;
    assert.equal(driverId, driver.id);
    assert.deepEqual([lastLocation.lat, lastLocation.lng], [CORNER.lat, CORNER.lng]);
    for (const bad of [{}, { lat: 91, lng: 0 }, { lat: "1", lng: 2 }, null, 7]) {
      const exception = event(socket, "exception");
      const answer = await socket.emitWithAck("driver:location:ping", bad);
      assert.equal(answer.ok, false, JSON.stringify(bad));
      const [{ status, cause }] = await exception;
      assert.equal(status, "error");
      assert.equal(cause.pattern, "driver:location:ping");
    }
    const off = await socket.emitWithAck("driver:status:update", { availabilityStatus: "BUSY" });
    assert.equal(off.data.isAvailableForTrips, false);
    const foreign = "00000000-0000-0000-0000-000000000001";
    assert.equal((await socket.emitWithAck("driver:trip:set", { tripId: foreign })).ok, false);
  });

  it("brings a driver who comes back up to date", async (t) => {
    const { town, driver, passenger, atDriver, clients } = await scene(t);
    const offer = event(atDriver.socket, "trip:assignment:offered");
    await ask(town, passenger);
    const [{ assignmentId }] = await offer;
    atDriver.socket.disconnect();
    const back = await enter(clients, "/drivers", driver.token);
    await eventually(() => back.names().includes("trip:assignment:offered"), "no offer again");
    const [, again] = back.heard.find(([name]) => name === "trip:assignment:offered");
    assert.equal(again.assignmentId, assignmentId);
    assert.ok(again.ttlSec > 0 && again.ttlSec <= 20);
  });
});

describe("rides: a process that is killed", () => {
  it("goes on with the offer when it comes back", async (t) => {
    const data = folder(t);
    const port = await lastingPort();
    const settings = { "storage.data": data.path, "server.port": port };
    const first = await scene(t, settings);
    const offer = event(first.atDriver.socket, "trip:assignment:offered");
    const asked = await ask(first.town, first.passenger);
    const [{ assignmentId, expiresAt }] = await offer;
    await first.server.kill();
    const second = await rides(t, settings);
    const back = await enter(new Clients(second, t), "/drivers", first.driver.token);
    await eventually(() => back.names().includes("trip:assignment:offered"), "no offer again");
    const [, again] = back.heard.find(([name]) => name === "trip:assignment:offered");
    assert.equal(again.expiresAt, expiresAt);
    assert.equal((await accept(second, first.driver, assignmentId)).status, 200);
    const path = `/api/trips/${asked.body.data.id}`;
    const seen = await call(second, "GET", path, { token: first.passenger.token });
    assert.equal(seen.body.data.currentStatus, "arriving");
  });
});

describe("rides: prices", () => {
  it("are estimated without an account, and wrong bodies are told what is wrong", async (t) => {
    const server = await rides(t);
    const town = await settle(server);
    const { vehicleCategoryId, serviceClassId } = wish(town, { id: "" });
    const body = { vehicleCategoryId, serviceClassId, pickup: CORNER, stops: [{ lat: 10.5, lng: -66.8 }] };
    const good = await call(server, "POST", "/api/trips/estimate", { body });
    assert.equal(good.status, 201, JSON.stringify(good.body));
    assert.ok(good.body.data.totalEstimated > 100);
    const bad = await call(server, "POST", "/api/trips/estimate", { body: { ...body, foo: 1 } });
    assert.equal(bad.status, 400);
    assert.deepEqual(bad.body.message, ["property foo should not exist"]);
  });
});
