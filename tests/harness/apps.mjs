// The apps that people use, as far as a server can tell: the same logins, options, listeners and
// calls, each with the state that its screen would show.
import assert from "node:assert/strict";
import { io } from "socket.io-client";
import { PASSWORD, call } from "./identity.mjs";

/** What all apps share: tokens, calls that refresh them once, a socket. */
class App {
  phases = [];
  heard = [];
  faults = [];

  constructor(server, test, email) {
    this.server = server;
    this.email = email;
    test.after(() => this.socket?.disconnect());
  }

  async logIn(application, more = {}) {
    const answer = await call(this.server, "POST", "/api/auth/login", {
      body: { email: this.email, password: PASSWORD, appAudience: application, ...more },
      headers: { "User-Agent": this.userAgent },
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    const { accessToken, refreshToken, accessTokenExpiresAt } = answer.body.data;
    assert.equal(typeof accessTokenExpiresAt, "number");
    this.token = accessToken;
    this.refreshToken = refreshToken;
    this.cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0];
    const claims = JSON.parse(Buffer.from(accessToken.split(".")[1], "base64url"));
    this.id = claims.sub;
    return answer;
  }

  /** Tokens turn in the body, or by cookie where the login gave one. */
  async refresh() {
    const answer = await call(this.server, "POST", "/api/auth/refresh", {
      body: this.cookie ? {} : { refreshToken: this.refreshToken },
      headers: this.cookie ? { Cookie: this.cookie } : {},
    });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    this.token = answer.body.data.accessToken;
    this.refreshToken = answer.body.data.refreshToken;
    this.cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0] ?? this.cookie;
  }

  /** `data` of the answer; a 401 is tried again after a refresh. */
  async api(method, path, body, headers = {}) {
    const ask = (more) =>
      call(this.server, method, path, { token: this.token, body, headers: { ...headers, ...more } });
    let answer = await ask({});
    if (answer.status === 401) {
      await this.refresh();
      answer = await ask({ "x-auth-retried": "1" });
    }
    if (answer.body.success !== true)
      throw Object.assign(new Error(`${answer.status} ${JSON.stringify(answer.body)}`), {
        status: answer.status,
        code: answer.body.error?.code,
      });
    return answer.body.data;
  }

  open(namespace, options) {
    this.socket = io(`${this.server.url}${namespace}`, {
      forceNew: true,
      transports: ["websocket"],
      auth: { token: this.token },
      reconnection: true,
      reconnectionAttempts: Infinity,
      reconnectionDelay: 10,
      reconnectionDelayMax: 50,
      ...options,
    });
    this.socket.io.on("reconnect_attempt", () => (this.socket.auth = { token: this.token }));
    this.socket.onAny((name, ...args) => this.heard.push([name, ...args]));
    this.socket.on("connect_error", ({ message }) => this.faults.push(message));
    return new Promise((resolve) => this.socket.once("hello", resolve));
  }

  names() {
    return this.heard.map(([name]) => name);
  }

  /** Runs a listener as the app does: what it throws is a fault the user would see. */
  on(name, handle) {
    this.socket.on(name, (...args) =>
      Promise.resolve()
        .then(() => handle(...args))
        .catch((error) => this.faults.push(`${name}: ${error.message}`)),
    );
  }
}

/** Goes online, reports where it is, takes an offer when idle, and looks the trip up on each event. */
export class DriverApp extends App {
  userAgent = "okhttp/4.12.0 (Linux; Android 14; Pixel 8) Mobile";
  phase = "idle";

  async start(place) {
    await this.logIn("driver_app", { sessionType: "mobile_app", expectedUserType: "driver" });
    await this.open("/drivers", { reconnectionDelayMax: 5000 });
    this.on("trip:assignment:offered", (offer) => this.#offered(offer));
    this.on("trip:driver_assigned", ({ tripId }) => this.#moved("assigned", tripId));
    this.on("trip:arriving_started", ({ snapshot }) => this.#moved("arriving", snapshot.tripId));
    this.on("trip:started", ({ tripId }) => this.#moved("in_progress", tripId));
    this.on("trip:completed", ({ tripId }) => this.#moved("completed", tripId));
    this.on("trip:cancelled", ({ tripId }) => this.#moved("cancelled", tripId));
    this.me = await this.api("GET", "/api/driver-availability/driver-auth");
    await this.available(true);
    await this.report(place);
  }

  async available(isAvailableForTrips) {
    this.me = await this.api("PATCH", "/api/driver-availability/status-by-driver", {
      isAvailableForTrips,
    });
  }

  /** As the app decides whether to report at all. */
  get isMatchable() {
    const { isOnline, isAvailableForTrips, availabilityReason, currentTripId } = this.me;
    return isOnline && isAvailableForTrips && availabilityReason === null && !currentTripId;
  }

  async report(place) {
    this.me = await this.api("POST", "/api/driver-availability/ping-location", {
      ...place,
      accuracyMeters: 5,
      reportedAt: new Date().toISOString(),
    });
  }

  async #offered({ assignmentId, tripId, ttlSec, expiresAt }) {
    if (this.phase !== "idle") return;
    this.offer = { assignmentId, ttlSec, expiresAt };
    await this.#moved("offered", tripId);
  }

  /** Shows the trip of the event; the answer must not be older than the event. */
  async #moved(phase, tripId) {
    if (this.tripId && this.tripId !== tripId) return;
    this.tripId = tripId;
    this.phase = phase;
    const row = [phase, undefined]; // answers may overtake each other, events do not
    this.phases.push(row);
    this.trip = await this.api("GET", `/api/trips/${tripId}`);
    row[1] = this.trip.currentStatus;
  }

  accept() {
    return this.api("PATCH", `/api/trips/assignments/${this.offer.assignmentId}/accept`);
  }

  async decline() {
    await this.api("POST", `/api/trips/${this.offer.assignmentId}/reject`, { reason: "busy" });
    this.phase = "idle";
    this.tripId = undefined;
  }

  step(what, more = {}) {
    return this.api("POST", `/api/trips/${this.tripId}/${what}`, { driverId: this.id, ...more });
  }
}

/** Looks at the catalogue, asks what a trip costs, requests it with a key, and follows it. */
export class PassengerApp extends App {
  userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148";

  async start(place) {
    await this.logIn("passenger_app", { sessionType: "mobile_app" });
    const profile = await this.api("GET", "/api/users/profile");
    assert.equal(profile.userType, "passenger");
    await this.api("POST", "/api/users/ping-location", { ...place, forceSave: true });
    await this.open("/passengers", { reconnectionDelayMax: 5000 });
    for (const [event, phase] of Object.entries(PassengerApp.events))
      this.on(event, (ev) => this.#moved(phase, ev.tripId));
    const [categories, classes] = await Promise.all([
      this.api("GET", "/api/vehicle-categories"),
      this.api("GET", "/api/vehicle-service-classes"),
    ]);
    this.category = categories.find(({ isActive }) => isActive !== false);
    this.klass = classes.find(({ isActive }) => isActive !== false);
  }

  static events = {
    "trip:assigning_started": "searching",
    "trip:no_drivers_found": "nobody",
    "trip:driver_assigned": "assigned",
    "trip:driver_accepted": "accepted",
    "trip:driver_en_route": "en_route",
    "trip:arriving_started": "arriving",
    "trip:driver_arrived_pickup": "here",
    "trip:started": "in_progress",
    "trip:completed": "completed",
    "trip:cancelled": "cancelled",
  };

  estimate(pickup, ...stops) {
    return this.api("POST", "/api/trips/estimate", {
      vehicleCategoryId: this.category.id,
      serviceClassId: this.klass.id,
      currency: "CUP",
      pickup,
      stops,
    });
  }

  /** The key travels in the body, as the app sends it. */
  async request(pickupPoint, destination, idempotencyKey) {
    const trip = await this.api("POST", "/api/trips", {
      passengerId: this.id,
      paymentMode: "cash",
      pickupPoint,
      pickupAddress: "Here",
      stops: [{ point: destination, address: "There", seq: 1 }],
      vehicleCategoryId: this.category.id,
      serviceClassId: this.klass.id,
      ...(idempotencyKey && { idempotencyKey }),
    });
    this.tripId = trip.id;
    return trip;
  }

  #moved(phase, tripId) {
    this.tripId ??= tripId;
    if (tripId === this.tripId) this.phases.push(phase);
  }
}

/** The panel in a browser: cookie login, lists, actions; every trip event makes it look again. */
export class AdminPanel extends App {
  userAgent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/124.0 Safari/537.36";
  looks = 0;

  static events = [
    "trip:requested", "trip:assigning_started", "trip:assignment:offered",
    "trip:assignment:accepted", "trip:assignment:rejected", "trip:assignment:expired",
    "trip:driver_assigned", "trip:arriving_started", "trip:driver_en_route",
    "trip:driver_arrived_pickup", "trip:started", "trip:completed", "trip:cancelled",
    "trip:no_drivers_found", "trip:waiting_surcharge_applied", "admin:trip:action_issued",
    "admin:trip:message_sent",
  ];

  async start(password) {
    const answer = await this.logIn("admin_panel", {
      password,
      expectedUserType: "admin",
      sessionType: "web",
      deviceInfo: { os: "Linux", browser: "Chrome", model: "", appVersion: "1.0" },
      userAgent: this.userAgent,
    });
    assert.equal(answer.body.data.refreshToken, undefined, "the cookie carries it");
    assert.ok(this.cookie, "no cookie");
    await this.open("/admin", { withCredentials: true, reconnectionDelay: 10 });
    for (const name of AdminPanel.events) this.on(name, () => this.list());
    return answer;
  }

  async list(query = "onlyActive=true&page=1&limit=10") {
    this.looks += 1;
    this.shown = await this.api("GET", `/api/admin/trips?${query}`);
    return this.shown;
  }

  watch(tripId) {
    this.socket.emit("admin:trip:join", { tripId });
  }

  act(tripId, action, body) {
    return this.api("POST", `/api/admin/trips/${tripId}/actions/${action}`, body);
  }
}
