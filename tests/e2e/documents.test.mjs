import assert from "node:assert/strict";
import { describe } from "node:test";
import { Clients, event } from "../harness/client.mjs";
import { Documents } from "../harness/documents.mjs";
import { it } from "../harness/fixture.mjs";
import { serve } from "../harness/fleetwired.mjs";
import { QUICK, call, refresh, tryLogin } from "../harness/identity.mjs";
import { CORNER, board, enter, hire, ping, settle, wish } from "../harness/rides.mjs";
import { eventually } from "../harness/server.mjs";

const rides = (t) => serve(t, { systems: "rides", ...QUICK });
const everything = (t) => serve(t, { systems: "rides,fleet,orders", ...QUICK });

const NOBODY = "00000000-0000-4000-8000-000000000000";

describe("documents", () => {
  it("name every route, and none that is not there", async (t) => {
    const docs = await Documents.load(await everything(t));
    const paths = docs.files.map(({ path }) => path);
    assert.ok(paths.includes("/api/docs/rides/openapi.yaml"));
    for (const system of ["identity", "fleet", "orders"])
      assert.ok(paths.includes(`/api/docs/${system}/asyncapi.yaml`), system);
    const documented = docs.operations().map(({ name }) => name);
    assert.deepEqual(documented.sort(), [...docs.routes].sort());
  });

  it("have a schema or a text for each parameter of a path", async (t) => {
    const docs = await Documents.load(await everything(t));
    for (const { name, path, document, parameters } of docs.operations())
      for (const [, wanted] of path.matchAll(/\{(\w+)\}/g)) {
        const found = parameters
          .map((one) => (one.$ref ? document.components.parameters[one.$ref.split("/").pop()] : one))
          .find((one) => one.name === wanted && one.in === "path");
        assert.ok(found?.required && found.schema, `${name} does not describe ${wanted}`);
      }
  });

  it("say the same of what two of them describe", async (t) => {
    const docs = await Documents.load(await everything(t));
    const known = new Map();
    const repeated = [];
    for (const { path, document } of docs.files)
      for (const [name, schema] of Object.entries(document.components.schemas ?? {})) {
        const key = `${path.split("/").at(-2)} ${name}`;
        if (known.has(key)) repeated.push(key);
        assert.deepEqual(schema, known.get(key) ?? schema, `${key} of ${path}`);
        known.set(key, schema);
      }
    for (const key of ["fleet Vehicle", "orders Message"]) assert.ok(repeated.includes(key), key);
  });

  it("describe what is answered, reading as each kind of user and writing all there is", async (t) => {
    const server = await rides(t);
    const docs = await Documents.load(server);
    const town = await settle(server);
    const driver = await hire(town, "ana@example.org");
    const passenger = await board(town, "pia@example.org");
    const clients = new Clients(server, t);
    const at = {
      "/drivers": await enter(clients, "/drivers", driver.token),
      "/passengers": await enter(clients, "/passengers", passenger.token),
      "/admin": await enter(clients, "/admin", town.admin),
      "/account": await enter(clients, "/account", passenger.token),
    };
    const see = async (token, method, url, body, headers) => {
      const answer = await call(server, method, url, { token, body, headers });
      docs.see(method, url, answer);
      assert.notEqual(answer.status, 500, url);
      return answer.body.data;
    };

    await ping(town, driver);
    const offer = event(at["/drivers"].socket, "trip:assignment:offered");
    const trip = await see(passenger.token, "POST", "/api/trips", wish(town, passenger));
    const [{ assignmentId }] = await offer;
    const me = { driverId: driver.id };
    await see(driver.token, "GET", `/api/trips/${trip.id}`);
    await see(driver.token, "PATCH", `/api/trips/assignments/${assignmentId}/accept`);
    await see(driver.token, "PATCH", `/api/trips/assignments/${assignmentId}/accept`);
    await see(passenger.token, "GET", `/api/trips/passengers/${passenger.id}/active-trip`);
    await see(driver.token, "GET", `/api/trips/drivers/${driver.id}/active-trip`);
    await see(town.admin, "POST", `/api/admin/trips/${trip.id}/actions/send-message`, {
      target: "both",
      message: "Hello",
    });
    for (const step of ["arrived-pickup", "start", "complete"])
      await see(driver.token, "POST", `/api/trips/${trip.id}/${step}`, me);

    const second = await see(passenger.token, "POST", "/api/trips", wish(town, passenger));
    await see(town.admin, "POST", `/api/admin/trips/${second.id}/actions/cancel`, { reason: "test" });
    const third = await see(passenger.token, "POST", "/api/trips", wish(town, passenger));
    await see(passenger.token, "POST", `/api/trips/${third.id}/cancel`, { reason: "test" });
    await see(passenger.token, "POST", `/api/trips/${NOBODY}/cancel`, {});
    await see(town.admin, "POST", "/api/admin/notifications", { target: "all", data: { a: 1 } });
    const { socket } = at["/drivers"];
    await socket.emitWithAck("driver:location:ping", CORNER);
    await socket.emitWithAck("driver:status:update", { isOnline: true, isAvailableForTrips: true });
    await socket.emitWithAck("driver:trip:set", { currentTripId: null });
    await socket.emitWithAck("driver:location:ping", {});

    // Every GET there is, with ids of what exists where the path wants some.
    const car = (await see(town.admin, "GET", "/api/vehicles"))[0];
    const profile = (await see(town.admin, "GET", "/api/drivers"))[0];
    const policy = (await see(town.admin, "GET", "/api/price-policies"))[0];
    const city = await see(town.admin, "POST", "/api/cities", {
      name: "Caracas",
      countryCode: "VE",
      timezone: "America/Caracas",
    });
    const square = [[[[-67, 10], [-66, 10], [-66, 11], [-67, 11], [-67, 10]]]];
    const zone = await see(town.admin, "POST", "/api/zones", {
      cityId: city.id,
      name: "Centre",
      geom: { type: "MultiPolygon", coordinates: square },
    });
    const ids = [
      ["/api/trips/passengers/", passenger.id],
      ["/api/trips/drivers/", driver.id],
      ["/api/trips/", trip.id],
      ["/api/admin/trips/", trip.id],
      ["/api/vehicles/", car.id],
      ["/api/drivers/", profile.id],
      ["/api/drivers-balance/", driver.id],
      ["/api/driver-availability/", driver.id],
      ["/api/price-policies/", policy.id],
      ["/api/cities/", city.id],
      ["/api/zones/", zone.id],
      ["/api/vehicle-types/", town.type.id],
      ["/api/vehicle-categories/", town.category.id],
      ["/api/vehicle-service-classes/", town.klass.id],
      ["/api/users/", passenger.id],
    ];
    for (const { name, path } of docs.operations().filter((one) => one.name.startsWith("GET "))) {
      const id = ids.find(([beginning]) => path.startsWith(beginning))?.[1];
      assert.ok(id || !path.includes("{"), `${name} needs an id`);
      const query = /by-point|nearby/.test(path) ? `?lat=${CORNER.lat}&lng=${CORNER.lng}` : "";
      const url = `${path.replaceAll(/\{\w+\}/g, id)}${query}`;
      for (const token of [town.admin, driver.token, passenger.token, undefined])
        await see(token, "GET", url);
      if (path.includes("{")) await see(town.admin, "GET", path.replaceAll(/\{\w+\}/g, NOBODY));
      await see(town.admin, "GET", `${url}${query ? "&" : "?"}foo=1`);
    }

    // Identity.
    const { accessToken, refreshToken } = (await tryLogin(server, "pia@example.org")).body.data;
    docs.see("POST", "/api/auth/login", await tryLogin(server, "x@y.zz"));
    for (const token of [refreshToken, "x"])
      docs.see("POST", "/api/auth/refresh", await refresh(server, token));
    await see(accessToken, "POST", "/api/users/ping-location", CORNER);
    await see(undefined, "POST", "/api/users/register", { user: {}, credentials: {} });
    await see(accessToken, "POST", "/api/auth/logout", {});

    await eventually(() => at["/drivers"].names().includes("exception"), "no exception");
    for (const [namespace, { heard }] of Object.entries(at)) docs.hear(namespace, heard);
    assert.deepEqual(docs.wrong, []);
    const unseen = docs.unanswered("/api/").filter((name) => name.startsWith("GET "));
    assert.deepEqual(unseen, []);
  });
});
