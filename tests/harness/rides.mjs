// A small town for the suites of rides, made through its own REST interface.
import assert from "node:assert/strict";
import { Clients, event } from "./client.mjs";
import { serve } from "./fleetwired.mjs";
import { QUICK, call, login, loginAdmin, register } from "./identity.mjs";

export const PLAZA = { lat: 10.4901, lng: -66.8792 };
export const CORNER = { lat: 10.4911, lng: -66.8792 };
export const STATION = { lat: 10.5401, lng: -66.8792 };

let plates = 0;

/** Calls and insists on success: `data`. */
async function made(server, path, token, body) {
  const answer = await call(server, "POST", path, { token, body });
  assert.equal(answer.body.success, true, `${path}: ${JSON.stringify(answer.body)}`);
  return answer.body.data;
}

/** Catalogue, prices and an admin. */
export async function settle(server) {
  const { accessToken: admin } = await loginAdmin(server);
  const category = await made(server, "/api/vehicle-categories", admin, { name: "Car" });
  const klass = await made(server, "/api/vehicle-service-classes", admin, {
    name: "Standard",
    baseFareMultiplier: 1,
    costPerKmMultiplier: 1,
    costPerMinuteMultiplier: 1,
    minFareMultiplier: 1,
    minCapacity: 1,
    maxCapacity: 4,
  });
  const type = await made(server, "/api/vehicle-types", admin, {
    categoryId: category.id,
    serviceClassIds: [klass.id],
    name: "Sedan",
    baseFare: 100,
    costPerKm: 50,
    costPerMinute: 10,
    minFare: 100,
    defaultCapacity: 4,
  });
  await made(server, "/api/price-policies", admin, {
    name: "Everywhere",
    scopeType: "GLOBAL",
    price: { base_fare: 1 },
  });
  return { server, admin, category, klass, type };
}

/** Somebody with an approved profile and a car, logged in: at work. */
export async function hire(town, email) {
  const { server, admin, type } = town;
  const id = await register(server, email, "driver");
  await made(server, "/api/drivers", admin, {
    userId: id,
    driverLicenseNumber: `L-${email}`,
    driverLicenseExpirationDate: "2030-01-01",
    backgroundCheckStatus: "approved",
    isApproved: true,
    driverStatus: "active",
    initialVehicle: {
      vehicleTypeId: type.id,
      make: "Lada",
      model: "Niva",
      year: 1990,
      plateNumber: `P${(plates += 1)}`,
      status: "in_service",
    },
  });
  const { accessToken: token } = await login(server, email, { type: "driver" });
  return { id, token };
}

export async function board(town, email) {
  const id = await register(town.server, email);
  const { accessToken: token } = await login(town.server, email);
  return { id, token };
}

/** A socket of somebody, after its `hello`; what it hears is kept in `heard`. */
export async function enter(clients, namespace, token, options = {}) {
  const socket = clients.io(namespace, { auth: { token }, transports: ["websocket"], ...options });
  const heard = [];
  socket.onAny((name, ...args) => heard.push([name, ...args]));
  const [hello] = await event(socket, "hello");
  return { socket, hello, heard, names: () => heard.map(([name]) => name) };
}

export const wish = (town, passenger, more = {}) => ({
  passengerId: passenger.id,
  paymentMode: "cash",
  pickupPoint: PLAZA,
  pickupAddress: "Plaza",
  stops: [{ point: STATION, address: "Station" }],
  vehicleCategoryId: town.category.id,
  serviceClassId: town.klass.id,
  ...more,
});

export const ask = (town, passenger, more = {}, headers = {}) =>
  call(town.server, "POST", "/api/trips", {
    token: passenger.token,
    headers,
    body: wish(town, passenger, more),
  });

export const ping = (town, driver, where = CORNER) =>
  call(town.server, "POST", "/api/driver-availability/ping-location", {
    token: driver.token,
    body: { ...where, forceSave: true },
  });

/** A server with rides and an admin. */
export const rides = (t, settings = {}) => serve(t, { systems: "rides", ...QUICK, ...settings });

/** A town with one driver at work near the plaza and one passenger. */
export async function scene(t, settings) {
  const server = await rides(t, settings);
  const town = await settle(server);
  const driver = await hire(town, "ana@example.org");
  await ping(town, driver);
  const passenger = await board(town, "pia@example.org");
  const clients = new Clients(server, t);
  const as = (who) => (method, path, body, headers) =>
    call(server, method, path, { token: who?.token ?? who, body, headers });
  return {
    server, town, driver, passenger, clients,
    admin: as(town.admin), byDriver: as(driver), byPassenger: as(passenger), byNobody: as(),
  };
}

/** Asks for a trip and waits for the offer of it at `socket`. */
export async function offered({ town, passenger }, socket, more) {
  const offer = event(socket, "trip:assignment:offered");
  const { status, body } = await ask(town, passenger, more);
  assert.equal(status, 201, JSON.stringify(body));
  const [said] = await offer;
  return { ...said, trip: body.data };
}

/** As offered(), and the driver takes it. */
export const accepted = async (s, socket) => {
  const offer = await offered(s, socket);
  const { status } = await s.byDriver("PATCH", `/api/trips/assignments/${offer.assignmentId}/accept`);
  assert.equal(status, 200);
  return offer;
};
