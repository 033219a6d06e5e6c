// Kills the server at random moments while people take trips. FLEETWIRE_CRASHES sets how often.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, test } from "node:test";
import { Clients } from "../harness/client.mjs";
import { folder, lastingPort, start } from "../harness/fleetwired.mjs";
import { QUICK, call } from "../harness/identity.mjs";
import { Crowd, rank } from "../harness/rides-crowd.mjs";
import { board, hire, ping, settle } from "../harness/rides.mjs";
import { sleep, splitCommand } from "../harness/server.mjs";

const CRASHES = Number(process.env.FLEETWIRE_CRASHES ?? 20);
const PAIRS = 4;

/** The file itself, while nobody has it open: no promise of the rules is broken. */
function judge(data) {
  const [program, ...rest] = splitCommand(process.env.FLEETWIRE_SIM);
  const done = spawnSync(program, [...rest, "--judge", data.path], { encoding: "utf8" });
  assert.equal(done.status, 0, done.stdout + done.stderr);
}

/** What was acknowledged is there. */
async function verify(crowd) {
  const { server, admin } = crowd.town;
  for (const [id, known] of crowd.trips) {
    const { status, body } = await call(server, "GET", `/api/trips/${id}`, { token: admin });
    assert.equal(status, 200, `${id} was acknowledged and is gone`);
    const { currentStatus, driverId } = body.data;
    assert.ok(rank(currentStatus) >= rank(known.status), `${id}: ${known.status}, now ${currentStatus}`);
    if (known.driverId) assert.equal(driverId, known.driverId, `${id} has another driver`);
    if (rank(known.status) === rank("completed")) crowd.trips.delete(id);
  }
  assert.deepEqual(crowd.wrong, []);
}

async function populate(server, clients) {
  const town = await settle(server);
  const crowd = new Crowd(town);
  for (let i = 0; i < PAIRS; i += 1) {
    const driver = await hire(town, `driver${i}@example.org`);
    assert.equal((await ping(town, driver)).status, 201);
    crowd.addDriver(driver, clients);
    crowd.addPassenger(await board(town, `passenger${i}@example.org`));
  }
  return crowd;
}

describe("rides: a server that is killed again and again", () => {
  const options = { timeout: 150_000 + CRASHES * 20_000, skip: CRASHES === 0 };
  test(`loses nothing in ${CRASHES} crashes`, options, async (t) => {
    const data = folder(t);
    const settings = {
      systems: "rides",
      ...QUICK,
      "auth.access_ttl": "10h",
      "storage.data": data.path,
      "server.port": await lastingPort(),
    };
    let server = await start(settings);
    t.after(() => server.running && server.kill());
    const crowd = await populate(server, new Clients(server, t));
    for (let i = 0; i < CRASHES; i += 1) {
      await sleep(100 + Math.random() * 600);
      await server.kill();
      judge(data);
      server = await start(settings);
      await verify(crowd);
    }
    await crowd.finish();
    await verify(crowd);
    await server.stop();
    judge(data);
    t.diagnostic(`${crowd.acknowledged} answers were promises, ${crowd.keys} trips`);
    assert.ok(crowd.acknowledged > CRASHES, "nobody travelled");
  });
});
