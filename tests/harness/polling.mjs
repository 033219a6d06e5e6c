// HTTP requests and a long-polling session, close to the wire.
import assert from "node:assert/strict";
import http from "node:http";

/** One request on a connection of its own. Answers with status, headers and the body as bytes. */
export function request(url, { method = "GET", headers = {}, body, agent = false, signal } = {}) {
  return new Promise((resolve, reject) => {
    const call = http.request(url, { method, headers, agent, signal }, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const bytes = Buffer.concat(chunks);
        resolve({
          status: response.statusCode,
          headers: response.headers,
          rawHeaders: response.rawHeaders,
          bytes,
          text: bytes.toString("utf8"),
          json: () => JSON.parse(bytes.toString("utf8")),
        });
      });
    });
    call.on("error", reject);
    call.end(body);
  });
}

/** A polling session opened by hand. */
export class Polling {
  constructor(base, open) {
    this.base = base;
    this.open = open;
    this.sid = open.sid;
  }

  static address(server, path) {
    return `${server.url}${path}?EIO=4&transport=polling`;
  }

  static async open(server, path = "/engine.io/", options = {}) {
    const base = Polling.address(server, path);
    const response = await request(base, options);
    assert.equal(response.status, 200, response.text);
    assert.equal(response.text[0], "0");
    return new Polling(base, JSON.parse(response.text.slice(1)));
  }

  get url() {
    return `${this.base}&sid=${this.sid}`;
  }

  poll(options = {}) {
    return request(this.url, options);
  }

  post(body, options = {}) {
    return request(this.url, { method: "POST", body, ...options });
  }

  /** Sends and requires the answer `ok`. */
  async send(body, options) {
    const response = await this.post(body, options);
    assert.equal(response.status, 200, response.text);
    assert.equal(response.text, "ok");
  }

  /** Polls until a packet other than ping and noop came; answers pings. Returns its packets. */
  async receive() {
    for (;;) {
      const response = await this.poll();
      assert.equal(response.status, 200, response.text);
      const packets = response.text.split("\x1e");
      if (packets.includes("2")) await this.send("3");
      const rest = packets.filter((packet) => packet !== "2" && packet !== "6");
      if (rest.length) return rest;
    }
  }

  /** Collects packets until `count` came. */
  async collect(count) {
    const packets = [];
    while (packets.length < count) packets.push(...(await this.receive()));
    return packets;
  }

  /** Closes the session, so that nothing of it is left to time out. */
  async close() {
    await this.post("1").catch(() => {});
  }
}
