import { beforeEach } from "vitest";
import { installCommand } from "../../scripts/install-parts.mjs";
import { PARTS, type PartName } from "../../scripts/system-parts.mjs";

export type { PartName };

/**
 * Whether a part of the system is here: `true`, or the reason to skip.
 *
 * @throws {Error} with `CI` set, where a missing part is a failure
 */
export function requirePart(name: PartName): true | string {
  const { what, debian, find } = PARTS[name];
  if (find()) return true;
  const wayOut = debian.length > 0 ? installCommand([name]) : "npm run setup";
  const reason = `${what} is missing: ${wayOut}`;
  if (process.env.CI) throw new Error(reason);
  return reason;
}

/**
 * Skips each test of the file (or of the `describe` that it is called in) with the reason when a part is missing.
 *
 * @throws {Error} with `CI` set, where a missing part is a failure
 */
export function skipWithout(...names: PartName[]): void {
  const reason = names.map(requirePart).find((answer) => answer !== true);
  if (reason !== undefined) beforeEach((context) => context.skip(reason));
}

/**
 * Where a part is: OpenBLAS's file, Chromium's program, the Python that has NumPy (`"numpy"`).
 *
 * @throws {Error} when it isn't here: call it after {@link requirePart} or {@link skipWithout}, inside a test
 */
export function partPath(name: PartName): string {
  const path = PARTS[name].find();
  if (!path) throw new Error(`${PARTS[name].what} is missing`);
  return path;
}
