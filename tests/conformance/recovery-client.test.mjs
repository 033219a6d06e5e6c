import assert from "node:assert/strict";
import { Clients, event, MODES } from "../harness/client.mjs";
import { it, withFixture } from "../harness/fixture.mjs";
import { Polling, request } from "../harness/polling.mjs";
import { Socket } from "../harness/websocket.mjs";

const PATH = "/socket.io/";

for (const [mode, options] of Object.entries(MODES)) {
  withFixture("recovery", `the npm client, ${mode}`, (context) => {
    it("comes back as the same socket and hears what it missed", async (t) => {
      const socket = new Clients(context.server, t).io("", options);
      // A set: an event that reaches the client in the very moment it closes is kept by the client
      // and replayed to it as well.
      const heard = new Set();
      socket.on("message-back", (value) => heard.add(value));
      await event(socket, "auth");
      assert.ok(!socket.recovered);
      const { id } = socket;
      for (let round = 0; round < 3; ++round) {
        socket.emit("message", 2 * round);
        socket.io.engine.close();
        await event(socket, "connect");
        assert.equal(socket.recovered, true);
        assert.equal(socket.id, id);
        socket.emit("message", 2 * round + 1);
        while (!heard.has(2 * round + 1)) await event(socket, "message-back");
      }
      assert.deepEqual([...heard], [0, 1, 2, 3, 4, 5]);
    });

    it("starts anew after its own disconnect", async (t) => {
      const socket = new Clients(context.server, t).io("", options);
      await event(socket, "auth");
      const { id } = socket;
      socket.disconnect();
      socket.connect();
      await event(socket, "connect");
      assert.ok(!socket.recovered);
      assert.notEqual(socket.id, id);
    });
  });
}

withFixture("recovery", "cookie", (context) => {
  it("sets the cookie on the handshake by polling", async () => {
    const response = await request(Polling.address(context.server, PATH));
    const { sid } = JSON.parse(response.text.slice(1));
    assert.deepEqual(response.headers["set-cookie"], [`io=${sid}; Path=/; HttpOnly; SameSite=Lax`]);
  });

  it("sets no cookie on later requests", async () => {
    const session = await Polling.open(context.server, PATH);
    const posted = await session.post("40");
    assert.equal(posted.headers["set-cookie"], undefined);
    const polled = await session.poll();
    assert.equal(polled.headers["set-cookie"], undefined);
    await session.close();
  });

  it("sets no cookie on the handshake by websocket", async () => {
    const address = `${context.server.wsUrl}${PATH}?EIO=4&transport=websocket`;
    const socket = new Socket(address);
    const [response] = await new Promise((resolve) => {
      socket.ws.once("upgrade", (...args) => resolve(args));
    });
    assert.equal(response.headers["set-cookie"], undefined);
    await socket.opened;
    await socket.close();
  });
});

withFixture("recovery", "cross-origin requests", (context) => {
  for (const origin of ["http://app.example", "http://elsewhere.example"]) {
    it(`names its one origin to ${origin}`, async () => {
      const response = await request(Polling.address(context.server, PATH), {
        headers: { origin },
      });
      assert.equal(response.status, 200);
      assert.equal(response.headers["access-control-allow-origin"], "http://app.example");
      assert.equal(response.headers["access-control-allow-credentials"], "true");
      assert.match(response.headers.vary ?? "", /\bOrigin\b/);
    });
  }

  it("answers a preflight with its methods and headers", async () => {
    const response = await request(Polling.address(context.server, PATH), {
      method: "OPTIONS",
      headers: {
        origin: "http://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "x-other",
      },
    });
    assert.equal(response.status, 204);
    assert.equal(response.headers["access-control-allow-origin"], "http://app.example");
    assert.equal(response.headers["access-control-allow-credentials"], "true");
    assert.equal(response.headers["access-control-allow-methods"], "GET,POST");
    assert.equal(response.headers["access-control-allow-headers"], "x-token");
    assert.match(response.headers.vary ?? "", /\bOrigin\b/);
  });

  it("lets its origin read data and errors too", async () => {
    const headers = { origin: "http://app.example" };
    const session = await Polling.open(context.server, PATH);
    const posted = await session.post("40", { headers });
    assert.equal(posted.headers["access-control-allow-origin"], "http://app.example");
    const unknown = await request(`${session.base}&sid=unknown`, { headers });
    assert.equal(unknown.status, 400);
    assert.equal(unknown.headers["access-control-allow-credentials"], "true");
    await session.close();
  });
});
