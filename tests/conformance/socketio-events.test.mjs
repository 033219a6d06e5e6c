import assert from "node:assert/strict";
import { it, ours, withFixture } from "../harness/fixture.mjs";
import { Polling } from "../harness/polling.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";
const RS = "\x1e";

withFixture("socketio", "events", (context) => {
  async function answers(packets, expected) {
    const socket = await Socket.join(context.server);
    for (const packet of packets) socket.send(packet);
    assert.deepEqual(await socket.take(expected.length), expected);
    await socket.close();
  }

  const event = (name, rest) => `42["${name}"${rest}]`;
  const echo = (rest) => answers([event("message", rest)], [event("message-back", rest)]);

  it("echoes arguments of every type", () => echo(',1,"2",{"3":[true]}'));
  it("echoes no arguments", () => echo(""));
  it("echoes null", () => echo(",null"));
  it("echoes empty text, array and object", () => echo(',"",[],{}'));
  it("echoes text with escapes", () => echo(',"a\\"b\\\\c\\n\\t"'));
  it("echoes characters of one to four bytes", () => echo(',"utf8 — €ß 😀 てすと"'));
  it("echoes deep nesting", () => echo(`,${"[".repeat(100)}${"]".repeat(100)}`));
  it("keeps the order of keys", () => echo(',{"z":1,"a":2,"m":{"y":1,"b":2}}'));
  it("echoes numbers", () => echo(",0,-1,1.5,1e+21,123456789"));
  it("echoes 300 kilobytes of text", () => echo(`,"${"x".repeat(300_000)}"`));
  it("takes white space around values", () =>
    answers(['42[ "message" , 1 ,\n{ "a" : [ ] } ]'], ['42["message-back",1,{"a":[]}]']));
  ours("it reorders them", "keeps the order of keys that look like numbers", () =>
    echo(',{"10":1,"9":2,"a":3,"1":4}'),
  );
  ours("it parses them", "keeps the text of numbers", () =>
    echo(",1.0,1e2,-0,0.10,100000000000000000000,1E400"),
  );
  ours("it parses them", "keeps the text of escapes", () => echo(',"\\u00e9\\/\\ud800"'));

  it("carries an event of a numbered name", async () => {
    const socket = await Socket.join(context.server);
    socket.send("42[5,1]");
    socket.send('42["message"]');
    assert.equal(await socket.next(), '42["message-back"]');
    await socket.close();
  });

  it("ignores an event nobody listens to", () =>
    answers(['42["nothing",1]', '427["nothing",1]', '42["message",2]'], ['42["message-back",2]']));

  it("listens to nothing in the custom namespace", async () => {
    const socket = await Socket.join(context.server);
    socket.send("40/custom");
    await socket.take(2);
    socket.send('42/custom,["message",1]');
    socket.send('42["message",2]');
    assert.equal(await socket.next(), '42["message-back",2]');
    await socket.close();
  });

  it("takes an event of the main namespace named in full", () =>
    answers(['42/,["message",1]'], ['42["message-back",1]']));

  it("keeps the order of a thousand events", () =>
    answers(
      Array.from({ length: 1000 }, (_, i) => `42["message",${i}]`),
      Array.from({ length: 1000 }, (_, i) => `42["message-back",${i}]`),
    ));

  it("acknowledges with the same arguments", () =>
    answers(['42456["message-with-ack",1,"2",{"3":[false]}]'], ['43456[1,"2",{"3":[false]}]']));
  it("acknowledges with no arguments", () => answers(['427["message-with-ack"]'], ["437[]"]));
  it("acknowledges the number zero", () => answers(['420["message-with-ack",0]'], ["430[0]"]));
  it("acknowledges large numbers", () =>
    answers(['429007199254740991["message-with-ack",1]'], ["439007199254740991[1]"]));
  it("acknowledges nothing when not asked to", () =>
    answers(['42["message-with-ack",1]', '42["message",2]'], ['42["message-back",2]']));
  it("answers no acknowledgement to an event that needs none", () =>
    answers(['425["message",1]'], ['42["message-back",1]']));
  it("ignores an acknowledgement of nothing", () =>
    answers(["43123[1]", '42["message",2]'], ['42["message-back",2]']));

  it("acknowledges by the number of each event", async () => {
    const socket = await Socket.join(context.server);
    const total = 200;
    for (let i = 0; i < total; ++i) socket.send(`42${i}["message-with-ack",${i * 2}]`);
    const expected = Array.from({ length: total }, (_, i) => `43${i}[${i * 2}]`);
    assert.deepEqual(await socket.take(total), expected);
    await socket.close();
  });

  for (const [what, packet] of [
    ["an object instead of an array", "42{}"],
    ["broken JSON", "42[1,"],
    ["text before the array", '42abc["message",1]'],
    ["an empty array", "42[]"],
    ["a name that is neither text nor number", "42[{}]"],
    ["a name that is null", "42[null]"],
    ["something after the array", '42["message"]x'],
    ["a reserved name: connect", '42["connect"]'],
    ["a reserved name: connect_error", '42["connect_error"]'],
    ["a reserved name: disconnect", '42["disconnect"]'],
    ["a reserved name: disconnecting", '42["disconnecting"]'],
    ["a reserved name: newListener", '42["newListener"]'],
    ["a reserved name: removeListener", '42["removeListener"]'],
    ["an acknowledgement that is no array", "431{}"],
    ["a disconnect with a payload", "41{}"],
    ["an event for a namespace it did not join", '42/custom,["message"]'],
  ]) {
    it(`closes the connection on ${what}`, async () => {
      const socket = await Socket.join(context.server);
      socket.send(packet);
      await socket.closed;
      assert.deepEqual(socket.pending, []);
    });
  }
});

withFixture("socketio", "binary", (context) => {
  const place = (num) => `{"_placeholder":true,"num":${num}}`;
  const A = Buffer.from([1, 2, 3]);
  const B = Buffer.from([4, 5, 6]);

  async function answers(packets, expected) {
    const socket = await Socket.join(context.server);
    for (const packet of packets) socket.send(packet);
    assert.deepEqual(await socket.take(expected.length), expected);
    await socket.close();
  }

  it("echoes two attachments", () =>
    answers(
      [`452-["message",${place(0)},${place(1)}]`, A, B],
      [`452-["message-back",${place(0)},${place(1)}]`, A, B],
    ));
  it("acknowledges with two attachments", () =>
    answers(
      [`452-789["message-with-ack",${place(0)},${place(1)}]`, A, B],
      [`462-789[${place(0)},${place(1)}]`, A, B],
    ));
  it("echoes nested attachments", () =>
    answers(
      [`452-["message",{"a":[1,${place(0)}],"b":${place(1)}},"x"]`, A, B],
      [`452-["message-back",{"a":[1,${place(0)}],"b":${place(1)}},"x"]`, A, B],
    ));
  it("echoes an empty attachment", () =>
    answers(
      [`451-["message",${place(0)}]`, Buffer.alloc(0)],
      [`451-["message-back",${place(0)}]`, Buffer.alloc(0)],
    ));
  it("echoes ten attachments", () => {
    const places = Array.from({ length: 10 }, (_, i) => place(i)).join(",");
    const bytes = Array.from({ length: 10 }, (_, i) => Buffer.from([i]));
    return answers(
      [`4510-["message",${places}]`, ...bytes],
      [`4510-["message-back",${places}]`, ...bytes],
    );
  });
  it("numbers attachments in the order of the packet it sends", () =>
    answers(
      [`452-["message",${place(1)},${place(0)}]`, A, B],
      [`452-["message-back",${place(0)},${place(1)}]`, B, A],
    ));
  it("echoes 200 kilobytes", () => {
    const bytes = Buffer.alloc(200_000, 7);
    return answers(
      [`451-["message",${place(0)}]`, bytes],
      [`451-["message-back",${place(0)}]`, bytes],
    );
  });
  it("keeps packets and their attachments together under load", () => {
    const sent = [];
    const expected = [];
    for (let i = 0; i < 100; ++i) {
      sent.push(`451-["message",${i},${place(0)}]`, Buffer.from([i]), `42["message",${i}]`);
      expected.push(
        `451-["message-back",${i},${place(0)}]`,
        Buffer.from([i]),
        `42["message-back",${i}]`,
      );
    }
    return answers(sent, expected);
  });
  it("takes binary by polling as base64", async () => {
    const session = await Polling.open(context.server, PATH);
    await session.send("40");
    await session.collect(2);
    await session.send(`451-["message",${place(0)}]${RS}bAQID`);
    assert.deepEqual(await session.collect(2), [`451-["message-back",${place(0)}]`, "bAQID"]);
    await session.close();
  });

  for (const [what, ...packets] of [
    ["binary without an event", A],
    ["text instead of an attachment", `451-["message",${place(0)}]`, '42["message"]'],
    ["no number of attachments", `45["message",${place(0)}]`],
    ["a number of attachments that is none", `45x-["message",${place(0)}]`],
    ["no attachments at all", '450-["message"]'],
    ["a negative number of attachments", `45-1-["message",${place(0)}]`],
    ["a fraction of an attachment", `451.5-["message",${place(0)}]`],
    ["millions of attachments", `4599999999-["message",${place(0)}]`],
    ["a placeholder out of range", `451-["message",${place(1)}]`, A],
    ["a placeholder with a negative number", `451-["message",${place(-1)}]`, A],
    ["one attachment too many", `451-["message",${place(0)}]`, A, B],
  ]) {
    it(`closes the connection on ${what}`, async () => {
      const socket = await Socket.join(context.server);
      for (const packet of packets) socket.send(packet);
      await socket.closed;
    });
  }
});
