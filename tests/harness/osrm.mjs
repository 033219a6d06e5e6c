// A server that speaks as much of OSRM as anybody here hears, and misbehaves when it is told to.
import { createServer } from "node:http";

export class Osrm {
  /** What it does with a question: (response) => void. */
  behaviour = Osrm.answers(0);
  questions = [];
  #sockets = new Set();

  static async start(test, port = 0) {
    const osrm = new Osrm();
    await osrm.comeBack(port);
    test.after(() => osrm.goAway());
    return osrm;
  }

  static table = (duration) => JSON.stringify({ code: "Ok", durations: [[duration]] });
  static answers = (seconds) => Osrm.says(Osrm.table(seconds));
  static says = (body, status = 200) => (response) => {
    response.writeHead(status, { "Content-Type": "application/json" }).end(body);
  };
  static hangs = () => {};

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get connections() {
    return this.#sockets.size;
  }

  comeBack(port = this.port) {
    this.server = createServer((request, response) => {
      this.questions.push(request.url);
      this.behaviour(response);
    });
    this.server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
    return new Promise((resolve) => {
      this.server.listen(port, "127.0.0.1", () => {
        this.port = this.server.address().port;
        resolve();
      });
    });
  }

  goAway() {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.server.close(resolve));
  }
}
