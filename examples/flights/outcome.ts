import type { Difference } from "./compare.js";
import type { Measured } from "./measure.js";
import type { Way } from "./way.js";

/** A way of computing that answered, or one that this machine can't use and why. */
export type Outcome =
  | { readonly way: Way; readonly measured: Measured; readonly difference: Difference }
  | { readonly way: Way; readonly notHere: string };
