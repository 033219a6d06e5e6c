// Suites of broken and hostile input: after every single case a healthy client must be served.
import assert from "node:assert/strict";
import { before } from "node:test";
import { it, ours, withFixture } from "./fixture.mjs";
import { Polling } from "./polling.mjs";
import { Raw } from "./raw.mjs";
import { Socket } from "./websocket.mjs";

const SOCKETIO = "/socket.io/";

/** A client that was there before everything else; it answers pings by itself. */
class Witness {
  static async open(server) {
    const witness = new Witness();
    witness.socket = await Socket.open(server, SOCKETIO);
    witness.socket.send("40");
    await witness.socket.next();
    witness.answers = [];
    witness.count = 0;
    witness.listening = (async () => {
      for (;;) witness.hear(await witness.socket.next());
    })().catch(() => {});
    return witness;
  }

  hear(packet) {
    this.answers.push(packet);
    this.wake?.();
  }

  /** Sends and is answered. */
  async check() {
    const value = ++this.count;
    this.socket.send(`42${value}["echo",${value}]`);
    while (this.answers.at(-1) !== `43${value}[${value}]`) {
      assert.equal(this.socket.end, undefined, "a bystander lost its connection");
      await Promise.race([new Promise((resolve) => (this.wake = resolve)), this.socket.closed]);
    }
  }
}

/** A new client on each transport joins and is answered. */
async function newcomers(server) {
  const polling = Polling.open(server, SOCKETIO).then(async (session) => {
    await session.send("40");
    await session.collect(1);
    await session.send('421["echo",1]');
    assert.deepEqual(await session.receive(), ["431[1]"]);
    await session.close();
  });
  const socket = await Socket.open(server, SOCKETIO);
  socket.send("40");
  await socket.next();
  socket.send('421["echo",1]');
  assert.equal(await socket.next(), "431[1]");
  await Promise.all([polling, socket.close()]);
}

/**
 * Describes hostile cases against a fixture of kind `client`, whose long heartbeat forgives a
 * machine that is busy: who loses a connection here lost it to the case. `body` is given `survives`
 * and `oursSurvives`: like `it` and `ours`, with the check for a healthy server after the case.
 */
export function withHostility(title, body) {
  withFixture("client", title, (context) => {
    let witness;
    before(async () => (witness = await Witness.open(context.server)));
    context.release = () => witness?.socket.close();

    const watched = (run) => async () => {
      await run();
      assert.ok(context.server.running, `the server died\n${context.server.stderr.slice(-4000)}`);
      await witness.check();
      await newcomers(context.server);
    };
    body({
      context,
      survives: (name, run) => it(name, watched(run)),
      oursSurvives: (reason, name, run) => ours(reason, name, watched(run)),
      /** Opens a connection, hands it to `run`, and is rid of it whatever happens. */
      raw: async (run) => {
        const raw = await Raw.connect(context.server);
        try {
          return await run(raw);
        } finally {
          raw.destroy();
        }
      },
    });
  });
}
