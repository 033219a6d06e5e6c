// Bad input of every kind: a typed refusal, nothing changed, everybody else served.
import assert from "node:assert/strict";
import { describe } from "node:test";
import { NO_ARGUMENTS, NO_JSON, members, nested, sendRaw } from "../harness/bad-inputs.mjs";
import { Clients } from "../harness/client.mjs";
import { it } from "../harness/fixture.mjs";
import {
  RIYADH,
  api,
  enter,
  fleet,
  heard,
  made,
  make,
  patch,
  refusal,
  report,
  scene,
  tokenOf,
} from "../harness/fleet.mjs";
import { folder } from "../harness/fleetwired.mjs";
import { request } from "../harness/polling.mjs";
import { eventually } from "../harness/server.mjs";

const KEY = "a key of all trackers";
/** Of bodies; an object with a list in it has two. */
const DEPTH = 64;
const boss = tokenOf("boss", "admin");
const raw = (server, method, path, body) =>
  sendRaw(server, boss, method, `/api/fleet${path}`, body);

/** A vehicle, and that it is as it was. */
async function untouched(server) {
  await make(server, "v1");
  const before = await made(server, "GET", "/vehicles/v1");
  return async () => {
    assert.deepEqual(await made(server, "GET", "/vehicles/v1"), before);
    assert.deepEqual((await made(server, "GET", "/vehicles/v1/history")).items, []);
    assert.equal((await api(server, "GET", "/vehicles")).body.meta.total, 1);
  };
}

describe("fleet: hostile bodies", () => {
  it("are refused where they are no JSON", async (t) => {
    const { server } = await scene(t, { "guard.handshakes_per_second": 0 });
    const check = await untouched(server);
    for (const [method, path] of [
      ["POST", "/vehicles"],
      ["PATCH", "/vehicles/v1"],
      ["POST", "/vehicles/v1/gps"],
      ["POST", "/vehicles/v1/alerts"],
      ["POST", "/gps"],
      ["POST", "/trips"],
      ["PUT", "/geofences/a"],
      ["POST", "/notifications"],
    ])
      for (const body of NO_JSON) {
        const { status, code } = await raw(server, method, path, body);
        assert.deepEqual(
          [status, code],
          [400, "Bad Request"],
          `${path} ${String(body).slice(0, 40)}`,
        );
      }
    await check();
  });

  it("have numbers that no place and no measure is", async (t) => {
    const { server } = await scene(t);
    const check = await untouched(server);
    const place = '"lat":1,"lng":2';
    for (const [body, code] of [
      ['{"lat":1e400,"lng":0}', "INVALID_POSITION"],
      [`{"lat":${"9".repeat(10_000)},"lng":0}`, "INVALID_POSITION"],
      ['{"lat":1,"lat":95,"lng":2}', "INVALID_POSITION"],
      ['{"location":[1,2]}', "INVALID_POSITION"],
      ['{"location":{"lat":1}}', "INVALID_POSITION"],
      [`{${place},"speed":1e308}`, "INVALID_REPORT"],
      [`{${place},"heading":-0.1}`, "INVALID_REPORT"],
      [`{${place},"fuelLevel":1e400}`, "INVALID_BODY"],
      [`{${place},"accident":"yes"}`, "INVALID_BODY"],
    ]) {
      const answer = await raw(server, "POST", "/vehicles/v1/gps", body);
      assert.deepEqual([answer.status, answer.code], [400, code], body.slice(0, 60));
    }
    await check();
  });

  it("have more members than anybody keeps", async (t) => {
    const { server } = await scene(t);
    await make(server, "v1");
    for (const value of [1, null]) {
      const flood = raw(server, "PATCH", "/vehicles/v1", members(60_000, value));
      const { status, code } = await flood;
      assert.deepEqual([status, code], [413, "TOO_LARGE"]);
      assert.equal((await raw(server, "PATCH", "/vehicles/v1", members(1001, value))).status, 413);
      assert.equal(
        (await raw(server, "POST", "/trips", members(1001, value, '"vehicleId":"v1",'))).status,
        413,
      );
    }
    assert.equal((await raw(server, "PATCH", "/vehicles/v1", members(1000))).status, 200);
    assert.equal((await raw(server, "PATCH", "/vehicles/v1", members(1000, null))).status, 200);
    assert.equal("k0" in (await made(server, "GET", "/vehicles/v1")), false);
    for (const body of ['{"a\\"b":1}', '{"":1}', `{"${"k".repeat(65)}":1}`])
      assert.equal((await raw(server, "PATCH", "/vehicles/v1", body)).code, "INVALID_BODY");
    const many = await raw(server, "POST", "/notifications", members(60_000));
    assert.equal(many.status, 400);
    assert.ok(many.message.length <= 100, `${many.message.length} sentences`);
  });

  it("have odd texts, which are kept as they are", async (t) => {
    const data = folder(t).path;
    const first = await fleet(t, { "storage.data": data });
    const odd = { a: "\0", b: "\u2028</script>", c: [1e21, { d: null }], __proto: "'; DROP TABLE" };
    await make(first, "v1", { ...odd, plateNumber: "é\0'\"😀" });
    const deep = (depth) => `{"deep":${nested(depth - 1)},"big":1e400,"x":1,"x":2}`;
    assert.equal((await raw(first, "PATCH", "/vehicles/v1", deep(DEPTH))).status, 200);
    assert.equal((await raw(first, "PATCH", "/vehicles/v1", deep(DEPTH + 1))).status, 400);
    const before = await made(first, "GET", "/vehicles/v1");
    for (const [name, value] of Object.entries(odd)) assert.deepEqual(before[name], value, name);
    assert.deepEqual([before.plateNumber, before.x], ["é\0'\"😀", 2]);
    await first.stop();
    const second = await fleet(t, { "storage.data": data });
    assert.deepEqual(await made(second, "GET", "/vehicles/v1"), before);
  });
});

describe("fleet: hostile times", () => {
  it("are those that they say, whatever the year", async (t) => {
    const { server } = await scene(t, { "fleet.device_key": KEY });
    const check = await untouched(server);
    const extremes = [2n ** 63n - 1n, -(2n ** 63n), 253_402_300_800_000n, "1e18", "1e400", "0.5"];
    const words = ["2026-02-30", "2026-01-01T24:00:00Z", "+275760-09-13T00:00:00Z", "-0001-01-01"];
    const wrong = [...extremes.map(String), ...words.map((word) => `"${word}"`), "true", "{}"];
    for (const [at, code] of [
      ...["2262-04-12", "2600-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z"].map((day) => [
        `"${day}"`,
        "FUTURE_TIME",
      ]),
      ...["0000-01-01", "1600-02-29", "1677-09-21", "1999-12-31T23:59:59.999Z"].map((day) => [
        `"${day}"`,
        "INVALID_TIME",
      ]),
      ["253402300799999", "FUTURE_TIME"],
      ["-62167219200000", "INVALID_TIME"],
      ...wrong.map((text) => [text, "INVALID_BODY"]),
    ]) {
      const body = `{"lat":1,"lng":2,"at":${at}}`;
      const answer = await raw(server, "POST", "/vehicles/v1/gps", body);
      assert.deepEqual([answer.status, answer.code], [400, code], at);
    }
    for (const timestamp of ["2600-01-01", "-1", "1e30", "nan", "99999999999999"]) {
      const query = new URLSearchParams({ id: "v1", key: KEY, lat: 1, lon: 2, timestamp });
      const { status } = await request(`${server.url}/api/fleet/osmand?${query}`);
      assert.equal(status, 400, timestamp);
    }
    await check();
  });

  it("of plans come back as they went", async (t) => {
    const { server } = await scene(t);
    const plan = async (times) => {
      const { status, code, data } = await raw(
        server,
        "POST",
        "/trips",
        `{"vehicleId":"v1",${times}}`,
      );
      return status === 201 ? [data.plannedStart, data.stops[0]?.plannedAt] : code;
    };
    for (const day of [
      "1600-01-01T00:00:00.000Z",
      "2600-01-01T00:00:00.000Z",
      "9999-12-31T23:59:59.999Z",
    ]) {
      const stop = `"stops":[{"lat":1,"lng":2,"plannedAt":"${day}"}]`;
      assert.deepEqual(await plan(`"plannedStart":"${day}",${stop}`), [day, day]);
      assert.deepEqual(await plan(`"plannedStart":${Date.parse(day)}`), [day, undefined]);
    }
    for (const extreme of [2n ** 63n - 1n, -(2n ** 63n), 253_402_300_800_000n]) {
      assert.equal(await plan(`"plannedStart":${extreme}`), "INVALID_BODY");
      assert.equal(
        await plan(`"stops":[{"lat":1,"lng":2,"plannedAt":${extreme}}]`),
        "INVALID_BODY",
      );
    }
  });

  it("ask for the history of any time", async (t) => {
    const { server } = await scene(t);
    await report(server, "v1", RIYADH);
    const ask = async (query) =>
      (await made(server, "GET", `/vehicles/v1/history?${query}`)).items.length;
    await eventually(async () => (await ask("")) === 1, "not written");
    assert.equal(await ask("from=0000-01-01&to=9999-12-31T23:59:59.999Z"), 1);
    assert.equal(await ask("from=2600-01-01&to=9999-12-31"), 0);
    assert.equal(await ask("to=1600-01-01&from=0001-01-01"), 0);
    assert.equal(await ask("cursor=9007199254740991"), 0);
    const bad = ["from=1e400", "to=10000-01-01", "cursor=-1", "cursor=99999999999999999999"];
    for (const query of bad)
      assert.equal((await api(server, "GET", `/vehicles/v1/history?${query}`)).status, 400, query);
  });

  it("end tokens later than any clock", async (t) => {
    const { server, clients } = await scene(t);
    for (const exp of [2_147_483_648, Date.UTC(9999, 11, 31) / 1000, 9e15]) {
      const auth = { token: tokenOf("disp", "dispatcher", { exp }) };
      const { socket } = await enter(clients, "disp", "dispatcher", { auth });
      assert.equal((await socket.emitWithAck("subscribe:tracking")).ok, true);
      const again = await socket.emitWithAck("auth:refresh", auth.token);
      assert.equal(again.ok, true, `${exp}: ${JSON.stringify(again)}`);
    }
  });
});

describe("fleet: hostile calls", () => {
  it("name pages that are not there and words that are no words", async (t) => {
    const { server } = await scene(t);
    await make(server, "v1");
    for (const query of [
      "page=0",
      "page=-1",
      "page=1000001",
      "page=99999999999999999999",
      "page=",
      "page=+1",
      "page=1.5",
      "limit=0",
      "limit=-5",
      "limit=101",
      "limit=x",
      "status=",
      `status=${"x".repeat(65)}`,
      "foo=1",
      "%00=1",
      "page[]=1",
      "=",
    ])
      assert.equal((await api(server, "GET", `/vehicles?${query}`)).status, 400, query);
    for (const query of [
      "page=1000000&limit=100",
      "status=%00",
      "status=%27+OR+1%3D1--",
      "driverId=%FF",
    ]) {
      const { status, body } = await api(server, "GET", `/vehicles?${query}`);
      assert.deepEqual([status, body.data], [200, []], query);
    }
    for (const id of ["a%00b", "%ff", "a%2fb", "%F0%9F%9A%90", "a+b", "v1%20", "x".repeat(65)]) {
      assert.deepEqual(await refusal(server, "GET", `/vehicles/${id}`), [400, "INVALID_ID"], id);
      assert.deepEqual(await refusal(server, "GET", `/trips/${id}`), [400, "INVALID_ID"], id);
    }
    for (const id of [".", "..", "%2e%2e"])
      assert.equal((await api(server, "GET", `/vehicles/${id}`)).status, 404, id);
  });

  it("come with arguments of any kind", async (t) => {
    const { server, clients } = await scene(t);
    const check = await untouched(server);
    const admin = await enter(clients, "root", "admin");
    const events = [
      "subscribe:vehicle",
      "unsubscribe:vehicle",
      "subscribe:trip",
      "unsubscribe:trip",
      "emergency:acknowledge",
      "notification:mark-read",
      "vehicle:gps",
    ];
    for (const name of events)
      for (const args of NO_ARGUMENTS) {
        const { ok, code } = await admin.socket.emitWithAck(name, ...args);
        assert.deepEqual([ok, code], [false, "INVALID_ID"], `${name} ${JSON.stringify(args)}`);
      }
    const binary = { vehicleId: "v1", lat: Buffer.from("1"), lng: 2 };
    assert.equal((await admin.socket.emitWithAck("vehicle:gps", binary)).code, "INVALID_POSITION");
    const token = await admin.socket.emitWithAck("auth:refresh", Buffer.from("abc"));
    assert.equal(token.code, "MISSING_TOKEN");
    assert.deepEqual(admin.heard, []);
    await check();
  });

  it("fill a connection with rooms", async (t) => {
    // Three are taken: of his session, of his id and of his role.
    const { server, clients } = await scene(t, { "guard.max_rooms_per_socket": 5 });
    await make(server, "v3");
    const who = await enter(clients, "disp", "dispatcher");
    const ask = async (...args) => {
      const { ok, code } = await who.socket.emitWithAck(...args);
      return ok || code;
    };
    assert.equal(await ask("subscribe:vehicle", "v1"), true);
    assert.equal(await ask("subscribe:trip", "t1"), true);
    assert.equal(await ask("subscribe:vehicle", "v1"), true);
    for (const args of [
      ["subscribe:vehicle", "v3"],
      ["subscribe:trip", "t3"],
      ["subscribe:tracking"],
    ])
      assert.equal(await ask(...args), "TOO_MANY", args[0]);
    await patch(server, "v3", { status: "x" });
    assert.equal(await ask("unsubscribe:trip", "t1"), true);
    assert.deepEqual(who.all("vehicle:updated"), []);
    assert.equal(await ask("subscribe:vehicle", "v3"), true);
    assert.equal((await heard(who, "vehicle:updated"))[0].data.status, "x");
  });

  it("are made by many at once", async (t) => {
    const { server } = await scene(t);
    const race = async (path, body) => {
      const all = Array.from({ length: 30 }, () => api(server, "POST", path, { body }));
      return (await Promise.all(all)).map(({ status }) => status).sort();
    };
    assert.deepEqual(await race("/vehicles", { id: "v1" }), [201, ...Array(29).fill(409)]);
    assert.deepEqual(await race("/trips", { id: "t1", vehicleId: "v1" }), [
      201,
      ...Array(29).fill(409),
    ]);
    assert.deepEqual(await race("/trips/t1/start", {}), [200, ...Array(29).fill(409)]);
    const { id } = await made(server, "POST", "/vehicles/v1/alerts", { body: { message: "x" } });
    assert.deepEqual(await race(`/alerts/${id}/acknowledge`, {}), [200, ...Array(29).fill(404)]);
    const clients = new Clients(server, t);
    assert.deepEqual((await enter(clients, "eve", "dispatcher")).all("emergency:alert"), []);
  });
});
