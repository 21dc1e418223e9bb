/** All that the embedded engine knows of Spark's functions. */
import { AGGREGATES } from "./aggregates.js";
import { ARITHMETIC } from "./arithmetic.js";
import { ARRAY_SETS } from "./array-sets.js";
import { ARRAYS } from "./arrays.js";
import { COMPARISON } from "./comparison.js";
import { CONDITIONAL } from "./conditional.js";
import { DATES } from "./dates.js";
import type { FunctionTable } from "./function-spec.js";
import { GENERATORS } from "./generators.js";
import { LAMBDAS } from "./lambdas.js";
import { MAPS } from "./maps.js";
import { MATH } from "./math.js";
import { STRINGS } from "./strings.js";
import { STRUCTS } from "./structs.js";
import { WINDOWS } from "./windows.js";

export const EMBEDDED: FunctionTable = {
  ...ARITHMETIC,
  ...COMPARISON,
  ...CONDITIONAL,
  ...MATH,
  ...STRINGS,
  ...DATES,
  ...AGGREGATES,
  ...WINDOWS,
  ...ARRAYS,
  ...ARRAY_SETS,
  ...MAPS,
  ...STRUCTS,
  ...GENERATORS,
  ...LAMBDAS,
};
