import assert from "node:assert/strict";
import { Clients, event } from "../harness/client.mjs";
import { it, withFixture } from "../harness/fixture.mjs";
import { Polling } from "../harness/polling.mjs";
import { sleep } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

withFixture("client", "handshake", (context) => {
  const dial = (t, namespace, options) => new Clients(context.server, t).io(namespace, options);

  async function greeted(t, namespace, options) {
    const [handshake] = await event(dial(t, namespace, options), "handshake");
    return handshake;
  }

  it("passes query parameters given as an object to the main namespace", async (t) => {
    const { query } = await dial(t, "/", { query: { e: "f" } }).emitWithAck("getHandshake");
    assert.equal(query.e, "f");
    assert.equal(query.EIO, "4");
  });
  it("passes query parameters given in the address to the main namespace", async (t) => {
    const { query } = await dial(t, "/?c=d").emitWithAck("getHandshake");
    assert.equal(query.c, "d");
  });
  it("passes query parameters given as an object to a namespace", async (t) => {
    assert.equal((await greeted(t, "/abc", { query: { a: "b" } })).query.a, "b");
  });
  it("passes query parameters given in the address to a namespace", async (t) => {
    const { query } = await greeted(t, "/abc?b=c&d=e");
    assert.equal(query.b, "c");
    assert.equal(query.d, "e");
  });
  it("decodes parameters that need encoding", async (t) => {
    const { query } = await greeted(t, "/abc", { query: { "&a": "&=?a", "é €": "+ %😀", n: 5 } });
    assert.equal(query["&a"], "&=?a");
    assert.equal(query["é €"], "+ %😀");
    assert.equal(query.n, "5");
  });
  it("passes credentials given as an object", async (t) => {
    const { auth, query } = await greeted(t, "/abc", { auth: { a: "b", c: { d: [1] } } });
    assert.deepEqual(auth, { a: "b", c: { d: [1] } });
    assert.equal(query.a, undefined);
  });
  it("passes credentials given by a function", async (t) => {
    const { auth, query } = await greeted(t, "/abc", { auth: (give) => give({ e: "f" }) });
    assert.deepEqual(auth, { e: "f" });
    assert.equal(query.e, undefined);
  });
  it("passes no credentials as an empty object", async (t) => {
    assert.deepEqual((await greeted(t, "/abc")).auth, {});
  });
});

withFixture("client", "refusals", (context) => {
  const dial = (t, namespace, options) => new Clients(context.server, t).io(namespace, options);

  for (const [what, namespace, message] of [
    ["by a middleware of a namespace", "/no", "Auth failed (custom namespace)"],
    ["by a middleware of the main namespace", "/?fail=true", "Auth failed (main namespace)"],
    ["for an unknown namespace", "/unknown", "Invalid namespace"],
  ]) {
    it(`says why it refused ${what}`, async (t) => {
      const socket = dial(t, namespace);
      const [error] = await event(socket, "connect_error");
      assert.ok(error instanceof Error);
      assert.equal(error.message, message);
      assert.equal(error.data, undefined);
      assert.equal(socket.connected, false);
    });
  }

  it("refuses in these very words", async () => {
    const socket = await Socket.open(context.server, "/socket.io/", { query: "&fail=1" });
    socket.send("40");
    assert.equal(await socket.next(), '44{"message":"Auth failed (main namespace)"}');
    socket.send("40/no,");
    assert.equal(await socket.next(), '44/no,{"message":"Auth failed (custom namespace)"}');
    socket.send("40/unknown,");
    assert.equal(await socket.next(), '44/unknown,{"message":"Invalid namespace"}');
    await socket.close();
  });

  it("serves other namespaces of a refused connection", async (t) => {
    const manager = new Clients(context.server, t).manager();
    const no = manager.socket("/no");
    const foo = manager.socket("/foo");
    await Promise.all([event(no, "connect_error"), event(foo, "connect")]);
    assert.equal(await foo.emitWithAck("getId"), foo.id);
  });

  it("refuses once: the client does not try again", async (t) => {
    const socket = dial(t, "/no");
    let count = 0;
    socket.on("connect_error", () => ++count);
    await event(socket, "connect_error");
    socket.io.engine.close();
    await sleep(200);
    assert.equal(count, 1);
  });

  it("has nobody listening in /foo but for its id", async (t) => {
    const socket = dial(t, "/foo");
    await assert.rejects(socket.timeout(300).emitWithAck("echo", 1));
    assert.equal(await socket.emitWithAck("getId"), socket.id);
  });
});

withFixture("client", "acknowledgements", (context) => {
  const dial = (t, options) => new Clients(context.server, t).io("", options);

  it("keeps the order of events sent before and after it connected", async (t) => {
    const socket = dial(t, { autoConnect: false });
    const order = [];
    const first = socket.emitWithAck("echo", "first").then((value) => order.push(value));
    socket.connect();
    await event(socket, "connect");
    await socket.emitWithAck("echo", "second").then((value) => order.push(value));
    await first;
    assert.deepEqual(order, ["first", "second"]);
  });

  it("acknowledges in time", async (t) => {
    const socket = dial(t);
    await event(socket, "connect");
    assert.equal(await socket.timeout(10_000).emitWithAck("echo", 42), 42);
  });

  it("never acknowledges an event nobody handles", async (t) => {
    const socket = dial(t);
    await event(socket, "connect");
    await assert.rejects(socket.timeout(300).emitWithAck("unknown"), /timed out/);
    assert.equal(await socket.emitWithAck("echo", 1), 1);
  });

  it("sends a volatile event when it can, and drops it when not", async (t) => {
    const socket = dial(t, { autoConnect: false });
    let early = false;
    socket.volatile.emit("getId", () => (early = true));
    const id = socket.emitWithAck("getId");
    socket.connect();
    assert.equal(await id, socket.id);
    assert.equal(early, false);
    const later = await new Promise((resolve) => {
      const timer = setInterval(() => {
        socket.volatile.emit("getId", (value) => {
          clearInterval(timer);
          resolve(value);
        });
      }, 50);
    });
    assert.equal(later, socket.id);
  });

  it("hears every event by a catch-all listener", async (t) => {
    const socket = dial(t);
    const heard = [];
    socket.onAny((name, ...args) => heard.push([name, ...args]));
    socket.emit("hi");
    await event(socket, "hi");
    assert.equal(heard[0][0], "hi");
  });

  it("keeps order when it sends one event after the other with retries", async (t) => {
    const socket = dial(t, { retries: 1, ackTimeout: 10_000 });
    const sent = [];
    socket.io.engine.on("packetCreate", ({ data }) => sent.push(data));
    const order = [];
    const all = [1, 2, 3].map((value) =>
      socket.emitWithAck("echo", value).then((one) => order.push(one)),
    );
    await Promise.all(all);
    assert.deepEqual(order, [1, 2, 3]);
    assert.deepEqual(
      sent.filter((data) => data?.startsWith("2")),
      ['20["echo",1]', '21["echo",2]', '22["echo",3]'],
    );
  });

  it("retries what is not acknowledged and then fails", async (t) => {
    const socket = dial(t, { retries: 3, ackTimeout: 200 });
    let count = 0;
    socket.on("ack", () => ++count);
    await new Promise((resolve) => socket.emit("ack", (error) => error && resolve()));
    assert.equal(count, 4);
  });

  it("waits with retries until it is connected", async (t) => {
    const socket = dial(t, { autoConnect: false, retries: 3, ackTimeout: 10_000 });
    const answer = socket.emitWithAck("echo", 1);
    await sleep(50);
    socket.connect();
    assert.equal(await answer, 1);
  });
});

withFixture("client", "wire texts", (context) => {
  async function join() {
    const socket = await Socket.open(context.server, "/socket.io/");
    socket.send("40");
    const answer = JSON.parse((await socket.next()).slice(2));
    return { socket, answer };
  }

  it("names its heartbeat", async () => {
    const { open } = await Polling.open(context.server, "/socket.io/");
    assert.equal(open.pingInterval, 2000);
    assert.equal(open.pingTimeout, 20000);
    assert.equal(open.maxPayload, 1000000);
  });

  it("tells a private id, because it recovers", async () => {
    const { socket, answer } = await join();
    assert.deepEqual(Object.keys(answer), ["sid", "pid"]);
    await socket.close();
  });

  it("allows no other origin to read", async () => {
    const { headers } = await new Polling(Polling.address(context.server, "/socket.io/"), {}).poll({
      headers: { origin: "http://elsewhere.example" },
    });
    assert.equal(headers["access-control-allow-origin"], undefined);
  });

  for (const [sent, expected] of [
    ['420["echo",null]', "430[null]"],
    ['420["echo",{"b":1,"a":[]}]', '430[{"b":1,"a":[]}]'],
    ['4212["echo","€"]', '4312["€"]'],
  ]) {
    it(`answers ${sent} with ${expected}`, async () => {
      const { socket } = await join();
      socket.send(sent);
      assert.equal(await socket.next(), expected);
      await socket.close();
    });
  }

  it("asks for acknowledgements by numbers of its own", async () => {
    const { socket } = await join();
    socket.send('42["ack"]');
    const asked = await socket.next();
    assert.match(asked, /^42\d+\["ack"\]$/);
    socket.send(`43${asked.slice(2, asked.indexOf("["))}[5,{"test":true}]`);
    assert.match(await socket.next(), /^42\["got it","[^"]+"\]$/);
    await socket.close();
  });

  it("sends bytes as an attachment of its event", async () => {
    const { socket } = await join();
    socket.send('42["getbin"]');
    const [event, bytes] = await socket.take(2);
    assert.match(event, /^451-\["takebin",\{"_placeholder":true,"num":0\},"[^"]+"\]$/);
    assert.equal(bytes.toString(), "asdfasdf");
    await socket.close();
  });
});
