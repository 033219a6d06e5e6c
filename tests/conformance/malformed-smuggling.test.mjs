import assert from "node:assert/strict";
import { withHostility } from "../harness/hostile.mjs";
import { Polling } from "../harness/polling.mjs";

// What a proxy in front and the server behind could read as different requests must be refused,
// and nothing after it on that connection may be taken for a request.
withHostility(
  "requests that could be read in two ways",
  ({ survives, oursSurvives, raw, context }) => {
    const INNER = "GET /socket.io/?EIO=4&transport=polling&inner HTTP/1.1\r\nHost: x\r\n\r\n";

    async function post(headers, body, version = "1.1") {
      const session = await Polling.open(context.server, "/socket.io/");
      const url = new URL(session.url);
      return `POST ${url.pathname}${url.search} HTTP/${version}\r\nHost: x\r\n${headers}\r\n${body}`;
    }

    /** At most one answer, an error, and then the end. */
    const refused = async (headers, body, version) => {
      const bytes = await post(headers, body, version);
      await raw(async (one) => {
        one.write(bytes);
        const answer = await one.response().catch(() => undefined);
        if (answer) assert.ok(answer.status >= 400, `status ${answer.status}: ${answer.body}`);
        await one.ended;
        assert.equal(one.unread.length, 0, `a second answer came: ${one.unread}`);
      });
    };

    const chunked = `2\r\n40\r\n0\r\n\r\n${INNER}`;
    const plain = `40${INNER}`;
    const CHUNKED = "Transfer-Encoding: chunked\r\n";
    const known = [
      ["a length beside chunks", `Content-Length: 2\r\n${CHUNKED}`, chunked],
      ["chunks beside a length", `${CHUNKED}Content-Length: 2\r\n`, chunked],
      ["two different lengths", "Content-Length: 2\r\nContent-Length: 3\r\n", plain],
      ["a list of different lengths", "Content-Length: 2, 3\r\n", plain],
      ["a negative length", "Content-Length: -2\r\n", plain],
      ["a length with a plus sign", "Content-Length: +2\r\n", plain],
      ["a hexadecimal length", "Content-Length: 0x2\r\n", plain],
      ["a length that is no number", "Content-Length: two\r\n", plain],
      ["an empty length", "Content-Length: \r\n", plain],
      ["a fraction as length", "Content-Length: 2.0\r\n", plain],
      ["a length beyond 64 bits", "Content-Length: 18446744073709551618\r\n", plain],
      ["an unknown transfer encoding", "Transfer-Encoding: gzip\r\n", plain],
      ["identity as transfer encoding", "Transfer-Encoding: identity\r\n", plain],
      ["chunked followed by identity", "Transfer-Encoding: chunked, identity\r\n", chunked],
      ["chunked misspelt", "Transfer-Encoding: xchunked\r\n", chunked],
      ["chunked in quotes", 'Transfer-Encoding: "chunked"\r\n', chunked],
      ["chunked with a vertical tab", "Transfer-Encoding: chunked\x0b\r\n", chunked],
      ["a space before the colon of the encoding", "Transfer-Encoding : chunked\r\n", chunked],
      ["a chunk size that is no number", CHUNKED, `zz\r\n40\r\n0\r\n\r\n${INNER}`],
      ["a negative chunk size", CHUNKED, `-2\r\n40\r\n0\r\n\r\n${INNER}`],
      ["a chunk size in C notation", CHUNKED, `0x2\r\n40\r\n0\r\n\r\n${INNER}`],
      ["a chunk size beyond 64 bits", CHUNKED, `10000000000000002\r\n40\r\n0\r\n\r\n${INNER}`],
      ["an empty chunk size", CHUNKED, `\r\n40\r\n0\r\n\r\n${INNER}`],
      ["a chunk longer than its size", CHUNKED, `2\r\n40xx\r\n0\r\n\r\n${INNER}`],
      ["a space before a chunk size", CHUNKED, ` 2\r\n40\r\n0\r\n\r\n${INNER}`],
    ];
    for (const [what, headers, body] of known) {
      survives(`refuses ${what}`, () => refused(headers, body));
    }

    const reference = "it lets it pass";
    for (const [what, headers, body, version] of [
      ["the same length twice", "Content-Length: 2\r\nContent-Length: 2\r\n", plain],
      ["a list of the same length", "Content-Length: 2, 2\r\n", plain],
      ["chunked twice in a list", "Transfer-Encoding: chunked, chunked\r\n", chunked],
      ["chunked twice in two headers", `${CHUNKED}${CHUNKED}`, chunked],
      ["an encoding before chunked", "Transfer-Encoding: gzip, chunked\r\n", chunked],
      ["identity before chunked", "Transfer-Encoding: identity, chunked\r\n", chunked],
      ["an empty transfer encoding", "Transfer-Encoding: \r\n", plain],
      ["chunked with an empty member", "Transfer-Encoding: chunked,\r\n", chunked],
      ["chunked over two lines", "Transfer-Encoding:\r\n chunked\r\n", chunked],
      ["chunked by HTTP/1.0", CHUNKED, chunked, "1.0"],
      ["chunked by HTTP/1.0 that stays", `Connection: keep-alive\r\n${CHUNKED}`, chunked, "1.0"],
      [
        "a chunk extension of 100 kilobytes",
        CHUNKED,
        `2;${"x".repeat(100_000)}\r\n40\r\n0\r\n\r\n${INNER}`,
      ],
      [
        "trailers of 100 kilobytes",
        CHUNKED,
        `2\r\n40\r\n0\r\nX-Y: ${"a".repeat(100_000)}\r\n\r\n${INNER}`,
      ],
      [
        "ten thousand trailers",
        CHUNKED,
        `2\r\n40\r\n0\r\n${"X: 1\r\n".repeat(10_000)}\r\n${INNER}`,
      ],
    ]) {
      oursSurvives(reference, `refuses ${what}`, () => refused(headers, body, version));
    }

    survives("takes chunks in the plain form", async () => {
      const bytes = await post(CHUNKED, "1\r\n4\r\n1\r\n0\r\n0\r\n\r\n");
      await raw(async (one) => {
        one.write(bytes);
        const answer = await one.response();
        assert.equal(answer.status, 200);
        assert.equal(answer.body, "ok");
      });
    });

    survives("takes the encoding in other letters", async () => {
      const bytes = await post("transfer-encoding: Chunked\r\n", "2\r\n40\r\n0\r\n\r\n");
      await raw(async (one) => {
        one.write(bytes);
        assert.equal((await one.response()).body, "ok");
      });
    });

    survives("reads the next request where the body of the last one ended", async () => {
      const bytes = await post("Content-Length: 2\r\n", `40${INNER}`);
      await raw(async (one) => {
        one.write(bytes);
        assert.equal((await one.response()).body, "ok");
        const answer = await one.response();
        assert.equal(answer.status, 200);
        assert.equal(answer.body[0], "0");
      });
    });

    survives("does not take the body of a refused request for a request", async () => {
      await raw(async (one) => {
        one.write(
          `POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\nContent-Length: ${INNER.length}\r\n\r\n${INNER}`,
        );
        assert.equal((await one.response()).status, 400);
        one.finish();
        await one.ended;
        assert.equal(one.unread.length, 0, `a second answer came: ${one.unread}`);
      });
    });

    survives("does not take the body of a GET for a request", async () => {
      await raw(async (one) => {
        one.write(
          `GET /socket.io/?EIO=4&transport=abc HTTP/1.1\r\nHost: x\r\nContent-Length: ${INNER.length}\r\n\r\n${INNER}`,
        );
        assert.equal((await one.response()).status, 400);
        one.finish();
        await one.ended;
        assert.equal(one.unread.length, 0, `a second answer came: ${one.unread}`);
      });
    });
  },
);
