// One protocol fixture per suite: started before it, checked and stopped after it.
import assert from "node:assert/strict";
import { after, before, describe, it as plainIt } from "node:test";
import { request } from "./polling.mjs";
import { Server, splitCommand } from "./server.mjs";

const TEST_LIMIT = 60_000;

/** True when the suites run against the reference implementation instead of ours. */
export const isReference = /reference[\\/]fixture\.js/.test(process.env.FIXTURE ?? "");

/** A test with a limit; the name is a sentence. */
export function it(name, run) {
  plainIt(name, { timeout: TEST_LIMIT }, run);
}

/**
 * A test of something in which this project is stricter than, or differs from, the reference
 * on purpose. The reason is shown where the reference skips it.
 */
export function ours(reason, name, run) {
  plainIt(name, { timeout: TEST_LIMIT, skip: isReference ? reason : false }, run);
}

export function startFixture(kind) {
  const line = process.env.FIXTURE;
  assert.ok(line, "FIXTURE must name the fixture program (see tests/conformance/README.md)");
  const extra = process.env.FIXTURE_FLAGS?.split(" ") ?? [];
  return Server.start(splitCommand(line), ["--kind", kind, "--port", "0", ...extra], {
    label: `fixture ${kind}`,
  });
}

/** Lets every worker serve something, so that what a worker opens once is part of the baseline. */
function warmUp(server) {
  const ask = () => request(`${server.url}/nothing`);
  return Promise.all(Array.from({ length: 40 }, ask));
}

/**
 * Describes tests that share one fixture of `kind`. After the last one the server must still be
 * there, be back at its descriptors, and stop cleanly. What the body keeps open for all of its
 * tests it lets go in `context.release`.
 */
export function withFixture(kind, title, body) {
  describe(`${kind}: ${title}`, () => {
    const context = {};
    let baseline;
    before(async () => {
      context.server = await startFixture(kind);
      await warmUp(context.server);
      baseline = await context.server.atRest();
    });
    after(async () => {
      const { server } = context;
      if (!server) return;
      try {
        await context.release?.();
        assert.ok(server.running, `the server died\n${server.stderr}`);
        await server.settled(baseline + (isReference ? 2 : 0));
      } finally {
        await server.stop();
      }
    });
    body(context);
  });
}
