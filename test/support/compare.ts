/** Whether an array of ours is what NumPy gives: dtype, shape and every element. */
import { type AnyTypedArray, DTYPES, type DTypeName, typedArrayOf } from "../../dist/array/index.js";
import type { OracleOutcome, OracleValue } from "./numpy_oracle.js";
import { ulpDistance } from "./ulp.js";

/** What a back end gave: elements in C order. */
export interface Result {
  readonly dtype: DTypeName;
  readonly shape: readonly number[];
  readonly data: AnyTypedArray;
}

export interface Tolerance {
  /** Units in the last place that a float may be off; 0 without it. */
  readonly ulp?: number;
  /** The largest absolute difference that is as good as none (for sums that cancel). */
  readonly absolute?: (index: number) => number;
  /** Whether -0 and 0 count as equal, where NumPy itself says so of neither. */
  readonly anyZero?: boolean;
  /** The dtype expected where the design deviates from NumPy's. */
  readonly dtype?: DTypeName;
}

export interface Comparison {
  /** What is wrong in a few words, or null. */
  readonly problem: string | null;
  /** The largest distance seen, in units in the last place. */
  readonly ulp: number;
}

/** The elements of an oracle's value as our typed array. */
export function elementsOf(value: OracleValue): AnyTypedArray {
  const type = DTYPES[value.dtype as DTypeName];
  return new (typedArrayOf(type))(
    value.data.buffer,
    value.data.byteOffset,
    value.data.byteLength / type.itemsize,
  );
}

function sameBytes(a: AnyTypedArray, b: AnyTypedArray): boolean {
  const left = Buffer.from(a.buffer as ArrayBuffer, a.byteOffset, a.byteLength);
  return left.equals(new Uint8Array(b.buffer, b.byteOffset, b.byteLength));
}

/** Compares element by element; NaN equals NaN, -0 differs from 0 unless the tolerance says otherwise. */
export function compare(mine: Result, wanted: OracleOutcome, tolerance: Tolerance = {}): Comparison {
  if (wanted.kind !== "array") return { problem: `NumPy gave ${JSON.stringify(wanted)}`, ulp: Infinity };
  const dtype = tolerance.dtype ?? wanted.dtype;
  if (mine.dtype !== dtype) return { problem: `dtype ${mine.dtype}, NumPy's is ${dtype}`, ulp: Infinity };
  if (mine.shape.join() !== wanted.shape.join())
    return { problem: `shape (${mine.shape}), NumPy's is (${wanted.shape})`, ulp: Infinity };
  const theirs = elementsOf(wanted);
  if (mine.data.length !== theirs.length)
    return { problem: `${mine.data.length} elements for a shape of ${theirs.length}`, ulp: Infinity };
  if (tolerance.dtype === undefined && sameBytes(mine.data, theirs)) return { problem: null, ulp: 0 };

  const float = dtype === "float32" || dtype === "float64" ? dtype : null;
  let ulp = 0;
  for (let i = 0; i < theirs.length; i++) {
    const x = mine.data[i];
    const y = theirs[i];
    if (float === null) {
      // Loosely: an index of int32 against one of int64.
      // biome-ignore lint/suspicious/noDoubleEquals: 1 == 1n
      if (x != y) return { problem: `element ${i} is ${x}, NumPy's is ${y}`, ulp: Infinity };
      continue;
    }
    if (x === y) {
      if (x === 0 && !tolerance.anyZero && !Object.is(x, y))
        return {
          problem: `element ${i} is ${Object.is(x, -0) ? "-0" : "0"}, NumPy's is the other zero`,
          ulp,
        };
      continue;
    }
    const absolute = tolerance.absolute?.(i) ?? 0;
    if (Math.abs((x as number) - (y as number)) <= absolute) continue;
    const distance = ulpDistance(x as number, y as number, float);
    if (distance > (tolerance.ulp ?? 0))
      return { problem: `element ${i} is ${x}, NumPy's is ${y} (${distance} ULP)`, ulp: distance };
    ulp = Math.max(ulp, distance);
  }
  return { problem: null, ulp };
}

/** Collects what is wrong over a whole sweep, so that one failure doesn't hide the others. */
export class Problems {
  readonly #found: string[] = [];
  #cases = 0;

  add(label: string, problem: string | null): void {
    this.#cases++;
    if (problem !== null) this.#found.push(`${label}: ${problem}`);
  }

  /** How many cases were looked at: a sweep of none is no test. */
  get cases(): number {
    return this.#cases;
  }

  /** The first thirty, and how many there are. */
  get text(): string {
    if (this.#found.length === 0) return "";
    return `${this.#found.length} of ${this.#cases} cases differ\n${this.#found.slice(0, 30).join("\n")}`;
  }
}
