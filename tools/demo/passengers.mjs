// Passengers who want to be somewhere else, and now and then change their minds.
import { Person, between, oneOf, pause } from "./client.mjs";
import { anyCorner } from "./streets.mjs";

const PATIENCE = 300_000; // until a trip that nobody ends is given up, in milliseconds

/** What a trip's request says. */
export function wish(town, passenger, from = anyCorner(), to = anyCorner()) {
  const place = ({ lat, lng }) => ({ lat, lng });
  return {
    passengerId: passenger.id,
    paymentMode: "cash",
    pickupPoint: place(from),
    pickupAddress: from.address,
    stops: [{ point: place(to), address: to.address }],
    vehicleCategoryId: town.category,
    serviceClassId: oneOf(town.classes),
  };
}

export class Passenger extends Person {
  async travel(town) {
    await this.logIn();
    this.socket = this.listen();
    while (!town.closed)
      try {
        const under = await this.call("GET", `/api/trips/passengers/${this.id}/active-trip`);
        if (!under) {
          await pause(between(2000, 15_000));
          await this.call("POST", "/api/trips", wish(town, this));
        }
        await this.#ride();
      } catch {
        await pause(2000);
      }
    this.socket.close();
  }

  /** Until the trip is over. */
  async #ride() {
    const over = new Promise((resolve) => {
      for (const name of ["trip:completed", "trip:cancelled", "trip:no_drivers_found"])
        this.socket.once(name, resolve);
    });
    const impatience = Math.random() < 0.1 ? between(3000, 15_000) : PATIENCE;
    if ((await Promise.race([over, pause(impatience)])) !== undefined) return;
    const trip = await this.call("GET", `/api/trips/passengers/${this.id}/active-trip`);
    if (trip)
      await this.call("POST", `/api/trips/${trip.id}/cancel`, { reason: "Changed my mind" });
  }
}
