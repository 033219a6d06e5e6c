// A WebSocket that queues what comes in, for tests that read message by message.
import assert from "node:assert/strict";
import { WebSocket } from "ws";

export class Socket {
  #messages = [];
  #waiting = [];

  constructor(url, options = {}) {
    this.ws = new WebSocket(url, { perMessageDeflate: false, ...options });
    this.opened = new Promise((resolve) => this.ws.once("open", resolve));
    this.closed = new Promise((resolve) => {
      this.ws.once("close", (code, reason) => {
        this.end = { code, reason: reason.toString() };
        for (const { reject } of this.#waiting.splice(0)) reject(this.#gone());
        resolve(this.end);
      });
    });
    this.ws.on("error", (error) => (this.error = error));
    this.ws.on("unexpected-response", (_request, response) => {
      this.status = response.statusCode;
      response.resume();
      response.on("end", () => this.ws.terminate());
    });
    this.ws.on("message", (data, binary) => this.#arrived(binary ? data : data.toString("utf8")));
  }

  /** Opens an Engine.IO session on WebSocket; `open` holds the values of its open packet. */
  static async open(server, path = "/engine.io/", { query = "", ...options } = {}) {
    const address = `${server.wsUrl}${path}?EIO=4&transport=websocket${query}`;
    const socket = new Socket(address, options);
    const packet = await socket.next();
    if (packet[0] !== "0") throw new Error(`no open packet but ${packet}`);
    socket.open = JSON.parse(packet.slice(1));
    return socket;
  }

  /** Opens a session and joins `/` of a fixture that greets with `auth`; `id` is the socket's. */
  static async join(server, auth = "") {
    const socket = await Socket.open(server, "/socket.io/");
    socket.send(`40${auth}`);
    const [answer, greeting] = await socket.take(2);
    assert.match(answer, /^40\{"sid":"/);
    assert.equal(greeting, `42["auth",${auth || "{}"}]`);
    socket.id = JSON.parse(answer.slice(2)).sid;
    return socket;
  }

  #gone() {
    return new Error(`closed with ${this.end.code} ${this.end.reason} ${this.error ?? ""}`);
  }

  #arrived(data) {
    const waiting = this.#waiting.shift();
    if (waiting) waiting.resolve(data);
    else this.#messages.push(data);
  }

  send(data) {
    this.ws.send(data);
  }

  /** The next message as it came: a string or a Buffer. */
  nextRaw() {
    if (this.#messages.length) return Promise.resolve(this.#messages.shift());
    if (this.end) return Promise.reject(this.#gone());
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** The next message that is no ping; pings are answered. */
  async next() {
    for (;;) {
      const message = await this.nextRaw();
      if (message !== "2") return message;
      if (this.ws.readyState === WebSocket.OPEN) this.send("3");
    }
  }

  async take(count) {
    const messages = [];
    while (messages.length < count) messages.push(await this.next());
    return messages;
  }

  /** Messages that arrived and were not read. */
  get pending() {
    return this.#messages;
  }

  async close() {
    this.ws.close();
    return this.closed;
  }
}
