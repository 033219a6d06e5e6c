// The part of the demo that the rides system plays.
import { Person } from "./client.mjs";
import { Driver } from "./drivers.mjs";
import { Passenger, wish } from "./passengers.mjs";

const DRIVERS = 6; // the rest of the ten are for whoever tries things
const PASSENGERS = 4;

async function catalogue(somebody) {
  const [categories, classes] = await Promise.all([
    somebody.call("GET", "/api/vehicle-categories?limit=100"),
    somebody.call("GET", "/api/vehicle-service-classes?limit=100"),
  ]);
  return {
    category: categories.find(({ name }) => name === "Car").id,
    classes: classes.filter(({ name }) => ["Standard", "Comfort"].includes(name)).map(({ id }) => id),
  };
}

export const rides = {
  system: "rides",

  /** Puts everybody to work; what the tour says of it. */
  async start(town) {
    const guest = await new Person(town.url, "passenger10").logIn();
    Object.assign(town, await catalogue(guest));
    const numbers = (count) => Array.from({ length: count }, (_, i) => i + 1);
    for (const n of numbers(DRIVERS)) town.run(new Driver(town.url, `driver${n}`).work(town));
    for (const n of numbers(PASSENGERS))
      town.run(new Passenger(town.url, `passenger${n}`).travel(town));
    const driver = await new Person(town.url, "driver1").logIn();
    return { guest, driver, request: wish(town, guest) };
  },

  tour(town, { guest, driver, request }) {
    const url = town.isDefaultUrl ? "" : ` --url ${town.url}`;
    const ctl = `${town.programs}fleetwire-ctl`;
    return [
      ["what a driver's and a passenger's socket hear", [
        `${ctl} listen --as driver1${url}`,
        `${ctl} listen --as passenger10${url}`,
      ]],
      ["a trip of passenger10", [
        `curl -s ${town.url}/api/trips -H 'Content-Type: application/json' \\`,
        `  -H "Authorization: Bearer $(cat ${town.save("passenger10.token", guest.token)})" \\`,
        `  -d @${town.save("trip.json", JSON.stringify(request, null, 2))}`,
      ]],
      ["the trip's actor, live", [`${town.programs}fleetwire-top${town.telemetryFlag}`]],
      ["tokens", [
        `passenger10  ${guest.token}`,
        `driver1      ${driver.token}`,
      ]],
    ];
  },
};
