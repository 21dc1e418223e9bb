/** Subgroup operations on the CPU: the subgroup is the gang. */

import { NotSupportedError } from "../../../errors.js";
import type { Expression } from "../ir.js";
import type { GangContext } from "./context.js";
import type { GangValue } from "./value.js";

export function subgroup(_g: GangContext, e: Expression & { kind: "subgroup" }): GangValue {
  throw new NotSupportedError(
    `${e.op} between the lanes of a subgroup`,
    "wasm",
    "Exchange values through a shared array and syncthreads(), or run the kernel on the GPU or in the simulator.",
  );
}
