/** How many floats lie between two numbers; 0 for the same, and for two NaNs. Minus zero isn't zero. */
export function floatsApart(a: number, b: number, type: "double" | "float"): number {
  if (Object.is(a, b)) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.POSITIVE_INFINITY;
  if (a === b) return 1;
  const [m, n] = [a, b].map((x) => place(x, type)) as [bigint, bigint];
  return Number(m > n ? m - n : n - m);
}

/** Its place among all floats, from the least. */
function place(x: number, type: "double" | "float"): bigint {
  const view = new DataView(new ArrayBuffer(8));
  if (type === "float") {
    view.setFloat32(0, x);
    const bits = view.getInt32(0);
    return BigInt(bits < 0 ? -(bits & 0x7fffffff) : bits);
  }
  view.setFloat64(0, x);
  const bits = view.getBigInt64(0);
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}
