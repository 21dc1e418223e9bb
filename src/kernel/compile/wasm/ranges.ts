/**
 * Intervals of integer values, so that 8- and 16-bit data may stay in lanes of 8 or 16 bits: an operation whose operands and result fit
 * into narrower lanes gives the same bits there. P. Cousot, R. Cousot, "Static Determination of Dynamic Properties of Programs" (1976).
 */
import type { ElementType, Expression, ScalarType, Statement, ValueType, Variable } from "../ir.js";
import { bodiesOf } from "../walk.js";

export interface Interval {
  readonly low: number;
  readonly high: number;
}

const FULL: Partial<Record<ElementType, Interval>> = {
  bool: { low: 0, high: 1 },
  i8: { low: -128, high: 127 },
  u8: { low: 0, high: 255 },
  i16: { low: -32768, high: 32767 },
  u16: { low: 0, high: 65535 },
  i32: { low: -(2 ** 31), high: 2 ** 31 - 1 },
  u32: { low: 0, high: 2 ** 32 - 1 },
};
const ANY: Interval = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** All values of a type. */
export function fullInterval(type: ElementType | ValueType): Interval {
  return FULL[type as ElementType] ?? ANY;
}

function hull(a: Interval, b: Interval): Interval {
  return { low: Math.min(a.low, b.low), high: Math.max(a.high, b.high) };
}

/** The interval, or all of the type where a value of it could wrap round. */
function within(type: ScalarType, low: number, high: number): Interval {
  const full = fullInterval(type);
  return low >= full.low && high <= full.high && low <= high ? { low, high } : full;
}

/** Rounds of the fixed point after which an interval that still grows is given up. */
const PATIENCE = 4;

/** Intervals of the i32 and u32 expressions of one list of statements. */
export class Ranges {
  private readonly variables: Map<Variable, Interval>;

  constructor(statements: readonly Statement[], start: ReadonlyMap<Variable, Interval>) {
    this.variables = new Map(start);
    for (let round = 0; ; round++) {
      let changed = false;
      const meet = (v: Variable, x: Interval): void => {
        const known = this.variables.get(v);
        const joined = known === undefined ? x : hull(known, x);
        if (known !== undefined && joined.low === known.low && joined.high === known.high) return;
        changed = true;
        this.variables.set(v, round < PATIENCE || known === undefined ? joined : fullInterval(v.type));
      };
      const walk = (list: readonly Statement[]): void => {
        for (const s of list) {
          if (s.kind === "set") meet(s.variable, this.of(s.value));
          else if (s.kind === "atomic" && s.result !== null) meet(s.result, fullInterval(s.result.type));
          for (const block of bodiesOf(s)) walk(block);
        }
      };
      walk(statements);
      if (!changed) break;
    }
  }

  variable(v: Variable): Interval {
    return this.variables.get(v) ?? fullInterval(v.type);
  }

  of(e: Expression): Interval {
    if (e.type !== "i32" && e.type !== "u32") return fullInterval(e.type);
    const type: ScalarType = e.type;
    const full = fullInterval(type);
    switch (e.kind) {
      case "constant":
        return { low: Number(e.value), high: Number(e.value) };
      case "get":
        return this.variables.get(e.variable) ?? { low: 0, high: 0 };
      case "load":
        return e.array.element === "i32" || e.array.element === "u32" ? full : fullInterval(e.array.element);
      case "negate": {
        const x = this.of(e.operand);
        return within(type, -x.high, -x.low);
      }
      case "convert":
        return this.converted(type, e.operand);
      case "arithmetic": {
        const [a, b] = [this.of(e.left), this.of(e.right)];
        switch (e.op) {
          case "add":
            return within(type, a.low + b.low, a.high + b.high);
          case "sub":
            return within(type, a.low - b.high, a.high - b.low);
          case "mul": {
            const p = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
            return within(type, Math.min(...p), Math.max(...p));
          }
          case "min":
            return { low: Math.min(a.low, b.low), high: Math.min(a.high, b.high) };
          case "max":
            return { low: Math.max(a.low, b.low), high: Math.max(a.high, b.high) };
          case "quotient":
          case "floorQuotient":
            return a.low >= 0 && b.low >= 0 ? { low: 0, high: a.high } : full;
          case "rem":
            return a.low >= 0 ? { low: 0, high: a.high } : full;
          default:
            return full;
        }
      }
      case "bits":
        return this.bits(e, type);
      case "math1": {
        if (e.name === "clz32" || e.name === "popcount") return { low: 0, high: 32 };
        const x = this.of(e.operand);
        if (e.name === "abs") {
          const most = Math.max(Math.abs(x.low), Math.abs(x.high));
          return within(type, x.low > 0 ? x.low : x.high < 0 ? -x.high : 0, most);
        }
        if (e.name === "sign") return type === "u32" ? { low: 0, high: 1 } : { low: -1, high: 1 };
        return full;
      }
      case "choose":
        return hull(this.of(e.then), this.of(e.otherwise));
      default:
        return full;
    }
  }

  private converted(type: ScalarType, from: Expression): Interval {
    if (from.type === "bool") return { low: 0, high: 1 };
    if (from.type !== "i32" && from.type !== "u32") return fullInterval(type);
    const x = this.of(from);
    return within(type, x.low, x.high);
  }

  private bits(e: Expression & { kind: "bits" }, type: ScalarType): Interval {
    const [a, b] = [this.of(e.left), this.of(e.right)];
    switch (e.op) {
      case "and":
        if (a.low >= 0 && b.low >= 0) return { low: 0, high: Math.min(a.high, b.high) };
        if (a.low >= 0) return { low: 0, high: a.high };
        if (b.low >= 0) return { low: 0, high: b.high };
        return signedHull(type, a, b);
      case "or":
      case "xor":
        return signedHull(type, a, b);
      case "shr":
      case "ushr":
        // Sign bits come in, or zeros into what was never negative.
        if (e.right.kind === "constant" && (e.op === "shr" || a.low >= 0)) {
          const by = Number(e.right.value) & 31;
          return { low: Math.floor(a.low / 2 ** by), high: Math.floor(a.high / 2 ** by) };
        }
        return e.op === "shr" || a.low >= 0 ? within(type, Math.min(0, a.low), a.high) : fullInterval(type);
      case "shl":
        if (e.right.kind !== "constant") return fullInterval(type);
        return within(
          type,
          a.low * 2 ** (Number(e.right.value) & 31),
          a.high * 2 ** (Number(e.right.value) & 31),
        );
    }
  }
}

/** The narrowest range of whole bits that holds both: what or, xor and and of two numbers stay in. */
function signedHull(type: ScalarType, a: Interval, b: Interval): Interval {
  const { low, high } = hull(a, b);
  let size = 1;
  while (size <= high || (low < 0 && -size > low)) size *= 2;
  return within(type, low < 0 ? -size : 0, size - 1);
}
