// Drivers and passengers who take trips without end, whatever happens to the server, and remember
// what it promised them.
import { call } from "./identity.mjs";
import { CORNER, ask, ping } from "./rides.mjs";
import { sleep } from "./server.mjs";

const ORDER = ["pending", "assigning", "arriving", "in_progress", "completed"];
const OVER = ["completed", "cancelled", "no_drivers_found"];

/** How far a trip has come; ends count as far as can be. */
export const rank = (status) => (OVER.includes(status) ? ORDER.length : ORDER.indexOf(status));

export class Crowd {
  constructor(town) {
    this.town = town;
    this.ends = false;
    this.trips = new Map(); // id → what was acknowledged: { passengerId, key, status, driverId }
    this.wrong = [];
    this.acknowledged = 0;
    this.travelling = new Set(); // trips whose passengers wait for their end
    this.keys = 0;
  }

  /** An answer, or nothing when there is no server to give one. */
  async #try(action) {
    try {
      const answer = await action();
      return answer.status < 500 ? answer : undefined;
    } catch {
      await sleep(20);
      return undefined;
    }
  }

  /** Until somebody answers. */
  async #insist(action) {
    for (;;) {
      const answer = await this.#try(action);
      if (answer) return answer;
      await sleep(20);
    }
  }

  #promised(trip) {
    this.acknowledged += 1;
    const known = this.trips.get(trip.id) ?? {};
    if (rank(trip.currentStatus) >= rank(known.status ?? "pending"))
      this.trips.set(trip.id, { ...known, status: trip.currentStatus, driverId: trip.driverId });
  }

  // -- drivers ---------------------------------------------------------------------------------

  addDriver(driver, clients) {
    const heard = new Map(); // how often, on this connection
    const socket = clients.io("/drivers", {
      auth: { token: driver.token },
      transports: ["websocket"],
    });
    socket.on("connect", () => {
      if (socket.recovered) this.wrong.push("a socket was recovered after a crash");
      heard.clear();
    });
    socket.onAny((name, said) => {
      if (!name.startsWith("trip:") || name === "trip:driver_en_route") return;
      const what = `${name} ${said.tripId} ${said.assignmentId ?? ""}`;
      heard.set(what, (heard.get(what) ?? 0) + 1);
      // What brings him up to date when he comes back may cross with the event itself.
      if (heard.get(what) > 2) this.wrong.push(`heard ${heard.get(what)} times: ${what}`);
    });
    socket.on("trip:assignment:offered", (offer) => void this.#drive(driver, offer));
    void this.#stayVisible(driver);
  }

  async #stayVisible(driver) {
    while (!this.ends) {
      await this.#try(() => ping(this.town, driver, CORNER));
      await sleep(2_000);
    }
  }

  async #drive(driver, { assignmentId, tripId }) {
    const { server } = this.town;
    const { token } = driver;
    const path = `/api/trips/assignments/${assignmentId}`;
    if (Math.random() < 0.15) {
      await this.#try(() => call(server, "POST", `/api/trips/${assignmentId}/reject`, { token, body: {} }));
      return;
    }
    const accepted = await this.#insist(() => call(server, "PATCH", `${path}/accept`, { token }));
    if (accepted.status === 200) this.#promised(accepted.body.data);
    else if (![404, 409].includes(accepted.status))
      this.wrong.push(`accept: ${accepted.status} ${JSON.stringify(accepted.body)}`);
    // Not told, perhaps done: what the trip says counts.
    const seen = await this.#insist(() => call(server, "GET", `/api/trips/${tripId}`, { token }));
    if (seen.body.data?.driverId !== driver.id) return;
    for (const what of ["arrived-pickup", "start", "complete"]) {
      await sleep(Math.random() * 40);
      const answer = await this.#insist(() =>
        call(server, "POST", `/api/trips/${tripId}/${what}`, { token, body: { driverId: driver.id } }),
      );
      if (answer.body.success) this.#promised(answer.body.data);
    }
  }

  // -- passengers ------------------------------------------------------------------------------

  addPassenger(passenger) {
    void this.#travel(passenger);
  }

  async #travel(passenger) {
    while (!this.ends) {
      const id = await this.#request(passenger);
      if (id === undefined) await sleep(30);
      else await this.#wait(passenger, id);
    }
  }

  /** With one key until somebody answers: it makes one trip. */
  async #request(passenger) {
    const key = `key-${(this.keys += 1)}`;
    const headers = { "Idempotency-Key": key };
    const { status, body } = await this.#insist(async () => {
      const answer = await ask(this.town, passenger, {}, headers);
      return answer.body?.error?.code === "REQUEST_IN_PROGRESS" ? { status: 503 } : answer;
    });
    if (status !== 201) {
      this.wrong.push(`request: ${status} ${JSON.stringify(body)}`);
      return undefined;
    }
    const { id } = body.data;
    this.trips.set(id, { status: "pending", ...this.trips.get(id), key, passenger });
    this.#promised(body.data);
    return id;
  }

  async #wait(passenger, id) {
    const { server } = this.town;
    const { token } = passenger;
    const leaves = Math.random() < 0.1;
    this.travelling.add(id);
    for (;;) {
      if (leaves && Math.random() < 0.1) {
        const answer = await this.#try(() =>
          call(server, "POST", `/api/trips/${id}/cancel`, { token, body: { reason: "rain" } }),
        );
        if (answer?.body.success) this.#promised(answer.body.data);
      }
      const seen = await this.#insist(() => call(server, "GET", `/api/trips/${id}`, { token }));
      if (seen.status !== 200) this.wrong.push(`${id} is gone: ${seen.status}`);
      else this.#promised(seen.body.data);
      if (seen.status !== 200 || OVER.includes(seen.body.data.currentStatus)) break;
      await sleep(40);
    }
    this.travelling.delete(id);
  }

  /** Nobody begins anything new; what has begun ends, or is wrong after `limit` milliseconds. */
  async finish(limit = 90_000) {
    this.ends = true;
    const deadline = Date.now() + limit;
    while (this.travelling.size > 0 && Date.now() < deadline) await sleep(50);
    for (const id of this.travelling) this.wrong.push(`${id} never ends`);
  }
}
