// A van that moves and a dashboard that sees it, two pages with the npm client.
import { call, login, loginAdmin, register } from "../harness/identity.mjs";
import { Stage, text } from "./stage.mjs";

/** Yields {name, fault} for each thing that was looked at. */
export async function* followVan(means) {
  const stage = await Stage.open(means, "fleet", "fleet");
  const { server } = stage;
  try {
    const { accessToken: admin } = await loginAdmin(server);
    const id = await register(server, "ana@example.org", "driver");
    const { accessToken: token } = await login(server, "ana@example.org", { type: "driver" });
    await call(server, "POST", "/api/fleet/vehicles", {
      token: admin,
      body: { id: "van-1", plateNumber: "P-1", driverId: id },
    });
    const van = await stage.enter("van", { token, id }, { vehicle: "van-1" });
    yield await stage.seeUpgrade(van, "van");
    yield await stage.hear(van, "the van reports", "report(10.49, -66.88)");
    const dashboard = await stage.enter("dashboard", { token: admin, id: "" });
    yield await stage.seeUpgrade(dashboard, "dashboard");
    yield await stage.see(dashboard, "the fleet may be seen", `${text("seeing")} === "the fleet"`);
    yield await stage.see(dashboard, "the van is where it was",
      `${text("vans")} === "van-1 10.49 -66.88"`);
    for (const lat of [10.4901, 10.4902, 10.4903])
      yield await stage.hear(van, `the van reports ${lat}`, `report(${lat}, -66.88)`);
    yield await stage.see(dashboard, "the van moves", `${text("vans")} === "van-1 10.4903 -66.88"`);
    await call(server, "POST", "/api/fleet/vehicles/van-1/alerts", {
      token: admin,
      body: { message: "Fire", priority: "critical" },
    });
    for (const [page, whose] of [[dashboard, "dashboard"], [van, "van"]])
      yield await stage.see(page, `the ${whose} hears of an emergency`,
        `${text("warnings")} === "van-1: Fire"`);
    yield stage.faults;
  } finally {
    await stage.close();
  }
}
