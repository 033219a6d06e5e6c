import assert from "node:assert/strict";
import { describe } from "node:test";
import { it } from "../harness/fixture.mjs";
import { lastingPort, log } from "../harness/fleetwired.mjs";
import { Osrm } from "../harness/osrm.mjs";
import { CORNER, PLAZA, enter, offered, ping, scene } from "../harness/rides.mjs";
import { eventually } from "../harness/server.mjs";

const BY_CROW = 1; // minutes from the corner to the plaza
const TOLD = "trip:driver_en_route";

/** A town that asks `osrm`, with sockets of driver and passenger. */
async function town(t, osrm, settings = {}) {
  const s = await scene(t, {
    "rides.eta_provider": "osrm",
    "rides.eta_url": osrm.url,
    "server.workers": 2,
    ...settings,
  });
  const driver = await enter(s.clients, "/drivers", s.driver.token);
  const passenger = await enter(s.clients, "/passengers", s.passenger.token);
  const told = () => passenger.heard.filter(([name]) => name === TOLD).map(([, said]) => said);
  /** The driver says where he is until the passenger hears minutes that `holds`. */
  const until = async (holds, what) => {
    const before = told().length;
    await eventually(async () => {
      await ping(s.town, s.driver, CORNER);
      await new Promise((resolve) => setTimeout(resolve, 1_300)); // as often as he may
      return told().slice(before).some((said) => holds(said.etaMinutes));
    }, () => `${what}: ${JSON.stringify(told())}`, 30_000);
  };
  return { ...s, atDriver: driver, atPassenger: passenger, told, until };
}

const accept = async (s, offer) => {
  const path = `/api/trips/assignments/${offer.assignmentId}/accept`;
  assert.equal((await s.byDriver("PATCH", path)).status, 200);
};

const outages = (server) =>
  log(server).filter((line) => /^roads_/.test(line.event)).map((line) => line.event);

describe("rides: minutes to the pickup", () => {
  it("are those of the roads, asked before anybody waits for them", async (t) => {
    const osrm = await Osrm.start(t);
    osrm.behaviour = Osrm.answers(421.3);
    const s = await town(t, osrm);
    const offer = await offered(s, s.atDriver.socket);
    await eventually(() => osrm.questions.length > 0, "not asked");
    assert.equal(
      osrm.questions[0],
      `/table/v1/driving/${CORNER.lng.toFixed(6)},${CORNER.lat.toFixed(6)};` +
        `${PLAZA.lng.toFixed(6)},${PLAZA.lat.toFixed(6)}?sources=0&destinations=1&annotations=duration`,
    );
    await accept(s, offer);
    await s.until((minutes) => minutes === 7, "not by the roads");
    osrm.behaviour = Osrm.answers(181);
    await s.until((minutes) => minutes === 3, "not the newest");
    assert.equal(osrm.connections, 1, "a connection for each question");
    assert.deepEqual(outages(s.server), []);
  });

  it("are those of the crow while the server of the roads hangs, raves or is away", async (t) => {
    const osrm = await Osrm.start(t, await lastingPort());
    const s = await town(t, osrm, { "rides.eta_timeout": "100ms" });
    osrm.behaviour = Osrm.hangs;
    const offer = await offered(s, s.atDriver.socket);
    await eventually(() => osrm.questions.length > 0, "not asked");
    await accept(s, offer); // nothing waits
    await eventually(() => s.told().length === 1, "nobody was told");
    assert.equal(s.told()[0].etaMinutes, BY_CROW);
    await eventually(() => outages(s.server).length === 1, "not logged");
    for (const behaviour of [
      Osrm.says("<html>not a table"),
      (response) => response.socket.end("SSH-2.0-OpenSSH_9\r\n"),
    ]) {
      osrm.behaviour = behaviour;
      const before = osrm.questions.length;
      await s.until((minutes) => minutes === BY_CROW, "no news");
      await eventually(() => osrm.questions.length > before, "not asked again");
    }
    await osrm.goAway();
    await s.until((minutes) => minutes === BY_CROW, "no news without the server");
    assert.deepEqual(outages(s.server), ["roads_unknown"]);
    osrm.behaviour = Osrm.answers(540);
    await osrm.comeBack();
    await s.until((minutes) => minutes === 9, "not by the roads again");
    assert.deepEqual(outages(s.server), ["roads_unknown", "roads_known"]);
    osrm.behaviour = Osrm.says('{"code":"NoSegment","message":"far from any road"}', 400);
    const before = osrm.questions.length;
    await s.until((minutes) => minutes === 9, "forgot what it knew");
    await eventually(() => osrm.questions.length > before, "not asked again");
    assert.deepEqual(outages(s.server), ["roads_unknown", "roads_known"]);
  });

  it("do not keep the server from stopping while a question is on its way", async (t) => {
    const osrm = await Osrm.start(t);
    osrm.behaviour = Osrm.hangs;
    const s = await town(t, osrm, { "rides.eta_timeout": "10s" });
    await offered(s, s.atDriver.socket);
    await eventually(() => osrm.questions.length > 0, "not asked");
    await s.server.stop();
    await eventually(() => osrm.connections === 0, "a connection was left");
  });
});
