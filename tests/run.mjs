// Runs every suite, or those whose path holds one of the words given: npm test -- upgrade heartbeat
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL(".", import.meta.url));
const words = process.argv.slice(2);
const files = ["conformance", "e2e"]
  .map((folder) => join(root, folder))
  .filter(existsSync)
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((path) => path.endsWith(".test.mjs"))
  .filter(
    (path) => words.length === 0 || words.some((word) => relative(root, path).includes(word)),
  );
if (files.length === 0) {
  console.error("no suite matches");
  process.exit(1);
}
const { status } = spawnSync(process.execPath, ["--test", ...files], { stdio: "inherit" });
process.exit(status ?? 1);
