/** Instructions of 8- and 16-bit lanes that stand for several operations of the language: saturating sums and rounding averages. */
import type { Expression } from "../ir.js";
import type { GangContext } from "./context.js";
import { formatFor } from "./format.js";
import { asLanes, eachPart } from "./lanes-values.js";
import { fullInterval } from "./ranges.js";
import { type Format, type GangValue, shapeOf } from "./value.js";

/** The other operand when one is this constant. */
function beside(e: Expression, op: string, value: number): Expression | null {
  if (e.kind !== "arithmetic" || e.op !== op) return null;
  if (e.right.kind === "constant" && Number(e.right.value) === value) return e.left;
  if (e.left.kind === "constant" && Number(e.left.value) === value) return e.right;
  return null;
}

/** `a op b` within the format's range, both operands of it. */
function clamped(
  e: Expression,
  format: "i8" | "u8" | "i16" | "u16",
): (Expression & { kind: "arithmetic" }) | null {
  const { low, high } = fullInterval(format);
  let inner: Expression | null;
  if (format[0] === "u") inner = beside(e, "min", high) ?? beside(e, "max", 0);
  else {
    const outer = beside(e, "max", low);
    inner = outer === null ? null : beside(outer, "min", high);
    if (inner === null) {
      const other = beside(e, "min", high);
      inner = other === null ? null : beside(other, "max", low);
    }
  }
  if (inner === null || inner.kind !== "arithmetic") return null;
  if (format[0] !== "u") return inner.op === "add" || inner.op === "sub" ? inner : null;
  return inner.op === (beside(e, "min", high) !== null ? "add" : "sub") ? inner : null;
}

/** The value by one saturating or averaging instruction, or null where none fits. */
export function saturating(g: GangContext, e: Expression): GangValue | null {
  if (e.type !== "i32" && e.type !== "u32") return null;
  for (const format of ["u8", "i8", "u16", "i16"] as const) {
    if (formatFor(g.lanes, e.type, fullInterval(format)) !== format) continue;
    const pair = clamped(e, format) ?? (format[0] === "u" ? averaged(e) : null);
    if (pair === null) continue;
    const { low, high } = fullInterval(format);
    const fits = [pair.left, pair.right].every((x) => {
      const r = g.ranges.of(x);
      return r.low >= low && r.high <= high;
    });
    if (!fits) continue;
    const name = e.kind === "bits" ? "avgr_u" : `${pair.op}_sat_${format[0] === "u" ? "u" : "s"}`;
    const [x, y] = [pair.left, pair.right].map((o) => asLanes(g, g.value(o), format as Format).parts);
    return { kind: "lanes", format, parts: eachPart(g, [x, y], () => g.f.op(`${shapeOf(format)}.${name}`)) };
  }
  return null;
}

/** (a + b + 1) >> 1. */
function averaged(e: Expression): (Expression & { kind: "arithmetic" }) | null {
  if (e.kind !== "bits" || e.op === "shl" || e.right.kind !== "constant" || Number(e.right.value) !== 1)
    return null;
  const sum = beside(e.left, "add", 1);
  return sum?.kind === "arithmetic" && sum.op === "add" ? sum : null;
}
