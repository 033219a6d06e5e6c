// Accounts and tokens that operators make.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { it } from "../harness/fixture.mjs";
import { folder, serve } from "../harness/fleetwired.mjs";
import { PASSWORD, QUICK, call, login, loginAdmin, tryLogin } from "../harness/identity.mjs";

/** Runs fleetwire-ctl to its end. */
const ctl = (args, input = "") => {
  const done = spawnSync(process.env.FLEETWIRE_CTL, args, { input, encoding: "utf8" });
  return { ...done, out: done.stdout.trim() };
};

describe("identity: administration", () => {
  it("makes an admin while the server runs", async (t) => {
    const data = folder(t).path;
    const server = await serve(t, { systems: "identity", "storage.data": data });
    const args = [
      "user",
      "create",
      "--data",
      data,
      "--type",
      "admin",
      "--email",
      "boss@example.org",
    ];
    const made = ctl([...args, "--password-stdin"], `${PASSWORD}\n`);
    assert.equal(made.status, 0, made.stderr);
    const boss = await login(server, "boss@example.org", { type: "admin" });
    assert.equal(boss.user.id, made.out);
    const all = await call(server, "GET", "/api/users", { token: boss.accessToken });
    assert.equal(all.status, 200);
    assert.equal(all.body.meta.total, 1);
    const again = ctl([...args, "--password-stdin"], `${PASSWORD}\n`);
    assert.equal(again.status, 1);
    assert.match(again.stderr, /already registered/);
    assert.equal(ctl(args).status, 2);
  });

  it("takes users with the hashes of another back end", async (t) => {
    const data = folder(t).path;
    const server = await serve(t, { systems: "identity", "storage.data": data });
    const create = (email, hash) =>
      ctl(["user", "create", "--data", data, "--email", email, "--password-hash-stdin"], `${hash}\n`);
    // "correct horse"
    const tail = "$04$abcdefghijklmnopqrstuujydOTSfIH/d5oUHpsygqV5X9xJLQc6e";
    for (const kind of ["2a", "2b", "2y"]) {
      const email = `${kind}@example.org`;
      const made = create(email, `$${kind}${tail}`);
      assert.equal(made.status, 0, made.stderr);
      assert.equal((await tryLogin(server, email, { password: "correct horsf" })).status, 401);
      // The first login stores a hash of our own, by which the second is judged.
      for (const round of [1, 2]) {
        const { user } = await login(server, email, { password: "correct horse" });
        assert.equal(user.id, made.out, `login ${round}`);
      }
    }
    for (const hash of [
      "",
      "correct horse",
      `$2x${tail}`,
      `$2b${tail}x`,
      `$2b${tail.slice(0, -1)}`,
      `$2b$16${tail.slice(3)}`,
      `$2b$04$${"!".repeat(53)}`,
      "$argon2id$v=19$m=64,t=1,p=1$c2FsdA",
    ]) {
      const refused = create("bad@example.org", hash);
      assert.equal(refused.status, 1, hash);
      assert.match(refused.stderr, /standard input holds no hash of bcrypt or argon2id/);
    }
    assert.equal((await tryLogin(server, "bad@example.org")).status, 401);
    const both = ["user", "create", "--data", data, "--email", "x@example.org"];
    const asked = ctl([...both, "--password-stdin", "--password-hash-stdin"], "x");
    assert.equal(asked.status, 2);
    assert.match(asked.stderr, /--password-stdin or --password-hash-stdin is needed/);
  });

  it("makes tokens for programs", async (t) => {
    const data = folder(t).path;
    const server = await serve(t, { systems: "identity", "storage.data": data });
    const token = ctl(["token", "create", "--role", "service", "--data", data]);
    assert.equal(token.status, 0, token.stderr);
    assert.equal(token.stderr, "");
    const all = await call(server, "GET", "/api/users", { token: token.out });
    assert.equal(all.status, 200);
    // Who has no session is no admin, and is told so before he tries.
    const admin = ctl(["token", "create", "--role", "admin", "--data", data]);
    assert.equal(admin.status, 0);
    assert.match(admin.stderr, /note: .*--role service does/);
    assert.equal((await call(server, "GET", "/api/users", { token: admin.out })).status, 403);
  });

  it("makes no token for a folder that no server has", async (t) => {
    const data = folder(t).path;
    for (const typo of [data, join(data, "typo")]) {
      const token = ctl(["token", "create", "--role", "service", "--data", typo]);
      assert.deepEqual([token.status, token.out], [1, ""]);
      assert.match(token.stderr, /holds no data of a server/);
    }
    assert.deepEqual(readdirSync(data), []);
  });

  it("says that an admin without a password is not made", async (t) => {
    const data = folder(t).path;
    const settings = { systems: "identity", ...QUICK, "storage.data": data };
    const warned = ({ stdout, stderr }) =>
      /"admin_not_made".*auth\.admin_password is not set/.test(stdout + stderr);
    const first = await serve(t, { ...settings, "auth.admin_password": "" });
    assert.equal(warned(first), true);
    await first.stop();
    const second = await serve(t, settings);
    assert.equal(warned(second), false);
    await second.stop();
    // It is there: its password need not stay in the settings.
    const third = await serve(t, { ...settings, "auth.admin_password": "" });
    assert.equal(warned(third), false);
    await loginAdmin(third);
  });

  it("has the admin of its settings", async (t) => {
    const server = await serve(t, { systems: "identity", ...QUICK });
    const admin = await loginAdmin(server);
    assert.equal(admin.userType, "admin");
    const self = await call(server, "POST", "/api/users/register", {
      body: {
        user: { name: "x", email: "x@example.org", userType: "admin" },
        credentials: { authenticationMethod: "local", password: PASSWORD },
      },
    });
    assert.equal(self.status, 403);
  });
});
