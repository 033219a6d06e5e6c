// What admins do with rides, and what is kept of it.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { it } from "../harness/fixture.mjs";
import { log } from "../harness/fleetwired.mjs";
import { PLAZA, accepted, ask, enter, hire, ping, rides, scene } from "../harness/rides.mjs";
import { eventually } from "../harness/server.mjs";

describe("contract: administration", () => {
  it("keeps a record of what admins do", async (t) => {
    const s = await scene(t);
    const { body: asked } = await ask(s.town, s.passenger);
    const { id } = asked.data;
    await s.admin("POST", `/api/admin/trips/${id}/actions/cancel`, { reason: "test" });
    await s.admin("POST", `/api/wallets-status/${s.driver.id}/block`, {});
    await s.admin("POST", "/api/admin/notifications", { target: "all", data: {} });
    const found = await eventually(async () => {
      const { body } = await s.admin("GET", "/api/admin/audit?limit=3");
      return body.data[0]?.action === "notification.all" && body;
    }, "nothing was noted");
    assert.deepEqual(
      found.data.map(({ action, subjectId }) => [action, subjectId]).slice(0, 3).map(([action]) => action),
      ["notification.all", "wallet.block", "trip.cancel"],
    );
    assert.equal(found.data[2].subjectId, id);
    const me = await s.admin("GET", "/api/users/profile");
    for (const { adminId } of found.data) assert.equal(adminId, me.body.data.id);
    assert.ok(found.meta.total > 6); // the town itself
    assert.equal((await s.byPassenger("GET", "/api/admin/audit")).status, 403);
    assert.equal((await s.byPassenger("GET", "/api/auth/audit")).status, 403);
    await s.admin("DELETE", `/api/auth/sessions?userId=${s.passenger.id}`);
    const { body: sessions } = await s.admin("GET", "/api/auth/audit");
    assert.ok(sessions.data.some(({ subjectId }) => subjectId === s.passenger.id), JSON.stringify(sessions.data));
    const lines = log(s.server).filter((line) => line.event === "admin_action");
    assert.ok(lines.some(({ action, subject }) => action === "trip.cancel" && subject === id));
    assert.ok(lines.some(({ action }) => action === "wallet.block"));
  });

  it("finds trips by the names of their people", async (t) => {
    const s = await scene(t);
    const { body } = await ask(s.town, s.passenger);
    const find = async (q) => {
      const answer = await s.admin("GET", `/api/admin/trips?q=${encodeURIComponent(q)}`);
      assert.equal(answer.status, 200);
      return answer.body.data.map(({ id }) => id);
    };
    assert.deepEqual(await find("PIA"), [body.data.id]);
    assert.deepEqual(await find("pia@example"), [body.data.id]);
    assert.deepEqual(await find("%"), []);
    assert.deepEqual(await find("otto"), []);
  });

  it("notifies sessions, users, roles or all", async (t) => {
    const s = await scene(t);
    const d = await enter(s.clients, "/drivers", s.driver.token);
    const p = await enter(s.clients, "/passengers", s.passenger.token);
    const sid = JSON.parse(Buffer.from(s.passenger.token.split(".")[1], "base64url")).sid;
    for (const [target, id, data] of [
      ["session", sid, { n: 1 }],
      ["user", s.driver.id, { n: 2 }],
      ["role", "passenger", { n: 3 }],
      ["all", undefined, { n: 4 }],
    ]) {
      const answer = await s.admin("POST", "/api/admin/notifications", { target, id, data });
      assert.equal(answer.status, 201, JSON.stringify(answer.body));
    }
    const notes = (side) =>
      side.heard.filter(([name]) => name === "notification").map(([, { n }]) => n);
    await eventually(() => notes(p).includes(4) && notes(d).includes(4), "not all was heard");
    // Sockets of a role are looked for first: what is said to all meanwhile may overtake that.
    await eventually(() => notes(p).length === 3 && notes(d).length === 2, "too few were heard");
    assert.deepEqual([notes(p).sort(), notes(d)], [[1, 3, 4], [2, 4]]);
    const denied = await s.byDriver("POST", "/api/admin/notifications", { target: "all", data: {} });
    assert.equal(denied.status, 403);
  });

  it("deletes nobody who is on a trip", async (t) => {
    const s = await scene(t);
    const { socket } = await enter(s.clients, "/drivers", s.driver.token);
    const { trip } = await accepted(s, socket);
    const profile = (await s.admin("GET", "/api/drivers")).body.data[0];
    const car = (await s.admin("GET", "/api/vehicles")).body.data[0];
    for (const [path, code] of [
      [`/api/drivers/${profile.id}`, "DRIVER_ON_TRIP"],
      [`/api/vehicles/${car.id}`, "VEHICLE_ON_TRIP"],
    ]) {
      const { status, body } = await s.admin("DELETE", path);
      assert.equal(status, 409, path);
      assert.equal(body.error.code, code);
    }
    await s.admin("POST", `/api/admin/trips/${trip.id}/actions/cancel`, { reason: "test" });
    assert.equal((await s.admin("DELETE", `/api/drivers/${profile.id}`)).status, 200);
  });

  it("lets eight pings of ten seconds pass", async (t) => {
    const s = await scene(t);
    const fresh = await hire(s.town, "otto@example.org");
    const answers = [];
    for (let i = 0; i < 9; i += 1) answers.push((await ping(s.town, fresh)).status);
    assert.deepEqual(answers, [...Array(8).fill(201), 429]);
    // A passenger's come back one by one: with so many, some are too many however slow this runs.
    const asked = Array.from({ length: 30 }, () =>
      s.byPassenger("POST", "/api/users/ping-location", PLAZA),
    );
    const passed = (await Promise.all(asked)).filter(({ status }) => status === 201).length;
    assert.ok(passed >= 8 && passed < 30, `${passed} passed`);
    assert.equal((await ping(s.town, s.driver)).status, 201); // others are none of his business
  });

  it("lists drivers by what they may do", async (t) => {
    const s = await scene(t);
    const off = await hire(s.town, "otto@example.org");
    await s.admin("PATCH", `/api/driver-availability/${off.id}/status`, { isOnline: false });
    const listed = async (query) => {
      const { status, body } = await s.admin("GET", `/api/driver-availability?${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      return body.data.map(({ driverId }) => driverId);
    };
    // Pings reach the list a moment later: they are no promises.
    await eventually(async () => (await listed("matchable=true")).length === 1, "nobody is there");
    assert.deepEqual(await listed("matchable=true"), [s.driver.id]);
    assert.deepEqual(await listed("isOnline=false"), [off.id]);
    assert.deepEqual(await listed("availabilityReason=OFFLINE"), [off.id]);
    assert.deepEqual(await listed("reasonIsNull=true"), [s.driver.id]);
    assert.deepEqual((await listed("requireVehicleInService=true")).length, 2);
    assert.deepEqual(await listed(`driverId=${off.id}`), [off.id]);
    assert.equal((await s.admin("GET", "/api/driver-availability?foo=1")).status, 400);
  });

  it("forgets trips when it is told to", async (t) => {
    const s = await scene(t, { "rides.keep_trips": "1ms" });
    const { body } = await ask(s.town, s.passenger);
    await s.byPassenger("POST", `/api/trips/${body.data.id}/cancel`, {});
    await eventually(
      async () => (await s.byPassenger("GET", `/api/trips/${body.data.id}`)).status === 404,
      "the trip stayed",
      20_000,
    );
  });
});
