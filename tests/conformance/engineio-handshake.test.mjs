import assert from "node:assert/strict";
import { request, Polling } from "../harness/polling.mjs";
import { it, withFixture } from "../harness/fixture.mjs";
import { Socket } from "../harness/websocket.mjs";

const OPEN_KEYS = ["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"];
const SID = /^[A-Za-z0-9_-]{20}$/;

const errors = {
  unknownTransport: { code: 0, message: "Transport unknown" },
  unknownSid: { code: 1, message: "Session ID unknown" },
  badMethod: { code: 2, message: "Bad handshake method" },
  badRequest: { code: 3, message: "Bad request" },
  badProtocol: { code: 5, message: "Unsupported protocol version" },
};

withFixture("engineio", "handshake by polling", (context) => {
  const get = (query, options) => request(`${context.server.url}/engine.io/${query}`, options);

  async function refused(query, error, options) {
    const response = await get(query, options);
    assert.equal(response.status, 400);
    assert.match(response.headers["content-type"], /^application\/json/);
    assert.deepEqual(response.json(), error);
    assert.deepEqual(Object.keys(response.json()), ["code", "message"]);
  }

  it("opens a session and names exactly the five values, in order", async () => {
    const response = await get("?EIO=4&transport=polling");
    assert.equal(response.status, 200);
    assert.equal(response.text[0], "0");
    const open = JSON.parse(response.text.slice(1));
    assert.deepEqual(Object.keys(open), OPEN_KEYS);
    assert.match(open.sid, SID);
    assert.deepEqual(open.upgrades, ["websocket"]);
    assert.equal(open.pingInterval, 300);
    assert.equal(open.pingTimeout, 200);
    assert.equal(open.maxPayload, 1000000);
    assert.equal(response.text, `0${JSON.stringify(open)}`, "no white space in the open packet");
  });

  it("answers in plain UTF-8 text that no cache keeps", async () => {
    const response = await get("?EIO=4&transport=polling");
    assert.equal(response.headers["content-type"], "text/plain; charset=UTF-8");
    assert.equal(response.headers["cache-control"], "no-store");
    assert.equal(Number(response.headers["content-length"]), response.bytes.length);
    assert.equal(response.headers["set-cookie"], undefined);
  });

  it("gives every session an id of its own", async () => {
    const opens = await Promise.all(Array.from({ length: 50 }, () => Polling.open(context.server)));
    assert.equal(new Set(opens.map((session) => session.sid)).size, 50);
    await Promise.all(opens.map((session) => session.close()));
  });

  it("takes query parameters in any order and ignores unknown ones", async () => {
    const response = await get("?t=Nx1&transport=polling&x=%20&EIO=4&b64");
    assert.equal(response.status, 200);
  });

  it("takes an empty sid as no sid", async () => {
    const response = await get("?EIO=4&transport=polling&sid=");
    assert.equal(response.status, 200);
  });

  it("refuses a missing protocol version", () => refused("?transport=polling", errors.badProtocol));
  for (const version of ["3", "5", "abc", "", "44", "4.0", "-4"]) {
    it(`refuses the protocol version '${version}'`, () =>
      refused(`?EIO=${version}&transport=polling`, errors.badProtocol));
  }

  it("refuses a missing transport", () => refused("?EIO=4", errors.unknownTransport));
  for (const name of ["abc", "", "Polling", "webtransport", "constructor", "__proto__"]) {
    it(`refuses the transport '${name}'`, () =>
      refused(`?EIO=4&transport=${name}`, errors.unknownTransport));
  }
  it("refuses a request without any query", () => refused("", errors.unknownTransport));

  for (const method of ["POST", "PUT", "DELETE", "PATCH"]) {
    it(`refuses a handshake by ${method}`, () =>
      refused("?EIO=4&transport=polling", errors.badMethod, { method, body: "" }));
  }
  it("refuses a handshake by HEAD", async () => {
    const response = await get("?EIO=4&transport=polling", { method: "HEAD" });
    assert.equal(response.status, 400);
    assert.equal(response.bytes.length, 0);
  });

  it("refuses websocket without an upgrade", () =>
    refused("?EIO=4&transport=websocket", errors.badRequest));

  for (const sid of [
    "abc",
    "AAAAAAAAAAAAAAAAAAAA",
    "__proto__",
    "constructor",
    "%00",
    "x".repeat(999),
  ]) {
    it(`refuses the unknown session id ${sid.slice(0, 24)}`, () =>
      refused(`?EIO=4&transport=polling&sid=${sid}`, errors.unknownSid));
    it(`refuses data for the unknown session id ${sid.slice(0, 24)}`, () =>
      refused(`?EIO=4&transport=polling&sid=${sid}`, errors.unknownSid, {
        method: "POST",
        body: "4hello",
      }));
  }

  it("refuses another transport for a known session without an upgrade", async () => {
    const session = await Polling.open(context.server);
    await refused(`?EIO=4&transport=websocket&sid=${session.sid}`, errors.badRequest);
    await session.send("4alive");
    await session.close();
  });

  it("refuses another protocol version for a known session", async () => {
    const session = await Polling.open(context.server);
    await refused(`?EIO=3&transport=polling&sid=${session.sid}`, errors.badRequest);
    await session.send("4alive");
    await session.close();
  });

  it("knows no other path", async () => {
    for (const path of ["/", "/nothing", "/socket.io/?EIO=4&transport=polling"]) {
      const response = await request(`${context.server.url}${path}`);
      assert.equal(response.status, 404, path);
    }
  });
});

withFixture("engineio", "handshake by websocket", (context) => {
  const dial = (query, options) =>
    new Socket(`${context.server.wsUrl}/engine.io/${query}`, options);

  async function refused(query) {
    const socket = dial(query);
    await socket.closed;
    assert.deepEqual(socket.pending, [], "nothing may arrive on a refused connection");
  }

  it("opens a session that can upgrade to nothing", async () => {
    const socket = dial("?EIO=4&transport=websocket");
    const packet = await socket.nextRaw();
    const open = JSON.parse(packet.slice(1));
    assert.equal(packet, `0${JSON.stringify(open)}`);
    assert.deepEqual(Object.keys(open), OPEN_KEYS);
    assert.match(open.sid, SID);
    assert.deepEqual(open.upgrades, []);
    assert.equal(open.pingInterval, 300);
    assert.equal(open.pingTimeout, 200);
    assert.equal(open.maxPayload, 1000000);
    await socket.close();
  });

  it("does not agree to compression or a subprotocol", async () => {
    const socket = await Socket.open(context.server, "/engine.io/", { perMessageDeflate: true });
    assert.equal(socket.ws.extensions, "");
    assert.equal(socket.ws.protocol, "");
    await socket.close();
  });

  it("refuses a missing protocol version", () => refused("?transport=websocket"));
  it("refuses a wrong protocol version", () => refused("?EIO=abc&transport=websocket"));
  it("refuses a missing transport", () => refused("?EIO=4"));
  it("refuses an unknown transport", () => refused("?EIO=4&transport=abc"));
  it("refuses an unknown session id", () => refused("?EIO=4&transport=websocket&sid=abc"));
  it("refuses an upgrade of the polling transport itself", () =>
    refused("?EIO=4&transport=polling"));

  it("answers a refused upgrade with status 400", async () => {
    for (const query of ["?EIO=4&transport=abc", "?EIO=4&transport=websocket&sid=abc"]) {
      const socket = dial(query);
      await socket.closed;
      assert.equal(socket.status, 400);
    }
  });
});

withFixture("engineio", "cross-origin requests", (context) => {
  const origin = "http://elsewhere.example";

  it("lets every origin read answers", async () => {
    const url = Polling.address(context.server, "/engine.io/");
    const response = await request(url, { headers: { origin } });
    assert.equal(response.status, 200);
    assert.equal(response.headers["access-control-allow-origin"], "*");
    assert.equal(response.headers["access-control-allow-credentials"], undefined);
  });

  it("lets every origin read errors", async () => {
    const url = `${context.server.url}/engine.io/?EIO=4&transport=abc`;
    const response = await request(url, { headers: { origin } });
    assert.equal(response.status, 400);
    assert.equal(response.headers["access-control-allow-origin"], "*");
  });

  it("lets every origin post", async () => {
    const session = await Polling.open(context.server);
    const response = await session.post("4hello", { headers: { origin } });
    assert.equal(response.text, "ok");
    assert.equal(response.headers["access-control-allow-origin"], "*");
    await session.close();
  });

  it("answers a preflight without a body", async () => {
    const response = await request(Polling.address(context.server, "/engine.io/"), {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "POST" },
    });
    assert.equal(response.status, 204);
    assert.equal(response.bytes.length, 0);
    assert.equal(response.headers["access-control-allow-origin"], "*");
    assert.equal(
      response.headers["access-control-allow-methods"],
      "GET,HEAD,PUT,PATCH,POST,DELETE",
    );
  });
});
