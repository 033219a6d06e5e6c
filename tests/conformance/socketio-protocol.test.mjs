import assert from "node:assert/strict";
import { it, ours, withFixture } from "../harness/fixture.mjs";
import { Polling, request } from "../harness/polling.mjs";
import { sleep } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";
const SID = /^[A-Za-z0-9_-]{20}$/;
const RS = "\x1e";

/** Opens a websocket and joins `/`. */
async function join(server, auth = "") {
  const socket = await Socket.open(server, PATH);
  socket.send(`40${auth}`);
  const answer = await socket.next();
  assert.match(answer, /^40\{"sid":"/);
  socket.id = JSON.parse(answer.slice(2)).sid;
  assert.equal(await socket.next(), `42["auth",${auth || "{}"}]`);
  return socket;
}

withFixture("socketio", "joining a namespace", (context) => {
  const open = () => Socket.open(context.server, PATH);

  async function joins(packet, prefix, auth) {
    const socket = await open();
    socket.send(packet);
    const answer = await socket.next();
    assert.ok(answer.startsWith(`40${prefix}{`), answer);
    const values = JSON.parse(answer.slice(2 + prefix.length));
    assert.deepEqual(Object.keys(values), ["sid"]);
    assert.match(values.sid, SID);
    assert.notEqual(values.sid, socket.open.sid);
    assert.equal(await socket.next(), `42${prefix}["auth",${auth}]`);
    await socket.close();
  }

  it("opens the same session as Engine.IO alone", async () => {
    const { open: values } = await Polling.open(context.server, PATH);
    assert.deepEqual(Object.keys(values), [
      "sid",
      "upgrades",
      "pingInterval",
      "pingTimeout",
      "maxPayload",
    ]);
    assert.deepEqual({ ...values, sid: "" }, {
      sid: "",
      upgrades: ["websocket"],
      pingInterval: 300,
      pingTimeout: 200,
      maxPayload: 1000000,
    });
  });

  it("joins the main namespace", () => joins("40", "", "{}"));
  it("joins the main namespace with a payload", () =>
    joins('40{"token":"123"}', "", '{"token":"123"}'));
  it("joins the main namespace named in full", () => joins("40/,", "", "{}"));
  it("joins the main namespace named in full with a payload", () =>
    joins('40/,{"a":1}', "", '{"a":1}'));
  it("joins a custom namespace", () => joins("40/custom,", "/custom,", "{}"));
  it("joins a custom namespace without the comma", () => joins("40/custom", "/custom,", "{}"));
  it("joins a custom namespace with a payload", () =>
    joins('40/custom,{"token":"abc"}', "/custom,", '{"token":"abc"}'));
  it("passes an empty payload on", () => joins("40{}", "", "{}"));
  it("passes a nested payload on unchanged", () =>
    joins('40{"z":[1,{"b":null}],"a":"é\\n","n":-1.5}', "", '{"z":[1,{"b":null}],"a":"é\\n","n":-1.5}'));

  it("gives each namespace of one connection an id of its own", async () => {
    const socket = await open();
    socket.send("40");
    socket.send("40/custom,");
    const [main, , custom] = await socket.take(4);
    const ids = [main.slice(2), custom.slice("40/custom,".length)].map((text) => JSON.parse(text).sid);
    assert.equal(new Set([...ids, socket.open.sid]).size, 3);
    await socket.close();
  });

  for (const [what, packet, answer] of [
    ["an unknown namespace", "40/random", '44/random,{"message":"Invalid namespace"}'],
    ["an unknown namespace with a comma", "40/random,", '44/random,{"message":"Invalid namespace"}'],
    [
      "an unknown namespace with a payload",
      '40/random,{"token":"abc"}',
      '44/random,{"message":"Invalid namespace"}',
    ],
    ["a longer name than a known one", "40/custom2,", '44/custom2,{"message":"Invalid namespace"}'],
    ["a deeper name than a known one", "40/custom/a,", '44/custom/a,{"message":"Invalid namespace"}'],
    ["another case of a known name", "40/Custom,", '44/Custom,{"message":"Invalid namespace"}'],
  ]) {
    it(`refuses ${what}`, async () => {
      const socket = await open();
      socket.send(packet);
      assert.equal(await socket.next(), answer);
      socket.send("40");
      assert.match(await socket.next(), /^40\{"sid":/, "the connection must still be of use");
      await socket.close();
    });
  }

  for (const [what, packet] of [
    ["text that is no packet", "4abc"],
    ["an event before joining", '42["message",1]'],
    ["an acknowledgement before joining", "431[1]"],
    ["a disconnect before joining", "41"],
    ["a connect error from the client", '44{"message":"no"}'],
    ["a payload that is no object", '40"token"'],
    ["a payload that is an unfinished object", '40{"token"'],
    ["a payload that is an array", "40[1"],
    ["an unknown packet type", "47"],
    ["an empty message", "4"],
    ["binary before joining", Buffer.from([1, 2, 3])],
    ["an event for an unknown namespace", '42/random,["message"]'],
  ]) {
    it(`closes the connection on ${what}`, async () => {
      const socket = await open();
      socket.send(packet);
      await socket.closed;
      assert.deepEqual(socket.pending.filter((message) => message !== "2"), []);
    });
  }

  it("closes a connection that joins nothing within the time for it", async () => {
    const socket = await open();
    await assert.rejects(socket.next(), "nothing but pings until the end");
    await socket.closed;
  });

  it("closes a polling session that joins nothing within the time for it", async () => {
    const session = await Polling.open(context.server, PATH);
    const answers = [];
    for (;;) {
      const response = await session.poll();
      if (response.status !== 200) break;
      answers.push(response.text);
      if (response.text === "2") await session.send("3");
      else break;
    }
    assert.equal(answers.at(-1), "1");
    assert.equal((await session.poll()).status, 400);
  });

  it("counts a refused namespace as none", async () => {
    const socket = await open();
    socket.send("40/random");
    assert.match(await socket.next(), /^44/);
    await assert.rejects(socket.next());
    await socket.closed;
  });

  it("keeps a connection that joined past the time for it", async () => {
    const socket = await join(context.server);
    const until = Date.now() + 1300;
    while (Date.now() < until) {
      socket.send('42["message"]');
      assert.equal(await socket.next(), '42["message-back"]');
      await sleep(20);
    }
    await socket.close();
  });

  it("closes the connection when a namespace is joined twice", async () => {
    const socket = await join(context.server);
    socket.send("40");
    await socket.closed;
  });
});

withFixture("socketio", "leaving a namespace", (context) => {
  it("leaves the main namespace and keeps the connection", async () => {
    const socket = await join(context.server);
    socket.send("41");
    assert.equal(await socket.nextRaw(), "2");
    socket.send("3");
    socket.send("40");
    assert.match(await socket.next(), /^40\{"sid":/);
    assert.equal(await socket.next(), '42["auth",{}]');
    await socket.close();
  });

  it("gives a new id to who comes back", async () => {
    const socket = await join(context.server);
    socket.send("41");
    assert.equal(await socket.nextRaw(), "2");
    socket.send("3");
    socket.send("40");
    const [answer] = await socket.take(2);
    assert.notEqual(JSON.parse(answer.slice(2)).sid, socket.id);
    await socket.close();
  });

  ours("it may close the connection", "lets one leave and come back at once", async () => {
    const socket = await join(context.server);
    for (let i = 0; i < 10; ++i) {
      socket.send("41");
      socket.send("40");
      assert.match((await socket.take(2))[0], /^40\{"sid":/);
    }
    await socket.close();
  });

  for (const packet of ["41/custom", "41/custom,"]) {
    it(`leaves a custom namespace by ${packet} and stays in the main one`, async () => {
      const socket = await join(context.server);
      socket.send("40/custom");
      await socket.take(2);
      socket.send(packet);
      socket.send('42["message","message to main namespace"]');
      assert.equal(await socket.next(), '42["message-back","message to main namespace"]');
      await socket.close();
    });
  }

  it("closes the connection on an event for a namespace that was left", async () => {
    const socket = await join(context.server);
    socket.send("40/custom");
    await socket.take(2);
    socket.send("41/custom");
    socket.send('42/custom,["message"]');
    await socket.closed;
  });
});

withFixture("socketio", "events", (context) => {
  async function answers(packets, expected) {
    const socket = await join(context.server);
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
    echo(',{"10":1,"9":2,"a":3,"1":4}'));
  ours("it parses them", "keeps the text of numbers", () =>
    echo(",1.0,1e2,-0,0.10,100000000000000000000,1E400"));
  ours("it parses them", "keeps the text of escapes", () =>
    echo(',"\\u00e9\\/\\ud800"'));

  it("carries an event of a numbered name", async () => {
    const socket = await join(context.server);
    socket.send("42[5,1]");
    socket.send('42["message"]');
    assert.equal(await socket.next(), '42["message-back"]');
    await socket.close();
  });

  it("ignores an event nobody listens to", () =>
    answers(['42["nothing",1]', '427["nothing",1]', '42["message",2]'], ['42["message-back",2]']));

  it("listens to nothing in the custom namespace", async () => {
    const socket = await join(context.server);
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
    const socket = await join(context.server);
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
      const socket = await join(context.server);
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
    const socket = await join(context.server);
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
    return answers([`4510-["message",${places}]`, ...bytes], [`4510-["message-back",${places}]`, ...bytes]);
  });
  it("numbers attachments in the order of the packet it sends", () =>
    answers(
      [`452-["message",${place(1)},${place(0)}]`, A, B],
      [`452-["message-back",${place(0)},${place(1)}]`, B, A],
    ));
  it("echoes 200 kilobytes", () => {
    const bytes = Buffer.alloc(200_000, 7);
    return answers([`451-["message",${place(0)}]`, bytes], [`451-["message-back",${place(0)}]`, bytes]);
  });
  it("keeps packets and their attachments together under load", () => {
    const sent = [];
    const expected = [];
    for (let i = 0; i < 100; ++i) {
      sent.push(`451-["message",${i},${place(0)}]`, Buffer.from([i]), `42["message",${i}]`);
      expected.push(`451-["message-back",${i},${place(0)}]`, Buffer.from([i]), `42["message-back",${i}]`);
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
      const socket = await join(context.server);
      for (const packet of packets) socket.send(packet);
      await socket.closed;
    });
  }
});

withFixture("socketio", "packets by polling", (context) => {
  const open = () => Polling.open(context.server, PATH);

  it("joins, talks and leaves", async () => {
    const session = await open();
    await session.send('40{"token":"abc"}');
    const [answer, auth] = await session.collect(2);
    assert.match(answer, /^40\{"sid":"[A-Za-z0-9_-]{20}"\}$/);
    assert.equal(auth, '42["auth",{"token":"abc"}]');
    await session.send(`42["message",1]${RS}421["message-with-ack",2]`);
    assert.deepEqual(await session.collect(2), ['42["message-back",1]', "431[2]"]);
    await session.send("41");
    await session.send("1");
    assert.equal((await session.poll()).status, 400);
  });

  it("refuses a namespace", async () => {
    const session = await open();
    await session.send("40/random");
    assert.deepEqual(await session.receive(), ['44/random,{"message":"Invalid namespace"}']);
    await session.close();
  });

  for (const payload of ["4abc", "42{}", '42abc["message-with-ack",1]', "4"]) {
    it(`closes the session on ${payload}`, async () => {
      const session = await open();
      await session.send("40");
      await session.collect(2);
      await session.post(payload).catch(() => {});
      let response = await session.poll();
      if (response.status === 200) {
        assert.match(response.text, /(^|\x1e)1$/, "no more than the end of it");
        response = await session.poll();
      }
      assert.equal(response.status, 400);
    });
  }

  it("goes on by websocket", async () => {
    const session = await open();
    await session.send("40");
    await session.collect(2);
    const socket = new Socket(
      `${context.server.wsUrl}${PATH}?EIO=4&transport=websocket&sid=${session.sid}`,
    );
    await socket.opened;
    socket.send("2probe");
    assert.equal(await socket.nextRaw(), "3probe");
    socket.send("5");
    socket.send('42["message",1]');
    assert.equal(await socket.next(), '42["message-back",1]');
    await socket.close();
  });
});

withFixture("socketio", "cross-origin requests", (context) => {
  const headers = { origin: "http://elsewhere.example" };

  it("lets every origin read", async () => {
    const response = await request(Polling.address(context.server, PATH), { headers });
    assert.equal(response.status, 200);
    assert.equal(response.headers["access-control-allow-origin"], "*");
    assert.equal(response.headers["access-control-allow-credentials"], undefined);
  });

  it("answers a preflight with every method and the headers asked for", async () => {
    const response = await request(Polling.address(context.server, PATH), {
      method: "OPTIONS",
      headers: {
        ...headers,
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-one, x-two",
      },
    });
    assert.equal(response.status, 204);
    assert.equal(response.bytes.length, 0);
    assert.equal(response.headers["access-control-allow-origin"], "*");
    assert.equal(response.headers["access-control-allow-methods"], "GET,HEAD,PUT,PATCH,POST,DELETE");
    assert.equal(response.headers["access-control-allow-headers"], "x-one, x-two");
  });

  it("sets no cookie", async () => {
    const response = await request(Polling.address(context.server, PATH));
    assert.equal(response.headers["set-cookie"], undefined);
  });
});
