/** A function that imports something: on a cluster it goes as a file with all of it. */
import { hypot } from "./hypot.mjs";

export function norm(x, y) {
  return hypot(x, y);
}
