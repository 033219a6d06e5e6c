import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe } from "node:test";
import { it } from "../harness/fixture.mjs";
import { folder, launch, run, serve, start } from "../harness/fleetwired.mjs";
import { PASSWORD, QUICK, login } from "../harness/identity.mjs";
import { splitCommand } from "../harness/server.mjs";

const settings = (data) => ({ systems: "identity", "storage.data": data.path, ...QUICK });

/** The tool that operators use beside a server. */
function ctl(args, input = "") {
  const [program, ...rest] = splitCommand(process.env.FLEETWIRE_CTL);
  const done = spawnSync(program, [...rest, ...args], { input, encoding: "utf8", timeout: 60_000 });
  return { status: done.status, stdout: done.stdout, stderr: done.stderr };
}

describe("a data folder", () => {
  it("belongs to one server, and the second says whose it is", async (t) => {
    const data = folder(t);
    const first = await serve(t, settings(data));
    const flags = Object.entries({ ...settings(data), "server.port": 0, "telemetry.port": 0 });
    const second = run(flags.map(([name, value]) => `--${name}=${value}`));
    assert.notEqual(second.status, 0);
    const said = second.stdout + second.stderr;
    assert.ok(said.includes(`${data.path} is in use by another server`), said);
    assert.ok(said.includes(`(process ${first.child.pid})`), said);
  });

  it("is read by its owner alone", async (t) => {
    const { path } = folder(t);
    const mode = (...names) => statSync(join(path, ...names)).mode & 0o777;
    await serve(t, settings({ path: join(path, "new") }));
    assert.equal(mode("new"), 0o700);
    const backup = ctl(["db", "backup", "--data", join(path, "new"), "--to", join(path, "copy")]);
    assert.equal(backup.status, 0, backup.stderr);
    const open = ["new", "copy"].flatMap((folder) =>
      readdirSync(join(path, folder), { withFileTypes: true })
        .filter((one) => one.isFile() && mode(folder, one.name) !== 0o600)
        .map(({ name }) => `${folder}/${name}`),
    );
    assert.deepEqual(open, []);
    assert.ok(readdirSync(join(path, "copy")).includes("promises.db"));
  });

  it("is free again after the server ended, however it ended", async (t) => {
    const data = folder(t);
    const first = await start(settings(data));
    await first.kill();
    const second = await launch(settings(data));
    await second.stop();
    await (await launch(settings(data))).stop();
  });

  it("can be worked on by tools while a server has it", async (t) => {
    const data = folder(t);
    const server = await serve(t, settings(data));
    const made = ctl(
      ["user", "create", "--data", data.path, "--type", "driver", "--email", "dee@example.org", "--password-stdin"],
      `${PASSWORD}\n`,
    );
    assert.equal(made.status, 0, made.stderr);
    const { accessToken } = await login(server, "dee@example.org", { type: "driver" });
    assert.ok(accessToken);
  });
});
