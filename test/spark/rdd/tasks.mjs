/** Functions of the tests' tasks, exports of a plain module so that they travel by name: they fail, die and look around as they are told. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setKillPoint } from "../../../dist/events/index.js";

/** True once for each name, over all workers and attempts. */
export function firstTime(marks, name) {
  const path = join(marks, name);
  try {
    writeFileSync(path, "", { flag: "wx" });
    return true;
  } catch {
    return false;
  }
}

/** The worker that passes `point` for the `pass`-th time after this dies there, once. */
export function dieAt(marks, point, pass) {
  mkdirSync(marks, { recursive: true });
  let passes = 0;
  setKillPoint((here) => {
    if (here === point && ++passes === pass && firstTime(marks, "killed")) process.exit(7);
  });
}

export const wasKilled = (marks) => existsSync(join(marks, "killed"));
