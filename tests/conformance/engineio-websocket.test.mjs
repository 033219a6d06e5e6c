import assert from "node:assert/strict";
import { it, ours, withFixture } from "../harness/fixture.mjs";
import { frame, Raw } from "../harness/raw.mjs";
import { Socket } from "../harness/websocket.mjs";

const MAX_PAYLOAD = 1_000_000;
const TARGET = "/engine.io/?EIO=4&transport=websocket";
const OP = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

withFixture("engineio", "messages by websocket", (context) => {
  const open = () => Socket.open(context.server);

  for (const [what, text] of [
    ["text", "4hello"],
    ["an empty message", "4"],
    ["characters of one to four bytes", "4utf8 — string €ß 😀 てすと"],
    ["the separator of polling payloads", "4a\x1e4b"],
    ["a null character", "4a\u0000b"],
    ["text that looks like base64", "4bAQID"],
  ]) {
    it(`carries ${what}`, async () => {
      const socket = await open();
      socket.send(text);
      assert.equal(await socket.next(), text);
      await socket.close();
    });
  }

  for (const length of [0, 1, 4, 125, 126, 127, 65535, 65536, 300_000]) {
    it(`carries ${length} binary bytes`, async () => {
      const socket = await open();
      const bytes = Buffer.from(Array.from({ length }, (_, i) => i % 251));
      socket.send(bytes);
      const message = await socket.next();
      assert.ok(Buffer.isBuffer(message), "the type must come back too");
      assert.ok(message.equals(bytes));
      await socket.close();
    });
  }

  it("keeps the order of text and binary", async () => {
    const socket = await open();
    const sent = Array.from({ length: 300 }, (_, i) => (i % 3 ? `4${i}` : Buffer.from([i & 255])));
    for (const message of sent) socket.send(message);
    assert.deepEqual(await socket.take(sent.length), sent);
    await socket.close();
  });

  it("carries a message of exactly maxPayload", async () => {
    const socket = await open();
    const text = `4${"x".repeat(MAX_PAYLOAD - 1)}`;
    socket.send(text);
    assert.ok((await socket.next()) === text);
    await socket.close();
  });

  it("closes with 1009 on one byte more", async () => {
    const socket = await open();
    socket.send(`4${"x".repeat(MAX_PAYLOAD)}`);
    assert.equal((await socket.closed).code, 1009);
  });

  for (const [what, message] of [
    ["an unknown packet type", "abc"],
    ["a digit that is no packet type", "7"],
    ["an empty text", ""],
    ["a ping, which only the server may send", "2"],
  ]) {
    it(`closes on ${what}`, async () => {
      const socket = await open();
      socket.send(message);
      await socket.closed;
      assert.deepEqual(socket.pending, []);
    });
  }

  it("closes on a close packet", async () => {
    const socket = await open();
    socket.send("1");
    await socket.closed;
  });

  it("answers a closing handshake with its code", async () => {
    const socket = await open();
    socket.ws.close(1000, "bye");
    assert.equal((await socket.closed).code, 1000);
  });

  it("serves many connections at once", async () => {
    const sockets = await Promise.all(Array.from({ length: 100 }, open));
    sockets.forEach((socket, i) => socket.send(`4${i}`));
    const answers = await Promise.all(sockets.map((socket) => socket.next()));
    assert.deepEqual(
      answers,
      sockets.map((_, i) => `4${i}`),
    );
    await Promise.all(sockets.map((socket) => socket.close()));
  });
});

withFixture("engineio", "frames", (context) => {
  async function dial() {
    const raw = await Raw.connect(context.server);
    const response = await raw.upgrade(TARGET);
    assert.equal(response.status, 101);
    assert.equal((await raw.frame()).payload.toString()[0], "0");
    return raw;
  }

  /** The next frame that is no Engine.IO ping. */
  async function next(raw) {
    for (;;) {
      const one = await raw.frame();
      if (one.opcode === OP.text && one.payload.toString() === "2") raw.write(frame("3"));
      else return one;
    }
  }

  async function echoes(raw, ...frames) {
    for (const one of frames) raw.write(one);
    const answer = await next(raw);
    assert.equal(answer.payload.toString(), "4hello");
    assert.equal(answer.opcode, OP.text);
    assert.equal(answer.masked, false);
    assert.equal(answer.rsv, 0);
    raw.destroy();
  }

  it("answers the key of the handshake", async () => {
    const raw = await Raw.connect(context.server);
    const { headers } = await raw.upgrade(TARGET);
    assert.equal(headers["sec-websocket-accept"], "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    assert.equal(headers.upgrade.toLowerCase(), "websocket");
    assert.equal(headers.connection.toLowerCase(), "upgrade");
    assert.equal(headers["sec-websocket-extensions"], undefined);
    raw.destroy();
  });

  ours("it loses them", "takes frames that came together with the handshake", async () => {
    const raw = await Raw.connect(context.server);
    const early = frame("4hello");
    raw.write(
      Buffer.concat([
        Buffer.from(
          `GET ${TARGET} HTTP/1.1\r\nHost: x\r\nConnection: keep-alive, Upgrade\r\n` +
            "Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\n" +
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
        ),
        early,
      ]),
    );
    assert.equal((await raw.response()).status, 101);
    assert.equal((await raw.frame()).payload.toString()[0], "0");
    await echoes(raw);
  });

  it("joins a fragmented message", async () => {
    const raw = await dial();
    await echoes(
      raw,
      frame("4h", { fin: false }),
      frame("el", { opcode: OP.continuation, fin: false }),
      frame("", { opcode: OP.continuation, fin: false }),
      frame("lo", { opcode: OP.continuation }),
    );
  });

  it("answers a control frame between fragments", async () => {
    const raw = await dial();
    raw.write(frame("4hel", { fin: false }));
    raw.write(frame("now", { opcode: OP.ping }));
    const pong = await next(raw);
    assert.equal(pong.opcode, OP.pong);
    assert.equal(pong.payload.toString(), "now");
    await echoes(raw, frame("lo", { opcode: OP.continuation }));
  });

  it("takes frames byte by byte", async () => {
    const raw = await dial();
    for (const byte of frame("4hello")) {
      raw.write(Buffer.from([byte]));
      await new Promise(setImmediate);
    }
    await echoes(raw);
  });

  it("takes many frames of one network packet", async () => {
    const raw = await dial();
    raw.write(Buffer.concat(Array.from({ length: 200 }, (_, i) => frame(`4${i}`))));
    for (let i = 0; i < 200; ++i) assert.equal((await next(raw)).payload.toString(), `4${i}`);
    raw.destroy();
  });

  it("takes a character cut between two fragments", async () => {
    const raw = await dial();
    const bytes = Buffer.from("4€");
    raw.write(frame(bytes.subarray(0, 2), { fin: false }));
    raw.write(frame(bytes.subarray(2), { opcode: OP.continuation }));
    assert.equal((await next(raw)).payload.toString(), "4€");
    raw.destroy();
  });

  it("takes an unasked pong in silence", async () => {
    const raw = await dial();
    await echoes(raw, frame("x", { opcode: OP.pong }), frame("4hello"));
  });

  it("answers a close frame with the same code and ends the connection", async () => {
    const raw = await dial();
    raw.write(frame([0x03, 0xe8, 0x62, 0x79, 0x65], { opcode: OP.close }));
    assert.equal(await raw.closeCode(), 1000);
    await raw.ended;
    raw.destroy();
  });

  it("answers an empty close frame", async () => {
    const raw = await dial();
    raw.write(frame("", { opcode: OP.close }));
    assert.ok([1000, 1005].includes(await raw.closeCode()));
    raw.destroy();
  });

  for (const [what, code, ...frames] of [
    ["a frame without mask", 1002, frame("4hello", { mask: false })],
    ["a reserved bit", 1002, frame("4hello", { rsv: 4 })],
    ["an unknown data opcode", 1002, frame("4hello", { opcode: 3 })],
    ["an unknown control opcode", 1002, frame("", { opcode: 11 })],
    ["a control frame of 126 bytes", 1002, frame("x".repeat(126), { opcode: OP.ping })],
    ["a fragmented control frame", 1002, frame("x", { opcode: OP.ping, fin: false })],
    ["a continuation of nothing", 1002, frame("x", { opcode: OP.continuation })],
    ["a new message within a fragmented one", 1002, frame("4a", { fin: false }), frame("4b")],
    ["a close frame of one byte", 1002, frame([3], { opcode: OP.close })],
    ["a close code that may not be sent", 1002, frame([0x03, 0xed], { opcode: OP.close })],
    ["a close code below 1000", 1002, frame([0x00, 0x01], { opcode: OP.close })],
    ["text that is no UTF-8", 1007, frame([0x34, 0xff, 0xfe])],
    ["an overlong encoding", 1007, frame([0x34, 0xc0, 0xaf])],
    ["a surrogate encoded in UTF-8", 1007, frame([0x34, 0xed, 0xa0, 0x80])],
    ["a close reason that is no UTF-8", 1007, frame([0x03, 0xe8, 0xff], { opcode: OP.close })],
    ["a length above the limit", 1009, frame("", { length: MAX_PAYLOAD + 1 })],
  ]) {
    it(`closes with ${code} on ${what}`, async () => {
      const raw = await dial();
      for (const one of frames) raw.write(one);
      assert.equal(await raw.closeCode(), code);
      raw.destroy();
    });
  }

  it("closes when fragments together pass the limit", async () => {
    const raw = await dial();
    const half = "x".repeat(MAX_PAYLOAD / 2);
    raw.write(frame(`4${half}`, { fin: false }));
    raw.write(frame(half, { opcode: OP.continuation }));
    assert.equal(await raw.closeCode(), 1009);
    raw.destroy();
  });

  it("closes on a length with its highest bit set", async () => {
    const raw = await dial();
    raw.write(Buffer.from([0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4]));
    const code = await raw.closeCode();
    assert.ok([1002, 1009].includes(code), `code ${code}`);
    raw.destroy();
  });

  for (const [what, status, lines] of [
    [
      "an old version",
      [400, 426],
      "Sec-WebSocket-Version: 7\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
    ],
    ["no version", [400, 426], "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"],
    ["no key", [400], "Sec-WebSocket-Version: 13\r\n"],
    ["a key of the wrong length", [400], "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: abc\r\n"],
  ]) {
    it(`refuses a handshake with ${what}`, async () => {
      const raw = await Raw.connect(context.server);
      raw.write(
        `GET ${TARGET} HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${lines}\r\n`,
      );
      const response = await raw.response();
      assert.ok(status.includes(response.status), `status ${response.status}`);
      raw.destroy();
    });
  }
});
