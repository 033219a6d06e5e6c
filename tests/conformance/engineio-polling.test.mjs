import assert from "node:assert/strict";
import http from "node:http";
import { it, withFixture } from "../harness/fixture.mjs";
import { Polling, request } from "../harness/polling.mjs";
import { Raw } from "../harness/raw.mjs";

const RS = "\x1e";
const MAX_PAYLOAD = 1_000_000;

async function closed(session) {
  const response = await session.poll();
  assert.equal(response.status, 400);
  assert.deepEqual(response.json(), { code: 1, message: "Session ID unknown" });
}

withFixture("engineio", "messages by polling", (context) => {
  const open = () => Polling.open(context.server);

  async function echoes(payload, expected = payload) {
    const session = await open();
    await session.send(payload);
    const response = await session.poll();
    assert.equal(response.status, 200);
    assert.equal(response.text, expected);
    await session.close();
  }

  it("carries one text packet there and back", () => echoes("4hello"));
  it("carries several packets of one payload in order", () =>
    echoes(`4test1${RS}4test2${RS}4test3`));
  it("carries binary as base64 beside text", () => echoes(`4hello${RS}bAQIDBA==`));
  it("carries binary alone", () => echoes("bAQIDBA=="));
  it("carries an empty message", () => echoes("4"));
  it("carries every length of base64 padding", () => echoes(`bAQ==${RS}bAQI=${RS}bAQID`));
  it("carries characters of one to four bytes", () => echoes("4utf8 — string €ß 😀 てすと"));
  it("carries control characters other than the separator", () =>
    echoes("4a\u0000b\u0001\u001f\u007f\r\n\t"));
  it("carries all byte values", () => {
    const bytes = Buffer.from(Array.from({ length: 256 }, (_, i) => i));
    return echoes(`b${bytes.toString("base64")}`);
  });
  it("carries a thousand packets in one payload", () =>
    echoes(Array.from({ length: 1000 }, (_, i) => `4${i}`).join(RS)));

  it("answers data with `ok` as HTML text", async () => {
    const session = await open();
    const response = await session.post("4hello");
    assert.equal(response.status, 200);
    assert.equal(response.text, "ok");
    assert.match(response.headers["content-type"], /^text\/html/);
    await session.close();
  });

  it("answers polls as plain UTF-8 text", async () => {
    const session = await open();
    await session.send("bAQIDBA==");
    const response = await session.poll();
    assert.equal(response.headers["content-type"], "text/plain; charset=UTF-8");
    assert.equal(response.headers["cache-control"], "no-store");
    await session.close();
  });

  it("takes data whatever text content type it claims", async () => {
    const session = await open();
    for (const type of ["text/plain;charset=UTF-8", "application/json", "text/xml"]) {
      await session.send(`4${type}`, { headers: { "content-type": type } });
      assert.deepEqual(await session.receive(), [`4${type}`]);
    }
    await session.close();
  });

  it("refuses raw binary bodies, which belong to an older protocol", async () => {
    const session = await open();
    const headers = { "content-type": "application/octet-stream" };
    const response = await session.post("4hello", { headers });
    assert.equal(response.status, 400);
    await closed(session);
  });

  it("answers a pending poll as soon as there is something to say", async () => {
    const session = await open();
    const polled = session.poll();
    await session.send("4first");
    assert.equal((await polled).text, "4first");
    await session.close();
  });

  it("gathers what came between two polls", async () => {
    const session = await open();
    await session.send("4one");
    await session.send(`4two${RS}bAQID`);
    assert.equal((await session.poll()).text, `4one${RS}4two${RS}bAQID`);
    await session.close();
  });

  it("takes a body in chunks", async () => {
    const session = await open();
    const agent = new http.Agent({ keepAlive: false });
    await new Promise((resolve, reject) => {
      const call = http.request(session.url, { method: "POST", agent }, (response) => {
        assert.equal(response.statusCode, 200);
        response.resume().on("end", resolve);
      });
      call.on("error", reject);
      call.write("4he");
      call.write("llo — ");
      setImmediate(() => call.end("€"));
    });
    assert.deepEqual(await session.receive(), ["4hello — €"]);
    await session.close();
  });

  it("keeps a character whole that was cut between two packets of the network", async () => {
    const session = await open();
    const raw = await Raw.connect(context.server);
    const body = Buffer.from("4€😀");
    raw.write(
      `POST ${new URL(session.url).pathname}${new URL(session.url).search} HTTP/1.1\r\n` +
        `Host: x\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    for (const byte of body) {
      raw.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    assert.equal((await raw.response()).body, "ok");
    raw.destroy();
    assert.deepEqual(await session.receive(), ["4€😀"]);
    await session.close();
  });
});

withFixture("engineio", "limits by polling", (context) => {
  it("takes a payload of exactly maxPayload and gives it back", async () => {
    const session = await Polling.open(context.server);
    const payload = `4${"x".repeat(MAX_PAYLOAD - 1)}`;
    await session.send(payload);
    const [message] = await session.receive();
    assert.ok(message === payload, `${message.length} characters came back`);
    await session.close();
  });

  it("refuses one byte more with status 413", async () => {
    const session = await Polling.open(context.server);
    const response = await session.post(`4${"x".repeat(MAX_PAYLOAD)}`);
    assert.equal(response.status, 413);
    await session.close();
  });

  it("counts bytes, not characters", async () => {
    const session = await Polling.open(context.server);
    const response = await session.post(`4${"é".repeat(MAX_PAYLOAD / 2)}`);
    assert.equal(response.status, 413);
    await session.close();
  });

  it("refuses a body in chunks as soon as it passes the limit", async () => {
    const session = await Polling.open(context.server);
    const url = new URL(session.url);
    const raw = await Raw.connect(context.server);
    raw.write(
      `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`,
    );
    const chunk = `186a0\r\n${"4".repeat(100_000)}\r\n`;
    for (let i = 0; i < 11; ++i) raw.write(chunk);
    assert.equal((await raw.response()).status, 413);
    raw.destroy();
    await session.close();
  });
});

withFixture("engineio", "rules of polling", (context) => {
  const open = () => Polling.open(context.server);

  it("closes a session that polls twice at once", async () => {
    const session = await open();
    const first = session.poll();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const second = await session.poll();
    assert.equal(second.status, 400);
    const answer = await first;
    assert.equal(answer.status, 200);
    assert.equal(answer.text, "1");
    await closed(session);
  });

  it("closes a session that posts twice at once", async () => {
    const session = await open();
    const url = new URL(session.url);
    const raw = await Raw.connect(context.server);
    raw.write(
      `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n4he`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    const second = await session.post("4hello");
    assert.equal(second.status, 400);
    raw.write("llo, wo");
    const answer = await raw.response().catch(() => undefined);
    assert.notEqual(answer?.status, 200);
    raw.destroy();
    await closed(session);
  });

  it("closes a session whose poll was given up", async () => {
    const session = await open();
    const giveUp = new AbortController();
    const polled = session.poll({ signal: giveUp.signal }).catch((error) => error.name);
    await new Promise((resolve) => setTimeout(resolve, 20));
    giveUp.abort();
    assert.equal(await polled, "AbortError");
    // At once, and whichever of the two the server hears of first.
    assert.equal((await session.poll()).status, 400);
    await closed(session);
  });

  it("closes a session whose data were given up half-way", async () => {
    const session = await open();
    const url = new URL(session.url);
    const raw = await Raw.connect(context.server);
    raw.write(
      `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n4he`,
    );
    await new Promise((resolve) => setTimeout(resolve, 50));
    raw.destroy();
    await new Promise((resolve) => setTimeout(resolve, 20));
    await closed(session);
  });

  for (const [what, payload] of [
    ["an unknown packet type", "abc"],
    ["a digit that is no packet type", "7"],
    ["an empty payload", ""],
    ["an empty packet among others", `4a${RS}${RS}4b`],
    ["a ping, which only the server may send", "2"],
    ["a bad packet after a good one", `4good${RS}xbad`],
  ]) {
    it(`closes the session on ${what}`, async () => {
      const session = await open();
      const response = await session.post(payload).catch(() => undefined);
      if (response && what !== "an empty payload") assert.ok([200, 400].includes(response.status));
      await closed(session);
    });
  }

  it("answers the pending poll with noop when the client closes", async () => {
    const session = await open();
    const polled = session.poll();
    await new Promise((resolve) => setTimeout(resolve, 10));
    await session.send("1");
    assert.equal((await polled).text, "6");
    await closed(session);
  });

  it("refuses data after the client closed", async () => {
    const session = await open();
    await session.send("1");
    assert.equal((await session.post("4hello")).status, 400);
  });

  it("does not deliver what follows a close packet", async () => {
    const session = await open();
    await session.post(`1${RS}4late`).catch(() => {});
    await closed(session);
  });

  for (const method of ["PUT", "DELETE", "PATCH"]) {
    it(`refuses ${method} on a session, which lives on`, async () => {
      const session = await open();
      const response = await request(session.url, { method, body: "4hello" });
      assert.ok([400, 405, 500].includes(response.status), `status ${response.status}`);
      await session.send("4alive");
      assert.deepEqual(await session.receive(), ["4alive"]);
      await session.close();
    });
  }
});

withFixture("engineio", "HTTP connections", (context) => {
  const target = "/engine.io/?EIO=4&transport=polling";

  it("serves a whole session on one kept connection", async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const session = await Polling.open(context.server, "/engine.io/", { agent });
    const ports = new Set();
    agent.on("free", (socket) => ports.add(socket.localPort));
    for (let i = 0; i < 5; ++i) {
      await session.send(`4${i}`, { agent });
      assert.equal((await session.poll({ agent })).text, `4${i}`);
    }
    assert.equal(ports.size, 1, "every request must have used the same connection");
    await session.post("1", { agent });
    agent.destroy();
  });

  it("keeps the connection after an error that it answered", async () => {
    const raw = await Raw.connect(context.server);
    raw.write("GET /engine.io/?EIO=4&transport=abc HTTP/1.1\r\nHost: x\r\n\r\n");
    assert.equal((await raw.response()).status, 400);
    raw.write(`GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`);
    assert.equal((await raw.response()).status, 200);
    raw.destroy();
  });

  it("answers pipelined requests in order", async () => {
    const raw = await Raw.connect(context.server);
    raw.write(
      `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n` +
        "GET /engine.io/?EIO=4&transport=abc HTTP/1.1\r\nHost: x\r\n\r\n" +
        `GET ${target} HTTP/1.1\r\nHost: x\r\n\r\n`,
    );
    const statuses = [];
    for (let i = 0; i < 3; ++i) statuses.push((await raw.response()).status);
    assert.deepEqual(statuses, [200, 400, 200]);
    raw.destroy();
  });

  it("closes the connection when asked to", async () => {
    const raw = await Raw.connect(context.server);
    raw.write(`GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
    assert.equal((await raw.response()).status, 200);
    await raw.ended;
  });

  it("serves HTTP/1.0 and closes the connection", async () => {
    const raw = await Raw.connect(context.server);
    raw.write(`GET ${target} HTTP/1.0\r\n\r\n`);
    assert.equal((await raw.response()).status, 200);
    await raw.ended;
  });

  it("answers Expect: 100-continue", async () => {
    const session = await Polling.open(context.server);
    const url = new URL(session.url);
    const raw = await Raw.connect(context.server);
    raw.write(
      `POST ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n` +
        "Expect: 100-continue\r\n\r\n",
    );
    assert.equal((await raw.response()).status, 100);
    raw.write("4hello");
    assert.equal((await raw.response()).body, "ok");
    raw.destroy();
    await session.close();
  });
});
