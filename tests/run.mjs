// Runs every suite, or those whose path holds one of the words given: npm test -- upgrade heartbeat
// A folder takes part when the variable that names its program is set.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PROGRAMS = { conformance: "FIXTURE", e2e: "FLEETWIRED" };

const root = fileURLToPath(new URL(".", import.meta.url));
const words = process.argv.slice(2);
const suites = Object.entries(PROGRAMS)
  .filter(([, variable]) => process.env[variable])
  .flatMap(([folder]) => readdirSync(`${root}${folder}`).map((name) => `${folder}/${name}`))
  .filter((path) => path.endsWith(".test.mjs"))
  .filter((path) => words.length === 0 || words.some((word) => path.includes(word)));
if (suites.length === 0) {
  console.error(
    "No suite to run: set FIXTURE or FLEETWIRED to a program (see conformance/README.md)",
  );
  process.exit(1);
}
// Programs may be named relative to where the command was given.
const paths = suites.map((path) => `${root}${path}`);
const { status } = spawnSync(process.execPath, ["--test", ...paths], { stdio: "inherit" });
process.exit(status ?? 1);
