import assert from "node:assert/strict";
import { it, ours, withFixture } from "../harness/fixture.mjs";
import { Polling } from "../harness/polling.mjs";
import { sleep } from "../harness/server.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";
const KEPT = 3000;
const SID = /^[A-Za-z0-9_-]{20}$/;

/** The values of a text packet: `42["a",1]` gives ["a",1]. */
const values = (packet) => JSON.parse(packet.slice(packet.search(/[[{]/)));
const last = (packet) => values(packet).at(-1);

/** A session on websocket that joined `namespace`; knows sid, pid and the last offset. */
async function join(server, { auth = "", namespace = "" } = {}) {
  const prefix = namespace && `${namespace},`;
  const socket = await Socket.open(server, PATH);
  socket.send(`40${prefix}${auth}`);
  const packets = [];
  // The answer and the greeting; what was missed may come before or after the answer.
  const find = (start) => packets.find((packet) => `${packet}`.startsWith(start));
  while (!find(`40${prefix}{`) || !find(`42${prefix}["auth"`)) packets.push(await socket.next());
  const answer = find(`40${prefix}{`);
  const greeting = find(`42${prefix}["auth"`);
  const missed = packets.filter((packet) => packet !== answer && packet !== greeting);
  return { socket, answer, greeting, missed, ...values(answer), offset: last(greeting) };
}

const resume = ({ pid, offset }) => ({ auth: JSON.stringify({ pid, offset }) });

/** Sends events and cuts the transport without reading what comes back. */
async function cutAfter(socket, packets) {
  for (const packet of packets) socket.send(packet);
  await socket.close();
}

const say = (value) => `42["message",${JSON.stringify(value)}]`;
const said = (packets) => packets.map((packet) => values(packet)[1]);

withFixture("recovery", "packets", (context) => {
  it("answers a join with the socket's id and a private one", async () => {
    const { socket, answer, sid, pid } = await join(context.server);
    assert.deepEqual(Object.keys(values(answer)), ["sid", "pid"]);
    assert.match(sid, SID);
    assert.equal(typeof pid, "string");
    assert.notEqual(pid, sid);
    await socket.close();
  });

  it("puts an offset behind the arguments of an event", async () => {
    const { socket, greeting } = await join(context.server, { auth: '{"token":"abc"}' });
    assert.equal(greeting, `42["auth",{"token":"abc"},${JSON.stringify(last(greeting))}]`);
    assert.equal(typeof last(greeting), "string");
    const offsets = new Set([last(greeting)]);
    for (let i = 0; i < 10; ++i) {
      socket.send(say(i));
      const packet = await socket.next();
      assert.equal(packet, `42["message-back",${i},${JSON.stringify(last(packet))}]`);
      offsets.add(last(packet));
    }
    assert.equal(offsets.size, 11, "no two events may share an offset");
    await socket.close();
  });

  it("puts an offset behind the arguments of a binary event", async () => {
    const { socket } = await join(context.server);
    socket.send('451-["message",{"_placeholder":true,"num":0}]');
    socket.send(Buffer.from([1, 2, 3]));
    const [packet, bytes] = await socket.take(2);
    const offset = JSON.stringify(last(packet));
    assert.equal(packet, `451-["message-back",{"_placeholder":true,"num":0},${offset}]`);
    assert.deepEqual(bytes, Buffer.from([1, 2, 3]));
    await socket.close();
  });

  it("puts no offset into an acknowledgement", async () => {
    const { socket } = await join(context.server);
    socket.send('427["message-with-ack",1]');
    assert.equal(await socket.next(), "437[1]");
    await socket.close();
  });
});

withFixture("recovery", "recovering", (context) => {
  const open = (options) => join(context.server, options);

  it("gives the same ids back when nothing was missed", async () => {
    const before = await open();
    await before.socket.close();
    const after = await open(resume(before));
    assert.equal(after.sid, before.sid);
    assert.equal(after.pid, before.pid);
    assert.deepEqual(after.missed, []);
    await after.socket.close();
  });

  it("replays what was missed, once and in order", async () => {
    const before = await open();
    const numbers = Array.from({ length: 100 }, (_, i) => i);
    await cutAfter(before.socket, numbers.map(say));
    const after = await open(resume(before));
    assert.equal(after.sid, before.sid);
    assert.deepEqual(said(after.missed), numbers);
    await after.socket.close();
  });

  it("replays only what came after the offset", async () => {
    const before = await open();
    before.socket.send(say("seen"));
    before.offset = last(await before.socket.next());
    await cutAfter(before.socket, [say("missed")]);
    const after = await open(resume(before));
    assert.deepEqual(said(after.missed), ["missed"]);
    await after.socket.close();
  });

  it("replays an event with the offset it had", async () => {
    const before = await open();
    const heard = [];
    before.socket.send(say("one"));
    heard.push(await before.socket.next());
    before.socket.send(say("two"));
    heard.push(await before.socket.next());
    await before.socket.close();
    const after = await open(resume(before));
    assert.deepEqual(after.missed, heard);
    await after.socket.close();
  });

  it("replays binary", async () => {
    const before = await open();
    await cutAfter(before.socket, [
      '451-["message",{"_placeholder":true,"num":0}]',
      Buffer.from([1, 2, 3]),
      say("after"),
    ]);
    const after = await open(resume(before));
    assert.equal(after.missed.length, 3);
    assert.match(after.missed[0], /^451-\["message-back",\{"_placeholder":true,"num":0\},"/);
    assert.deepEqual(after.missed[1], Buffer.from([1, 2, 3]));
    assert.deepEqual(said(after.missed.slice(2)), ["after"]);
    await after.socket.close();
  });

  it("recovers again and again", async () => {
    let state = await open();
    const first = state.sid;
    for (let round = 0; round < 5; ++round) {
      await cutAfter(state.socket, [say(round), say(`${round}b`)]);
      state = await open(resume(state));
      assert.equal(state.sid, first);
      assert.deepEqual(said(state.missed), [round, `${round}b`]);
    }
    await state.socket.close();
  });

  it("recovers again from the first offset when the answer was not heard", async () => {
    const before = await open();
    await cutAfter(before.socket, [say(1), say(2)]);
    const lost = await open(resume(before));
    await lost.socket.close();
    const socket = await Socket.open(context.server, PATH);
    socket.send(`40${resume(before).auth}`);
    // The answer, two messages, the greeting that was not heard and the new one.
    const packets = await socket.take(5);
    assert.equal(values(packets.find((packet) => packet.startsWith("40"))).sid, before.sid);
    assert.deepEqual(
      said(packets.filter((packet) => packet.startsWith('42["message-back"'))),
      [1, 2],
    );
    assert.equal(packets.filter((packet) => packet.startsWith('42["auth"')).length, 2);
    await socket.close();
  });

  it("greets again, with the new payload", async () => {
    const before = await open();
    await before.socket.close();
    const after = await open(resume(before));
    assert.deepEqual(values(after.greeting)[1], { pid: before.pid, offset: before.offset });
    await after.socket.close();
  });

  it("recovers by polling", async () => {
    const before = await Polling.open(context.server, PATH);
    await before.send("40");
    const [answer, greeting] = await before.collect(2);
    const { sid, pid } = values(answer);
    await before.send(`${say(1)}\x1e${say(2)}`);
    await before.send("1");
    const after = await Polling.open(context.server, PATH);
    await after.send(`40${JSON.stringify({ pid, offset: last(greeting) })}`);
    const packets = await after.collect(4);
    assert.deepEqual(values(packets.find((packet) => packet.startsWith("40"))), { sid, pid });
    const missed = packets.filter((packet) => packet.startsWith('42["message-back"'));
    assert.deepEqual(said(missed), [1, 2]);
    await after.close();
  });

  it("recovers after a heartbeat that timed out", async () => {
    const before = await open();
    before.socket.send(say("last"));
    // Pings stay unanswered, because nobody reads.
    await before.socket.closed;
    const after = await open(resume(before));
    assert.equal(after.sid, before.sid);
    assert.deepEqual(said(after.missed), ["last"]);
    await after.socket.close();
  });

  it("recovers after a reset connection", async () => {
    const before = await open();
    before.socket.send(say("first"));
    before.offset = last(await before.socket.next());
    before.socket.ws.terminate();
    await sleep(50);
    const after = await open(resume(before));
    assert.equal(after.sid, before.sid);
    await after.socket.close();
  });

  it("recovers a custom namespace beside the main one", async () => {
    const main = await open();
    main.socket.send("40/custom,");
    const [answer, greeting] = await main.socket.take(2);
    const custom = { ...values(answer), offset: last(greeting) };
    await main.socket.close();
    const after = await open(resume(main));
    after.socket.send(`40/custom,${resume(custom).auth}`);
    const packets = await after.socket.take(2);
    assert.equal(after.sid, main.sid);
    assert.equal(values(packets.find((packet) => packet.startsWith("40"))).sid, custom.sid);
    await after.socket.close();
  });

  it("recovers many sockets, each its own events", async () => {
    const states = await Promise.all(Array.from({ length: 20 }, () => open()));
    await Promise.all(states.map((state, i) => cutAfter(state.socket, [say(i), say(i + 100)])));
    const back = await Promise.all(states.map((state) => open(resume(state))));
    back.forEach((state, i) => {
      assert.equal(state.sid, states[i].sid);
      assert.deepEqual(said(state.missed), [i, i + 100]);
    });
    await Promise.all(back.map((state) => state.socket.close()));
  });

  ours("it does not recover", "takes a missing offset for the very beginning", async () => {
    const before = await open();
    await cutAfter(before.socket, [say(1)]);
    const socket = await Socket.open(context.server, PATH);
    socket.send(`40${JSON.stringify({ pid: before.pid })}`);
    const packets = await socket.take(4);
    assert.equal(values(packets.find((packet) => packet.startsWith("40"))).sid, before.sid);
    const events = packets.filter((packet) => packet.startsWith("42")).map(values);
    assert.deepEqual(
      events.map(([name]) => name),
      ["auth", "message-back", "auth"],
    );
    await socket.close();
  });
});

withFixture("recovery", "not recovering", (context) => {
  const open = (options) => join(context.server, options);

  async function isNew(before, auth) {
    const after = await open({ auth: JSON.stringify(auth) });
    assert.notEqual(after.sid, before.sid);
    assert.notEqual(after.pid, before.pid);
    assert.notEqual(after.pid, auth.pid);
    assert.deepEqual(after.missed, []);
    await after.socket.close();
  }

  for (const [what, change] of [
    ["an unknown private id", { pid: "unknown" }],
    ["an unknown offset", { offset: "unknown" }],
    ["a private id that is no text", { pid: 5 }],
    ["a private id that is null", { pid: null }],
    ["an offset that is no text", { offset: 5 }],
    ["the public id instead of the private one", { pid: undefined }],
  ]) {
    it(`starts anew for ${what}`, async () => {
      const before = await open();
      await cutAfter(before.socket, [say(1)]);
      const { pid, offset, sid } = before;
      const auth = { pid, offset, ...change };
      await isNew(
        before,
        "pid" in change && change.pid === undefined ? { pid: sid, offset } : auth,
      );
    });
  }

  it("starts anew after a disconnect that the client asked for", async () => {
    const before = await open();
    before.socket.send("41");
    await before.socket.close();
    await isNew(before, { pid: before.pid, offset: before.offset });
  });

  it("starts anew in another namespace", async () => {
    const before = await open();
    await before.socket.close();
    const { auth } = resume(before);
    const after = await open({ auth, namespace: "/custom" });
    assert.notEqual(after.sid, before.sid);
    assert.notEqual(after.pid, before.pid);
    await after.socket.close();
  });

  it("starts anew when the time to come back has passed", async () => {
    const before = await open();
    await cutAfter(before.socket, [say(1)]);
    await sleep(KEPT + 700);
    await isNew(before, { pid: before.pid, offset: before.offset });
  });
});
