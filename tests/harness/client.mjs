// Socket.IO clients of the npm package, closed at the end of their test whatever happens.
import { io, Manager } from "socket.io-client";

export const MODES = {
  "polling only": { transports: ["polling"] },
  "websocket only": { transports: ["websocket"] },
  "polling, then websocket": { transports: ["polling", "websocket"] },
};

/** Resolves with the arguments of the next `name` event. */
export function event(emitter, name) {
  return new Promise((resolve) => emitter.once(name, (...args) => resolve(args)));
}

/** Opens clients and remembers them. One per test: `const clients = new Clients(server, t)`. */
export class Clients {
  #managers = new Set();

  constructor(server, test) {
    this.server = server;
    test.after(() => this.close());
  }

  /** A socket on a connection of its own. */
  io(namespace = "", options = {}) {
    const socket = io(`${this.server.url}${namespace}`, {
      forceNew: true,
      reconnectionDelay: 10,
      reconnectionDelayMax: 50,
      ...options,
    });
    this.#managers.add(socket.io);
    return socket;
  }

  manager(options = {}, url = this.server.url) {
    const manager = new Manager(url, {
      reconnectionDelay: 10,
      reconnectionDelayMax: 50,
      ...options,
    });
    this.#managers.add(manager);
    return manager;
  }

  close() {
    for (const manager of this.#managers) {
      manager.reconnection(false);
      manager._close();
    }
    this.#managers.clear();
  }
}
