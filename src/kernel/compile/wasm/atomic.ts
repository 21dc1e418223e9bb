/** Atomic operations, a lane at a time in the order of the lanes. */
import type { AtomicOp, Expression, ScalarType, Statement } from "../ir.js";
import type { GangContext } from "./context.js";
import { partsOf } from "./format.js";
import { pushLane } from "./lanes-values.js";
import { storedValue } from "./memory-access.js";
import { lanePlaces, pushAddress, pushOnBits, scalarPlace } from "./places.js";
import { scalarArithmetic } from "./scalar-operations.js";
import { type GangValue, type Push, wasmType } from "./value.js";

type Atomic = Statement & { kind: "atomic" };

const RMW: Partial<Record<AtomicOp, string>> = {
  add: "add",
  sub: "sub",
  and: "and",
  or: "or",
  xor: "xor",
  exchange: "xchg",
};

/** Leaves the value before, of the array's value type. */
function once(g: GangContext, s: Atomic, address: Push, value: Push, expected: Push | null): void {
  const { f } = g;
  const type = s.array.element as ScalarType;
  if (type !== "f32" && s.op === "compareExchange") {
    address();
    expected?.();
    value();
    f.atomic("i32.atomic.rmw.cmpxchg");
    return;
  }
  const rmw = RMW[s.op];
  if (type !== "f32" && rmw !== undefined) {
    address();
    value();
    f.atomic(`i32.atomic.rmw.${rmw}`);
    return;
  }
  // By compare and exchange: until nobody came between.
  const old = g.scratch("i32");
  const at = g.scratch("i32");
  const operand = g.scratch(wasmType(type));
  address();
  f.set(at);
  value();
  f.set(operand);
  f.loop((again) => {
    f.get(at).atomic("i32.atomic.load").set(old);
    f.get(at).get(old).get(old);
    if (type === "f32") f.op("f32.reinterpret_i32");
    f.get(operand);
    if (s.op === "exchange") {
      const kept = g.scratch(wasmType(type));
      f.set(kept).op("drop").get(kept);
    } else scalarArithmetic(g, type, s.op as "add" | "sub" | "min" | "max");
    if (type === "f32") f.op("i32.reinterpret_f32");
    f.atomic("i32.atomic.rmw.cmpxchg").get(old).op("i32.ne").brIf(again);
  });
  f.get(old);
  if (type === "f32") f.op("f32.reinterpret_i32");
}

/** Does it in all lanes that are on; gives the values before if they are wanted. */
export function atomic(g: GangContext, s: Atomic): GangValue | null {
  const { f } = g;
  const type = s.array.element as ScalarType;
  const value = storedValue(s.array, s.value);
  const expected: Expression | null = s.expected === null ? null : storedValue(s.array, s.expected);
  const t = wasmType(type);
  if (g.lanes === 1) {
    const b = g.arrays(s.array);
    g.pushUniform(value);
    const held = g.holdScalar(t);
    let heldExpected: Push | null = null;
    if (expected !== null) {
      g.pushUniform(expected);
      heldExpected = g.holdScalar(t);
    }
    const { flat, inside } = scalarPlace(
      g,
      b,
      s.indices.map((i) => () => g.pushUniform(i)),
      1,
    );
    const out = g.scratch(t);
    if (t === "f32") f.f32(0);
    else f.i32(0);
    f.set(out);
    inside();
    f.if(() => {
      once(g, s, () => pushAddress(g, b, flat, 4), held, heldExpected);
      f.set(out);
    });
    return { kind: "uniform", type, push: () => void f.get(out) };
  }
  const v = g.value(value);
  const x = expected === null ? null : g.value(expected);
  const { addresses, inside } = lanePlaces(g, s.array, s.indices);
  pushOnBits(g, inside);
  const on = g.holdScalar("i32");
  const parts = Array.from({ length: partsOf(g.lanes, 4) }, () => g.scratch("v128"));
  for (const p of parts) f.v128(new Uint8Array(16)).set(p);
  const shape = t === "f32" ? "f32x4" : "i32x4";
  for (let lane = 0; lane < g.lanes; lane++) {
    on();
    f.i32(1 << lane)
      .op("i32.and")
      .if(() => {
        const address: Push = () => {
          addresses[lane >> 2]();
          f.lane("i32x4.extract_lane", lane % 4);
        };
        once(g, s, address, () => pushLane(g, v, lane), x === null ? null : () => pushLane(g, x, lane));
        const before = g.scratch(t);
        const out = parts[lane >> 2];
        f.set(before)
          .get(out)
          .get(before)
          .lane(`${shape}.replace_lane`, lane % 4)
          .set(out);
      });
  }
  return { kind: "lanes", format: type as "i32", parts: parts.map((p) => () => void f.get(p)) };
}
