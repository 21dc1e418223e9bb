/**
 * The checks before a routine runs. A BLAS trusts its caller: a size that is off by one makes native code read or write
 * outside of an array. So everything is checked here, before anything is touched, and the errors name the argument.
 */
import { DTypeError, ValueError } from "../errors.js";
import type { FloatArray, Precision } from "./precision.js";

/**
 * Whether an operand is transposed: `"n"` or `"t"`; also `"c"`, the conjugate transpose, which is the transpose of a real
 * matrix; in capitals; and CBLAS's words.
 */
export type Transpose = "n" | "t" | "c" | "N" | "T" | "C" | "CblasNoTrans" | "CblasTrans" | "CblasConjTrans";

const TRANSPOSES: Readonly<Record<Transpose, boolean>> = {
  n: false,
  t: true,
  c: true,
  N: false,
  T: true,
  C: true,
  CblasNoTrans: false,
  CblasTrans: true,
  CblasConjTrans: true,
};

/** True for a transposed operand. */
export function transposed(routine: string, argument: string, value: Transpose): boolean {
  const found = Object.hasOwn(TRANSPOSES, value) ? TRANSPOSES[value] : undefined;
  if (found !== undefined) return found;
  throw new ValueError(
    `${routine}: ${argument} is ${show(value)}; allowed are "n" (as it is) and "t" (transposed), ` +
      `or CBLAS's words "CblasNoTrans" and "CblasTrans".`,
  );
}

/** @throws ValueError unless the value is an integer from 0 */
export function checkSize(routine: string, argument: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new ValueError(`${routine}: ${argument} is ${show(value)}; it must be an integer from 0.`);
}

/** @throws DTypeError unless the value is a number */
export function checkScalar(routine: string, argument: string, value: number): void {
  if (typeof value === "number") return;
  throw new DTypeError(`${routine}: ${argument} is ${show(value)}; it must be a number.`);
}

/** @throws DTypeError unless the value is the typed array of the precision */
export function checkArray(routine: string, argument: string, value: FloatArray, precision: Precision): void {
  if (precision === "float32" ? value instanceof Float32Array : value instanceof Float64Array) return;
  const [wanted, letter, other] =
    precision === "float32" ? ["Float32Array", "d", "Float64Array"] : ["Float64Array", "s", "Float32Array"];
  const given = value instanceof Object ? value.constructor?.name : show(value);
  throw new DTypeError(
    `${routine}: ${argument} is ${article(given)}; it must be a ${wanted}` +
      (given === other ? ` (${letter}${routine.slice(1)} takes ${other}s).` : "."),
  );
}

/**
 * A matrix of `rows` × `columns`, row-major, whose rows begin `ld` elements apart.
 * @throws ValueError when the leading dimension is too small or the array too short
 */
export function checkMatrix(
  routine: string,
  argument: string,
  array: { readonly length: number },
  rows: number,
  columns: number,
  ld: number,
): void {
  const least = Math.max(1, columns);
  if (!(Number.isSafeInteger(ld) && ld >= least)) {
    throw new ValueError(
      `${routine}: ld${argument} is ${show(ld)}; the rows of ${argument}, which is stored as ${rows} × ${columns}, ` +
        `begin at least ${least} elements apart.`,
    );
  }
  if (rows === 0 || columns === 0) return;
  const needed = (rows - 1) * ld + columns;
  if (needed <= array.length) return;
  throw new ValueError(
    `${routine}: ${argument} has ${array.length} elements; ${rows} × ${columns} of them with ld${argument} = ${ld} ` +
      `take ${needed}.`,
  );
}

/**
 * A vector of n elements that stand `inc` apart; a negative increment begins at the far end.
 * @throws ValueError when the increment isn't an integer or the array is too short
 */
export function checkVector(
  routine: string,
  argument: string,
  array: { readonly length: number },
  n: number,
  inc: number,
  zeroAllowed: boolean,
): void {
  if (!Number.isSafeInteger(inc) || (inc === 0 && !zeroAllowed)) {
    throw new ValueError(
      `${routine}: inc${argument} is ${show(inc)}; it must be an integer${zeroAllowed ? "" : " other than 0"}.`,
    );
  }
  if (n === 0) return;
  const needed = (n - 1) * Math.abs(inc) + 1;
  if (needed <= array.length) return;
  throw new ValueError(
    `${routine}: ${argument} has ${array.length} elements; ${n} of them with inc${argument} = ${inc} take ${needed}.`,
  );
}

/**
 * What is written must not be what is read. Parts of one matrix may stand between each other (rows of one, blocks of
 * another), so only operands that begin at the same element are refused; any other overlap is undefined, as in BLAS.
 * @throws ValueError when the output is also an input
 */
export function checkDistinct(
  routine: string,
  output: string,
  written: FloatArray,
  input: string,
  read: FloatArray,
): void {
  if (written.buffer !== read.buffer || written.byteOffset !== read.byteOffset) return;
  if (written.length === 0 || read.length === 0) return;
  throw new ValueError(
    `${routine}: ${output} begins at the same element as ${input}; what is written can't be what is read. Pass a copy.`,
  );
}

function show(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function article(name: string | undefined): string {
  if (name === undefined) return "an object";
  return /^(null|undefined|true|false|[-\d"].*)$/.test(name)
    ? name
    : `${/^[AEIO]/.test(name) ? "an" : "a"} ${name}`;
}
