// The part of the demo that the fleet system plays: vans that go about and report.
import { Person, between, oneOf, pause } from "./client.mjs";
import { anyCorner, way } from "./streets.mjs";

const VANS = 5;
const BEAT = 2000; // between the reports of all vans, in milliseconds

const degrees = (angle) => (Math.round((angle * 180) / Math.PI) + 360) % 360;

class Van {
  constructor(number) {
    this.id = `van-${number}`;
    this.plate = `TOWN-${100 + number}`;
    this.place = anyCorner();
    this.fuel = between(15, 100);
    this.steps = [].values();
  }

  /** One step on; the report of it. */
  report() {
    let step = this.steps.next();
    if (step.done) {
      this.steps = way(this.place, anyCorner());
      step = this.steps.next();
    }
    const to = step.value ?? this.place;
    const heading = degrees(Math.atan2(to.lng - this.place.lng, to.lat - this.place.lat));
    this.place = { lat: to.lat, lng: to.lng };
    this.fuel = this.fuel < 5 ? 100 : this.fuel - 0.1;
    return {
      vehicleId: this.id,
      ...this.place,
      speed: Math.round(between(20, 50)),
      heading,
      fuelLevel: Math.round(this.fuel * 10) / 10,
    };
  }
}

async function drive(town, dispatcher, vans) {
  for (const van of vans)
    await dispatcher.call("PATCH", `/api/fleet/vehicles/${van.id}`, {
      plateNumber: van.plate,
      status: "active",
    });
  while (!town.closed) {
    await dispatcher.call("POST", "/api/fleet/gps", vans.map((van) => van.report()));
    await pause(BEAT);
  }
}

export const fleet = {
  system: "fleet",

  async start(town) {
    const dispatcher = await new Person(town.url, "admin").logIn();
    const vans = Array.from({ length: VANS }, (_, i) => new Van(i + 1));
    town.run(drive(town, dispatcher, vans));
    return { dispatcher, van: oneOf(vans) };
  },

  tour(town, { dispatcher, van }) {
    const token = `$(cat ${town.save("admin.token", dispatcher.token)})`;
    return [
      ["the way of a van, as a file for maps", [
        `curl -s -H "Authorization: Bearer ${token}" \\`,
        `  '${town.url}/api/fleet/vehicles/${van.id}/history?format=gpx'`,
      ]],
    ];
  },
};
