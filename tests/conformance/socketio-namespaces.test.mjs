import assert from "node:assert/strict";
import { it, ours, withFixture } from "../harness/fixture.mjs";
import { Polling, request } from "../harness/polling.mjs";
import { sleep } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";
const SID = /^[A-Za-z0-9_-]{20}$/;
const RS = "\x1e";

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
    assert.deepEqual(
      { ...values, sid: "" },
      {
        sid: "",
        upgrades: ["websocket"],
        pingInterval: 300,
        pingTimeout: 200,
        maxPayload: 1000000,
      },
    );
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
    joins(
      '40{"z":[1,{"b":null}],"a":"é\\n","n":-1.5}',
      "",
      '{"z":[1,{"b":null}],"a":"é\\n","n":-1.5}',
    ));

  it("gives each namespace of one connection an id of its own", async () => {
    const socket = await open();
    socket.send("40");
    socket.send("40/custom,");
    const [main, , custom] = await socket.take(4);
    const ids = [main.slice(2), custom.slice("40/custom,".length)].map(
      (text) => JSON.parse(text).sid,
    );
    assert.equal(new Set([...ids, socket.open.sid]).size, 3);
    await socket.close();
  });

  for (const [what, packet, answer] of [
    ["an unknown namespace", "40/random", '44/random,{"message":"Invalid namespace"}'],
    [
      "an unknown namespace with a comma",
      "40/random,",
      '44/random,{"message":"Invalid namespace"}',
    ],
    [
      "an unknown namespace with a payload",
      '40/random,{"token":"abc"}',
      '44/random,{"message":"Invalid namespace"}',
    ],
    ["a longer name than a known one", "40/custom2,", '44/custom2,{"message":"Invalid namespace"}'],
    [
      "a deeper name than a known one",
      "40/custom/a,",
      '44/custom/a,{"message":"Invalid namespace"}',
    ],
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
      assert.deepEqual(
        socket.pending.filter((message) => message !== "2"),
        [],
      );
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
    const socket = await Socket.join(context.server);
    const until = Date.now() + 1300;
    while (Date.now() < until) {
      socket.send('42["message"]');
      assert.equal(await socket.next(), '42["message-back"]');
      await sleep(20);
    }
    await socket.close();
  });

  it("closes the connection when a namespace is joined twice", async () => {
    const socket = await Socket.join(context.server);
    socket.send("40");
    await socket.closed;
  });
});

withFixture("socketio", "leaving a namespace", (context) => {
  it("leaves the main namespace and keeps the connection", async () => {
    const socket = await Socket.join(context.server);
    socket.send("41");
    assert.equal(await socket.nextRaw(), "2");
    socket.send("3");
    socket.send("40");
    assert.match(await socket.next(), /^40\{"sid":/);
    assert.equal(await socket.next(), '42["auth",{}]');
    await socket.close();
  });

  it("gives a new id to who comes back", async () => {
    const socket = await Socket.join(context.server);
    socket.send("41");
    assert.equal(await socket.nextRaw(), "2");
    socket.send("3");
    socket.send("40");
    const [answer] = await socket.take(2);
    assert.notEqual(JSON.parse(answer.slice(2)).sid, socket.id);
    await socket.close();
  });

  ours("it may close the connection", "lets one leave and come back at once", async () => {
    const socket = await Socket.join(context.server);
    for (let i = 0; i < 10; ++i) {
      socket.send("41");
      socket.send("40");
      assert.match((await socket.take(2))[0], /^40\{"sid":/);
    }
    await socket.close();
  });

  for (const packet of ["41/custom", "41/custom,"]) {
    it(`leaves a custom namespace by ${packet} and stays in the main one`, async () => {
      const socket = await Socket.join(context.server);
      socket.send("40/custom");
      await socket.take(2);
      socket.send(packet);
      socket.send('42["message","message to main namespace"]');
      assert.equal(await socket.next(), '42["message-back","message to main namespace"]');
      await socket.close();
    });
  }

  it("closes the connection on an event for a namespace that was left", async () => {
    const socket = await Socket.join(context.server);
    socket.send("40/custom");
    await socket.take(2);
    socket.send("41/custom");
    socket.send('42/custom,["message"]');
    await socket.closed;
  });
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
    assert.equal(
      response.headers["access-control-allow-methods"],
      "GET,HEAD,PUT,PATCH,POST,DELETE",
    );
    assert.equal(response.headers["access-control-allow-headers"], "x-one, x-two");
  });

  it("sets no cookie", async () => {
    const response = await request(Polling.address(context.server, PATH));
    assert.equal(response.headers["set-cookie"], undefined);
  });
});
