// A whole trip between two pages with the npm client, polling first, then websocket.
import { CORNER, PLAZA, STATION, board, hire, settle } from "../harness/rides.mjs";
import { Stage, text } from "./stage.mjs";

/** Yields {name, fault} for each thing that was looked at. */
export async function* takeTrip(means) {
  const stage = await Stage.open(means, "trip", "rides");
  try {
    const town = await settle(stage.server);
    const driver = await hire(town, "ana@example.org");
    const passenger = await board(town, "pia@example.org");
    const atDriver = await stage.enter("driver", driver, CORNER);
    yield await stage.seeUpgrade(atDriver, "driver");
    yield await stage.see(atDriver, "the driver may be asked", `${text("state")} === "free"`);
    const atPassenger = await stage.enter("passenger", passenger, {
      category: town.category.id,
      klass: town.klass.id,
      from: JSON.stringify(PLAZA),
      to: JSON.stringify(STATION),
    });
    yield await stage.seeUpgrade(atPassenger, "passenger");
    yield await stage.see(atPassenger, "the passenger arrives", `${text("state")} === "completed"`);
    yield await stage.see(atPassenger, "every step was shown, in order",
      `${text("steps")} === "requested assigning_started driver_accepted driver_assigned ` +
        `arriving_started driver_en_route driver_arrived_pickup started completed"`);
    yield await stage.see(atPassenger, "the fare is shown", `Number(${text("fare")}) > 0`);
    yield await stage.see(atDriver, "the driver is free again", `${text("state")} === "free"`);
    yield stage.faults;
  } finally {
    await stage.close();
  }
}
