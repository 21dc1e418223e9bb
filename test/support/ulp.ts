/** How far two floats lie apart, counted in floats: units in the last place. */

const doubles = new Float64Array(2);
const doubleBits = new BigInt64Array(doubles.buffer);
const singles = new Float32Array(2);
const singleBits = new Int32Array(singles.buffer);

/**
 * The number of floats of the dtype from `a` to `b`: 0 for equal ones (-0 and 0 are), Infinity where only one is NaN.
 */
export function ulpDistance(a: number, b: number, dtype: "float32" | "float64"): number {
  if (a === b) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Infinity;
  if (dtype === "float32") {
    singles[0] = a;
    singles[1] = b;
    const [x, y] = singleBits;
    // Sign and magnitude to a count from zero.
    return Math.abs((x < 0 ? -(x & 0x7fffffff) : x) - (y < 0 ? -(y & 0x7fffffff) : y));
  }
  doubles[0] = a;
  doubles[1] = b;
  const [x, y] = doubleBits;
  const magnitude = 0x7fffffffffffffffn;
  const distance = (x < 0n ? -(x & magnitude) : x) - (y < 0n ? -(y & magnitude) : y);
  return Number(distance < 0n ? -distance : distance);
}
