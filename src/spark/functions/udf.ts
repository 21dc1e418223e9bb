/** Functions of one's own as functions of columns. */
import type { NDArray } from "../../numpy/index.js";
import { type OwnColumnFunction, ownColumnFunction } from "../api/own-column-function.js";
import type { DataType } from "../types/index.js";

/** How a function of one's own is called. */
export interface UdfOptions {
  /** What it is called in plans and errors. Default: the function's name. */
  readonly name?: string;
  /** Whether longs are bigints in its arguments. Default: they are numbers, and one beyond 2^53 is an error. */
  readonly bigint?: boolean;
  /** Calls it for many rows at once, with columns. Default: for each row, with values. */
  readonly vectorised?: boolean;
}

/**
 * A function of one's own as a function of columns. It is called for each row: it is given values as rows have them, null among them, and gives a value of
 * the type. It runs where the rows are, with what it captured and what it imports.
 *
 * ```ts
 * const plusOne = F.udf((x: number | null) => (x === null ? null : x + 1), "int");
 * df.select(plusOne("age"));
 * ```
 *
 * A vectorised one is called for many rows at once: PySpark's pandas_udf with ndarrays. Columns of numbers and booleans come as ndarrays (null is NaN among
 * floats, and an error among integers and booleans), others as arrays; it gives as many values, in an ndarray, a typed array or an array. How
 * many rows come at once is the engine's affair.
 *
 * ```ts
 * const celsius = F.udf((f: NDArray) => np.multiply(np.subtract(f, 32), 5 / 9), "double", { vectorised: true });
 * ```
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.udf.html
 * @param returnType in SQL's words or as a type. Default: string
 * @throws ValueError, ParseException for what is no function or no type. When it runs: FunctionException when the function throws or gives what isn't of the type;
 *   NotPortableError when it can't travel; NotSupportedError without apache-arrow, and on a cluster without esbuild
 */
// biome-ignore lint/suspicious/noExplicitAny: ndarrays of any dtype, or arrays of any values
export function udf<A extends any[]>(
  f: (...args: A) => ArrayLike<unknown> | NDArray,
  returnType: DataType | string,
  options: UdfOptions & { readonly vectorised: true },
): OwnColumnFunction<A>;
// biome-ignore lint/suspicious/noExplicitAny: a function of any arguments
export function udf<A extends any[], R>(
  f: (...args: A) => R,
  returnType?: DataType | string,
  options?: UdfOptions,
): OwnColumnFunction<A, NonNullable<R>>;
export function udf(
  f: (...args: never) => unknown,
  returnType: DataType | string = "string",
  { vectorised = false, ...options }: UdfOptions = {},
): OwnColumnFunction {
  return ownColumnFunction("udf", vectorised ? "vectorised udf" : "udf", f, returnType, options);
}
