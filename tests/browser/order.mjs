// A delivery between two pages with the npm client: chat, the courier's way, the states.
import { call, login, loginAdmin, register } from "../harness/identity.mjs";
import { Stage, text } from "./stage.mjs";

async function person(server, name, type) {
  const id = await register(server, `${name}@example.org`, type);
  const { accessToken: token } = await login(server, `${name}@example.org`, { type });
  return { id, token };
}

/** Yields {name, fault} for each thing that was looked at. */
export async function* bringOrder(means) {
  const stage = await Stage.open(means, "order", "orders");
  const { server } = stage;
  try {
    const { accessToken: admin } = await loginAdmin(server);
    const cora = await person(server, "cora", "passenger");
    const dan = await person(server, "dan", "driver");
    const post = (path, body, token = admin) => call(server, "POST", path, { token, body });
    const wish = { pickup: { address: "Plaza" }, dropoff: { lat: 10.5, lng: -66.88 } };
    const { body } = await post("/api/orders", wish, cora.token);
    const order = body.data.id;
    const customer = await stage.enter("customer", cora, { order });
    yield await stage.seeUpgrade(customer, "customer");
    yield await stage.see(customer, "the customer sees it", `${text("state")} === "created"`);
    const courier = await stage.enter("courier", dan);
    yield await stage.seeUpgrade(courier, "courier");
    await post(`/api/orders/${order}/assign`, { driverId: dan.id });
    yield await stage.see(courier, "the courier gets it", `${text("order")} === "${order}"`);
    yield await stage.see(customer, "the customer hears of it", `${text("state")} === "assigned"`);
    yield await stage.hear(customer, "the customer writes", `say("Where?")`);
    yield await stage.see(customer, "both lines of the talk are there",
      `${text("talk")} === "cora: Where?dan: Where? Here!"`);
    yield await stage.see(customer, "the courier arrives",
      `${text("courier")} === "10.5 -66.88" && ${text("state")} === "delivered"`);
    yield stage.faults;
  } finally {
    await stage.close();
  }
}
