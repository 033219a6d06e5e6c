// Drivers who move about, mostly accept what they are offered, and drive it.
import { Person, between, pause } from "./client.mjs";
import { anyCorner, way } from "./streets.mjs";

const TURN = 1000; // between two steps, in milliseconds
const REPORT_EVERY = 3; // steps

export class Driver extends Person {
  place = anyCorner();
  offers = [];
  steps = 0;

  async work(town) {
    await this.logIn();
    this.socket = this.listen();
    // What came while a trip was under way is over by then.
    this.socket.on("trip:assignment:offered", (offer) => this.offers.push(offer));
    this.socket.on("connect", () => this.report());
    while (!town.closed)
      try {
        await this.#live();
      } catch {
        await pause(2000); // the server is away, or had the last word
      }
    this.socket.close();
  }

  report() {
    if (this.socket.connected) this.socket.volatile.emit("driver:location:ping", this.place);
  }

  async #live() {
    const trip = await this.call("GET", `/api/trips/drivers/${this.id}/active-trip`);
    if (trip) return this.#drive(trip.id);
    await this.call("PATCH", "/api/driver-availability/status-by-driver", {
      isOnline: true,
      isAvailableForTrips: true,
    });
    this.report();
    for (const place of way(this.place, anyCorner())) {
      await this.#step(place);
      const offer = this.offers.shift();
      if (offer && Date.parse(offer.expiresAt) > Date.now()) return this.#answer(offer);
    }
  }

  async #step(place) {
    await pause(TURN);
    this.place = { lat: place.lat, lng: place.lng };
    this.steps += 1;
    if (this.steps % REPORT_EVERY === 0) this.report();
  }

  async #answer({ assignmentId, tripId }) {
    const mood = Math.random();
    if (mood < 0.05) return; // did not look
    await pause(between(500, 3000));
    if (mood < 0.15)
      return this.call("POST", `/api/trips/${assignmentId}/reject`, { reason: "On my way home" });
    await this.call("PATCH", `/api/trips/assignments/${assignmentId}/accept`);
    await this.#drive(tripId);
  }

  /** From wherever the trip stands to its end. */
  async #drive(id) {
    const me = { driverId: this.id };
    let trip = await this.call("GET", `/api/trips/${id}`);
    if (trip.currentStatus !== "in_progress") {
      for (const place of way(this.place, trip.pickupPoint)) await this.#step(place);
      if (!trip.arrivedPickupAt) await this.call("POST", `/api/trips/${id}/arrived-pickup`, me);
      await pause(between(1000, 4000));
      await this.call("POST", `/api/trips/${id}/start`, me);
    }
    trip = await this.call("GET", `/api/trips/${id}`);
    for (const { point } of trip.stops)
      for (const place of way(this.place, point)) await this.#step(place);
    await this.call("POST", `/api/trips/${id}/complete`, me);
    this.offers.length = 0;
  }
}
