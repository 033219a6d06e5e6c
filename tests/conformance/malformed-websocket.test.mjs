import assert from "node:assert/strict";
import { it, ours, withFixture } from "../harness/fixture.mjs";
import { withHostility } from "../harness/hostile.mjs";
import { Polling } from "../harness/polling.mjs";
import { frame, Raw } from "../harness/raw.mjs";
import { eventually, sleep } from "../harness/server.mjs";

const TARGET = "/socket.io/?EIO=4&transport=websocket";
const KEY = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
const CLOSE = 8;
const PING = 9;
const HALVES = [
  ["half a head", Buffer.from([0x81])],
  ["half a length", Buffer.from([0x81, 0xfe, 0x01])],
  ["half a mask", Buffer.from([0x81, 0x85, 1, 2])],
  ["half a payload", frame("42", { length: 50 })],
  ["an unfinished message", frame('42["mess', { fin: false })],
];

withHostility("broken websockets", ({ survives, oursSurvives, raw, context }) => {
  /** Opens a websocket by hand and joins `/`. */
  const joined = (run) =>
    raw(async (one) => {
      assert.equal((await one.upgrade(TARGET)).status, 101);
      one.write(frame("40"));
      for (let i = 0; i < 2; ++i) await one.frame();
      return run(one);
    });

  const closes = (...frames) =>
    joined(async (one) => {
      for (const bytes of frames) one.write(bytes);
      await one.closeCode();
      await one.ended;
    });

  for (const [what, ...frames] of [
    ["random bytes", Buffer.from(Array.from({ length: 500 }, (_, i) => (i * 7919 + 13) % 256))],
    ["an HTTP request on it", "GET / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["a frame that says it is as long as memory", frame("", { length: Number.MAX_SAFE_INTEGER })],
    ["a control frame that says it is long", frame("", { opcode: PING, length: 70_000 })],
    ["compressed data nobody agreed to", frame("4x", { rsv: 4 })],
    ["a close frame and then data", frame([3, 232], { opcode: CLOSE }), frame('421["echo",1]')],
  ]) {
    survives(`closes on ${what}`, () => closes(...frames));
  }

  survives("answers a thousand pings", () =>
    joined(async (one) => {
      for (let i = 0; i < 1000; ++i) one.write(frame(String(i), { opcode: PING }));
      let pongs = 0;
      while (pongs < 1000) {
        const { opcode, payload } = await one.frame();
        if (opcode === 10) assert.equal(payload.toString(), String(pongs++));
      }
    }),
  );

  survives("joins ten thousand fragments of one byte", () =>
    joined(async (one) => {
      const text = `421["echo","${"x".repeat(10_000)}"]`;
      const parts = [frame(text[0], { fin: false })];
      for (const byte of text.slice(1, -1)) parts.push(frame(byte, { opcode: 0, fin: false }));
      parts.push(frame(text.at(-1), { opcode: 0 }));
      one.write(Buffer.concat(parts));
      for (;;) {
        const { payload } = await one.frame();
        if (payload[0] === 0x32 && payload.length === 1) one.write(frame("3"));
        else if (payload.toString().startsWith("431[")) break;
      }
    }),
  );

  for (const [what, bytes] of HALVES) {
    survives(`endures a reset after ${what}`, () =>
      joined(async (one) => {
        one.write(bytes);
        await sleep(10);
        one.reset();
      }),
    );
  }

  survives("endures a client that ends its side", () =>
    joined(async (one) => {
      one.finish();
      await one.ended;
    }),
  );

  survives("endures clients that go while they are being answered", async () => {
    for (let i = 0; i < 30; ++i) {
      await joined(async (one) => {
        for (let j = 0; j < 50; ++j) one.write(frame(`42${j}["echo","${"x".repeat(2000)}"]`));
        if (i % 3) await sleep(i % 3);
        if (i % 2) one.reset();
        else one.destroy();
      });
    }
  });

  for (const [what, lines] of [
    ["without Connection", `Upgrade: websocket\r\n${KEY}`],
    ["without a key", "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"],
    ["to something else", `Connection: Upgrade\r\nUpgrade: websockets\r\n${KEY}`],
    [
      "with a version of the future",
      `Connection: Upgrade\r\nUpgrade: websocket\r\n${KEY.replace("13", "99")}`,
    ],
    [
      "with a key of no base64",
      `Connection: Upgrade\r\nUpgrade: websocket\r\n${KEY.replace("dGhl", "!!!!")}`,
    ],
    ["with two keys", `Connection: Upgrade\r\nUpgrade: websocket\r\n${KEY}${KEY}`],
  ]) {
    survives(`does not open a websocket ${what}`, () =>
      raw(async (one) => {
        one.write(`GET ${TARGET} HTTP/1.1\r\nHost: x\r\n${lines}\r\n`);
        const answer = await Promise.race([one.response().catch(() => undefined), sleep(2000)]);
        assert.notEqual(answer?.status, 101);
      }),
    );
  }

  for (const [define, what, head] of [
    [survives, "by POST", `POST ${TARGET} HTTP/1.1`],
    [oursSurvives.bind(null, "it opens it"), "by HTTP/1.0", `GET ${TARGET} HTTP/1.0`],
  ]) {
    define(`does not open a websocket ${what}`, () =>
      raw(async (one) => {
        one.write(`${head}\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${KEY}\r\n`);
        const answer = await Promise.race([one.response().catch(() => undefined), sleep(2000)]);
        assert.notEqual(answer?.status, 101);
      }),
    );
  }

  survives("endures upgrades that are begun and left", async () => {
    for (let i = 0; i < 20; ++i) {
      const session = await Polling.open(context.server, "/socket.io/");
      await raw(async (one) => {
        await one.upgrade(`${TARGET}&sid=${session.sid}`);
        if (i % 2) one.write(frame("2probe"));
        if (i % 3) await sleep(2);
        one.reset();
      });
      await session.send("40");
      assert.equal((await session.collect(1)).length, 1);
      await session.close();
    }
  });

  survives("endures a reset in place of the last step of an upgrade", async () => {
    for (let i = 0; i < 10; ++i) {
      const session = await Polling.open(context.server, "/socket.io/");
      await raw(async (one) => {
        await one.upgrade(`${TARGET}&sid=${session.sid}`);
        one.write(frame("2probe"));
        await one.frame();
        one.write(frame("5"));
        one.reset();
      });
    }
  });
});

withFixture("socketio", "websockets that stop in the middle", (context) => {
  for (const [what, bytes] of HALVES) {
    it(`are closed after ${what}, for their silence`, async () => {
      const one = await Raw.connect(context.server);
      assert.equal((await one.upgrade(TARGET)).status, 101);
      one.write(frame("40"));
      one.write(bytes);
      // Nobody answers the pings. A close frame, if it comes, is not answered either.
      await one.closeCode();
      one.destroy();
    });
  }

  ours(
    "it waits half a minute",
    "are dropped when they do not answer the close frame",
    async () => {
      const one = await Raw.connect(context.server);
      assert.equal((await one.upgrade(TARGET)).status, 101);
      await one.closeCode();
      await eventually(() => one.over, "the server must not wait for ever for the answer", 20_000);
      one.destroy();
    },
  );
});
