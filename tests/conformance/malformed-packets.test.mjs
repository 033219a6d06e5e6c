import assert from "node:assert/strict";
import { withHostility } from "../harness/hostile.mjs";
import { Polling, request } from "../harness/polling.mjs";
import { sleep } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";
const RS = "\x1e";
const LEVELS = 20_000;

withHostility("broken packets", ({ survives, oursSurvives, context }) => {
  async function join() {
    const socket = await Socket.open(context.server, PATH);
    socket.send("40");
    await socket.next();
    return socket;
  }

  /** Sends messages on a joined websocket; whatever becomes of it, it is closed in the end. */
  async function endured(...messages) {
    const socket = await join();
    for (const message of messages) socket.send(message);
    await Promise.race([socket.closed, sleep(100)]);
    await socket.close();
  }

  async function closes(...messages) {
    const socket = await join();
    for (const message of messages) socket.send(message);
    await socket.closed;
  }

  /** Posts a payload to a joined polling session; any answer will do. */
  async function endurePost(payload, headers = {}) {
    const session = await Polling.open(context.server, PATH);
    await session.send("40");
    await session.collect(1);
    await session.post(payload, { headers }).catch(() => {});
    await session.close();
  }

  for (const [what, payload] of [
    ["ten thousand separators", RS.repeat(10_000)],
    ["one separator", RS],
    ["bytes that are no UTF-8", Buffer.from([0x34, 0x32, 0xff, 0xfe, 0x80])],
    ["a null character", "\0"],
    ["base64 that is none", "b!!!!"],
    ["base64 of a wrong length", "bAQI"],
    ["base64 with white space", "bAQ ID\n"],
    ["base64 without end", `b${"A".repeat(900_000)}`],
    ["a payload of old days", "6:4hello"],
    ["a payload of old days in binary", Buffer.from([0, 6, 255, 0x34, 0x68])],
    ["an open packet from the client", '0{"sid":"x"}'],
    ["an upgrade packet by polling", "5"],
    ["noop from the client", "6"],
    ["a probe's answer from the client", "3probe"],
    ["a hundred thousand empty messages", `4${RS}`.repeat(100_000).slice(0, -1)],
    ["a hundred thousand pongs", `3${RS}`.repeat(100_000).slice(0, -1)],
  ]) {
    survives(`endures ${what} in a payload`, () => endurePost(payload));
  }

  survives("endures a form in place of a payload", () =>
    endurePost("d=4hello", { "content-type": "application/x-www-form-urlencoded" }),
  );
  survives("endures a compressed payload", () =>
    endurePost(Buffer.from("1f8b0800000000000003", "hex"), { "content-encoding": "gzip" }),
  );

  for (const [what, ...messages] of [
    ["an open packet", "0{}"],
    ["an upgrade packet without an upgrade", "5"],
    ["noop", "6"],
    ["a pong with data", "3probe"],
    ["base64 in text", "bAQIDBA=="],
    ["an event name of 500 kilobytes", `42["${"a".repeat(500_000)}"]`],
    ["a namespace of 500 kilobytes", `40/${"a".repeat(500_000)},`],
    ["a namespace with odd characters", "40/é €😀\u0000?a=b#c,"],
    ["a namespace without end", `42/${"/".repeat(1000)}`],
    ["an acknowledgement number of 400 digits", `42${"9".repeat(400)}["echo",1]`],
    ["an acknowledgement number of 18 digits", '42999999999999999999["echo",1]'],
    ["an acknowledgement nobody waits for", "4399999999999999999999[1]"],
    ["a hundred thousand acknowledgements", ...Array.from({ length: 1000 }, (_, i) => `43${i}[]`)],
    ["keys that mean something to JavaScript", '427["echo",{"__proto__":{"a":1},"constructor":1}]'],
    ["an event named like a property", '42["__proto__",1]', '42["constructor"]', '42["toString"]'],
    ["half a surrogate pair", '427["echo","\\ud800"]', '42["\\udfff"]'],
    ["numbers beyond all bounds", '427["echo",1e999,-1e999,1e-999]'],
    ["a number of a hundred thousand digits", `427["echo",${"9".repeat(100_000)}]`],
    ["a placeholder without binary", '427["echo",{"_placeholder":true,"num":0}]'],
    [
      "one attachment used twice",
      '451-7["echo",{"_placeholder":true,"num":0},{"_placeholder":true,"num":0}]',
      Buffer.from([1]),
    ],
    ["an attachment that is not used", '451-7["echo"]', Buffer.from([1])],
    [
      "a placeholder with a fraction",
      '451-7["echo",{"_placeholder":true,"num":0.5}]',
      Buffer.from([1]),
    ],
    [
      "a placeholder with text for a number",
      '451-7["echo",{"_placeholder":true,"num":"0"}]',
      Buffer.from([1]),
    ],
    [
      "a placeholder of half a kind",
      '451-7["echo",{"_placeholder":false,"num":0}]',
      Buffer.from([1]),
    ],
    [
      "a binary acknowledgement nobody waits for",
      '461-7[{"_placeholder":true,"num":0}]',
      Buffer.from([1]),
    ],
    [
      "an event that waits for an attachment for ever",
      '451-7["echo",{"_placeholder":true,"num":0}]',
    ],
    ["the word true in pieces", '427["echo",tru]'],
  ]) {
    survives(`endures ${what}`, () => endured(...messages));
  }

  for (const [what, ...messages] of [
    [
      "eleven attachments, one above the limit",
      `4511-7["echo",${'{"_placeholder":true,"num":0},'.repeat(10)}1]`,
    ],
    ["an array that does not end", '427["echo",['],
    ["a comma too many", '427["echo",1,]'],
    ["two commas", '427["echo",,1]'],
    ["brackets that do not match", '427["echo",[1,2}]'],
    ["a number with a leading zero", '427["echo",01]'],
    ["a number without digits", '427["echo",-]'],
    ["a name in single quotes", "42['echo']"],
    ["a key without quotes", '427["echo",{a:1}]'],
    ["a comment", '427["echo"/* */]'],
    ["NaN", '427["echo",NaN]'],
    ["a line feed in text", '427["echo","a\nb"]'],
    ["a null character in text", '427["echo","a\u0000b"]'],
    ["an unknown escape", '427["echo","\\x41"]'],
    ["half an escape", '427["echo","\\u00"]'],
    ["a broken payload of a join", '40/custom,{"a":'],
    ["a literal in the wrong letters", '427["echo",True]'],
  ]) {
    survives(`closes the connection on ${what}`, () => closes(...messages));
  }

  oursSurvives("it runs out of stack", "endures a hundred thousand arguments", () =>
    endured(`427["echo",${"1,".repeat(99_999)}1]`, `42["nothing",${"1,".repeat(99_999)}1]`),
  );

  const nested = {
    arrays: "[".repeat(LEVELS) + "]".repeat(LEVELS),
    objects: '{"a":'.repeat(LEVELS) + "1" + "}".repeat(LEVELS),
    "arrays and objects": '[{"a":'.repeat(LEVELS / 2) + "1" + "}]".repeat(LEVELS / 2),
    "arrays that do not end": "[".repeat(LEVELS),
    "objects that do not end": '{"a":'.repeat(LEVELS),
  };
  const crash = "it may run out of stack";
  for (const [what, json] of Object.entries(nested)) {
    oursSurvives(crash, `endures ${LEVELS} levels of ${what} in an event`, () =>
      endured(`427["echo",${json}]`),
    );
    oursSurvives(crash, `endures ${LEVELS} levels of ${what} in an event nobody handles`, () =>
      endured(`42["nothing",${json}]`),
    );
    oursSurvives(crash, `endures ${LEVELS} levels of ${what} in an acknowledgement`, () =>
      endured(`431[${json}]`),
    );
    oursSurvives(crash, `endures ${LEVELS} levels of ${what} beside binary`, () =>
      endured(`451-7["echo",${json},{"_placeholder":true,"num":0}]`, Buffer.from([1])),
    );
    oursSurvives(
      crash,
      `endures ${LEVELS} levels of ${what} in the payload of a join`,
      async () => {
        const socket = await Socket.open(context.server, PATH);
        socket.send(`40{"a":${json}}`);
        await Promise.race([socket.closed, sleep(200)]);
        await socket.close();
      },
    );
    oursSurvives(crash, `endures ${LEVELS} levels of ${what} by polling`, () =>
      endurePost(`427["echo",${json}]`),
    );
  }

  survives("endures joins and leaves without end", async () => {
    const socket = await Socket.open(context.server, PATH);
    for (let i = 0; i < 200; ++i) socket.send(`40/unknown${i},`);
    const answers = await socket.take(200);
    assert.ok(
      answers.every((packet, i) => packet === `44/unknown${i},{"message":"Invalid namespace"}`),
    );
    await socket.close();
  });

  survives("endures a close packet with everything behind it", async () => {
    const session = await Polling.open(context.server, PATH);
    await session.post(`40${RS}1${RS}427["echo",1]${RS}40`).catch(() => {});
    assert.equal((await request(session.url)).status, 400);
  });

  survives("endures a hundred sessions that are opened and left", async () => {
    await Promise.all(Array.from({ length: 100 }, () => Polling.open(context.server, PATH)));
  });
});
