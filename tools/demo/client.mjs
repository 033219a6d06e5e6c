// The accounts of the demo town: how they log in, call and listen.
import { createRequire } from "node:module";

const { io } = createRequire(new URL("../../tests/package.json", import.meta.url))("socket.io-client");

const PASSWORD = "demo-town"; // of `fleetwire-ctl seed demo`
const PARTS = {
  driver: { application: "driver_app", namespace: "/drivers" },
  passenger: { application: "passenger_app", namespace: "/passengers" },
  admin: { application: "admin_panel", namespace: "/admin" },
};

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
export const between = (low, high) => low + Math.random() * (high - low);
export const oneOf = (list) => list[Math.floor(Math.random() * list.length)];

export class Refused extends Error {
  constructor(status, body) {
    super(`${status} ${body?.message ?? ""}`.trim());
    this.status = status;
  }
}

/** Somebody with an account; `name` is "driver3", "passenger1" or "admin". */
export class Person {
  constructor(server, name) {
    this.server = server;
    this.name = name;
    this.part = PARTS[name.replace(/\d+$/, "")];
  }

  async logIn() {
    const data = await this.send("POST", "/api/auth/login", {
      email: `${this.name}@town.example`,
      password: PASSWORD,
      appAudience: this.part.application,
      sessionType: "mobile_app",
    });
    this.token = data.accessToken;
    this.id = JSON.parse(Buffer.from(this.token.split(".")[1], "base64url")).sub;
    return this;
  }

  /** The `data` of the answer; throws Refused, or what fetch throws. */
  async send(method, path, body) {
    const answer = await fetch(`${this.server}${path}`, {
      method,
      headers: {
        ...(body && { "Content-Type": "application/json" }),
        ...(this.token && { Authorization: `Bearer ${this.token}` }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    const said = text ? JSON.parse(text) : {};
    if (!answer.ok || said.success === false) throw new Refused(answer.status, said);
    return said.data;
  }

  /** As send(); logs in again when the token is no good any more. */
  async call(method, path, body) {
    try {
      return await this.send(method, path, body);
    } catch (error) {
      if (error.status !== 401) throw error;
      this.token = undefined;
      await this.logIn();
      return this.send(method, path, body);
    }
  }

  /** A socket that comes back by itself with the token of that moment. */
  listen() {
    const socket = io(`${this.server}${this.part.namespace}`, {
      transports: ["websocket"],
      auth: (give) => give({ token: this.token }),
      reconnectionDelayMax: 2000,
      forceNew: true,
    });
    // A refused socket does not try again by itself: its token was too old.
    socket.on("connect_error", async () => {
      if (socket.active) return;
      await pause(1000);
      await this.logIn().catch(() => {});
      socket.connect();
    });
    return socket;
  }
}
