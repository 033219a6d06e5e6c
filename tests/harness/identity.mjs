// Accounts and their tokens, for the suites of systems that need somebody.
import assert from "node:assert/strict";
import { request } from "./polling.mjs";

export const ADMIN = { email: "admin@example.org", password: "admin password" };
export const PASSWORD = "correct horse";

/** Settings under which logging in costs little and there is an admin. */
export const QUICK = {
  "auth.argon2_memory_kib": 64,
  "auth.argon2_passes": 1,
  "auth.admin_email": ADMIN.email,
  "auth.admin_password": ADMIN.password,
};

/** One call of the REST interface: {status, headers, body}. */
export async function call(server, method, path, { body, token, headers = {} } = {}) {
  const all = { ...headers };
  if (body !== undefined) all["Content-Type"] = "application/json";
  if (token) all.Authorization = `Bearer ${token}`;
  const answer = await request(`${server.url}${path}`, {
    method,
    headers: all,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  return {
    status: answer.status,
    headers: answer.headers,
    body: answer.text && answer.text.startsWith("{") ? JSON.parse(answer.text) : answer.text,
  };
}

/** A new user; its id. */
export async function register(server, email, userType = "passenger", password = PASSWORD) {
  const { status, body } = await call(server, "POST", "/api/users/register", {
    body: {
      user: { name: email.split("@")[0], email, userType },
      credentials: { authenticationMethod: "local", password },
    },
  });
  assert.equal(status, 201);
  assert.equal(body.success, true, JSON.stringify(body));
  return body.data.id;
}

const APPLICATIONS = { passenger: "passenger_app", driver: "driver_app", admin: "admin_panel" };

/** Tries to log in: the whole answer. */
export const tryLogin = (
  server,
  email,
  { password = PASSWORD, type = "passenger", ...more } = {},
) =>
  call(server, "POST", "/api/auth/login", {
    body: { email, password, appAudience: APPLICATIONS[type], ...more },
  });

/** Logs in: the `data` of the answer. */
export async function login(server, email, options) {
  const { status, body } = await tryLogin(server, email, options);
  assert.equal(status, 200, JSON.stringify(body));
  return body.data;
}

export const loginAdmin = (server) =>
  login(server, ADMIN.email, { password: ADMIN.password, type: "admin" });

export const refresh = (server, refreshToken) =>
  call(server, "POST", "/api/auth/refresh", { body: { refreshToken } });
