import assert from "node:assert/strict";
import { withHostility } from "../harness/hostile.mjs";
import { Polling } from "../harness/polling.mjs";
import { sleep } from "../harness/server.mjs";

const TARGET = "/socket.io/?EIO=4&transport=polling";
const GET = `GET ${TARGET} HTTP/1.1\r\nHost: x\r\n`;

withHostility("broken requests", ({ survives, oursSurvives, raw, context }) => {
  /** Sends bytes; the answer must be an error or the end of the connection. */
  const refused = (bytes, statuses) =>
    raw(async (one) => {
      one.write(bytes);
      const answer = await one.response().catch(() => undefined);
      if (!answer) return;
      assert.ok(answer.status >= 400, `status ${answer.status}`);
      if (statuses) assert.ok(statuses.includes(answer.status), `status ${answer.status}`);
      // After an error of form the rest of the connection cannot be trusted.
      await one.ended;
    });

  /** Sends bytes; any answer will do, and none. */
  const endured = (bytes) =>
    raw(async (one) => {
      one.write(bytes);
      one.finish();
      await Promise.race([one.ended, sleep(500)]);
    });

  for (const [what, bytes] of [
    ["bytes that are no text", Buffer.from([0, 1, 2, 0xff, 0xfe, 13, 10, 13, 10])],
    ["a TLS greeting", Buffer.from("16030100a5010000a10303", "hex")],
    ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
    ["a version that does not exist", `GET ${TARGET} HTTP/9.9\r\nHost: x\r\n\r\n`],
    ["a version of two digits", `GET ${TARGET} HTTP/1.12\r\nHost: x\r\n\r\n`],
    ["another protocol's name", `GET ${TARGET} ICY/1.1\r\nHost: x\r\n\r\n`],
    ["no target", "GET HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["a method in the wrong characters", `G<T ${TARGET} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["a space in the target", "GET /socket.io/ ?EIO=4 HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["a null character in the target", "GET /socket.io/\0?EIO=4 HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["a header without a colon", `${GET}nonsense\r\n\r\n`],
    ["a null character in a header", `${GET}X-Y: a\0b\r\n\r\n`],
    ["a lone carriage return in a header", `${GET}X-Y: a\rb\r\n\r\n`],
    ["a header of 100 kilobytes", `${GET}X-Y: ${"a".repeat(100_000)}\r\n\r\n`],
    ["a name of 100 kilobytes", `${GET}${"a".repeat(100_000)}: x\r\n\r\n`],
    [
      "a target of 100 kilobytes",
      `GET ${TARGET}&${"a".repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    ],
  ]) {
    survives(`refuses ${what}`, () => refused(bytes));
  }

  for (const [what, bytes] of [
    ["a header without a name", `${GET}: value\r\n\r\n`],
    ["a space in a header's name", `${GET}X Y: value\r\n\r\n`],
    ["a space before the colon", `${GET}X-Y : value\r\n\r\n`],
    ["no host", `GET ${TARGET} HTTP/1.1\r\n\r\n`],
  ]) {
    oursSurvives("older versions of it answer", `refuses ${what}`, () => refused(bytes));
  }
  oursSurvives("it answers", "refuses a request line without a version", () =>
    refused(`GET ${TARGET}\r\n\r\n`),
  );
  oursSurvives("it takes them", "refuses ten thousand headers", () =>
    refused(`${GET}${"X-Y: 1\r\n".repeat(10_000)}\r\n`),
  );
  oursSurvives("it takes the first", "refuses two hosts", () => refused(`${GET}Host: y\r\n\r\n`));
  oursSurvives("it joins the lines", "refuses a header over two lines", () =>
    refused(`${GET}X-Y: a\r\n b\r\n\r\n`),
  );

  for (const [what, bytes] of [
    ["nothing at all", ""],
    ["empty lines", "\r\n\r\n\r\n\r\n"],
    ["half a request line", "GET /soc"],
    ["half a header", `${GET}X-Y: abc`],
    ["lines that end with a line feed only", `GET ${TARGET} HTTP/1.1\nHost: x\n\n`],
    ["characters above ASCII in the target", `GET ${TARGET}&é=€ HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["a percent sign that encodes nothing", `GET ${TARGET}&a=%zz%&%=1 HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["encoded null characters", `GET ${TARGET}&a=%00%00 HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["parameters given twice", `GET ${TARGET}&EIO=3&sid=a&sid=b HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["a thousand parameters", `GET ${TARGET}&${"a=1&".repeat(1000)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["a target in absolute form", `GET http://x${TARGET} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["a target that climbs", "GET /socket.io/../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["the asterisk as target", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["CONNECT", "CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["TRACE", `TRACE ${TARGET} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["an unknown expectation", `${GET}Expect: the-unexpected\r\n\r\n`],
    ["an upgrade to something unknown", `${GET}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`],
    [
      "an upgrade of the wrong path",
      "GET /nothing HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
    ["an origin with control characters", `${GET}Origin: http://a\x01b\r\n\r\n`],
    ["a hundred pipelined requests", `${GET}\r\n`.repeat(100)],
  ]) {
    survives(`endures ${what}`, () => endured(bytes));
  }

  for (const part of [
    "GET /socket",
    `${GET}X-Y: a`,
    `POST ${TARGET} HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n4a`,
  ]) {
    survives(`endures a reset after ${JSON.stringify(part.slice(-12))}`, () =>
      raw(async (one) => {
        one.write(part);
        await sleep(20);
        one.reset();
      }),
    );
  }

  survives("endures a reset with an answer on its way", async () => {
    for (let i = 0; i < 20; ++i) {
      await raw(async (one) => {
        one.write(`${GET}\r\n`.repeat(5));
        if (i % 2) await sleep(1);
        one.reset();
      });
    }
  });

  survives("endures a reset of the pending poll", async () => {
    for (let i = 0; i < 10; ++i) {
      const session = await Polling.open(context.server, "/socket.io/");
      const url = new URL(session.url);
      await raw(async (one) => {
        one.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\n\r\n`);
        await sleep(10);
        one.reset();
      });
    }
  });

  survives("endures a client that ends its side with a poll pending", async () => {
    const session = await Polling.open(context.server, "/socket.io/");
    const url = new URL(session.url);
    await raw(async (one) => {
      one.write(`GET ${url.pathname}${url.search} HTTP/1.1\r\nHost: x\r\n\r\n`);
      one.finish();
      await one.ended;
    });
  });

  survives("endures two hundred connections that say nothing", async () => {
    const silent = [];
    for (let i = 0; i < 200; ++i) silent.push(raw((one) => sleep(300).then(() => one.destroy())));
    await sleep(100);
    await Promise.all(silent);
  });
});
