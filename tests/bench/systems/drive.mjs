// One load against one server: drive.mjs LOAD SERVER PLAN, the last two as JSON. Prints its figures as
// JSON. The caller pins it.

import { chat } from './orders.mjs';
import { bulk, highestShare, liveMap } from './fleet.mjs';
import { busyTown, pings, trips, tripsAtRate } from './rides.mjs';

const loads = { bulk, busyTown, chat, highestShare, liveMap, pings, trips, tripsAtRate };

const [name, server, plan] = process.argv.slice(2);
try {
  const figures = await loads[name](JSON.parse(server), JSON.parse(plan));
  process.stdout.write(`${JSON.stringify(figures)}\n`, () => process.exit(0));
} catch (fault) {
  console.error(`${name}: ${fault.message}`);
  process.exit(1);
}
