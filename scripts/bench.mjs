// @ts-check
/**
 * `npm run bench NAME [options]` runs `bench/NAME/main.ts`; without a name it lists the benchmarks.
 */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, "bench");
const [name, ...options] = process.argv.slice(2);
const names = existsSync(folder)
  ? readdirSync(folder).filter((entry) => existsSync(join(folder, entry, "main.ts")))
  : [];

if (name === undefined || !names.includes(name)) {
  console.error(name === undefined ? "npm run bench NAME" : `There is no benchmark "${name}".`);
  console.error(
    names.length > 0 ? `The benchmarks are: ${names.join(", ")}` : "There are no benchmarks in bench/.",
  );
  process.exitCode = 1;
} else {
  const runner = join(root, "node_modules", "tsx", "dist", "cli.mjs");
  // --expose-gc is not given: the library has to manage without it, as it does for its users.
  const child = spawn(process.execPath, [runner, join(folder, name, "main.ts"), ...options], {
    stdio: "inherit",
  });
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
  });
}
