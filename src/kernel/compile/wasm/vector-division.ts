/** Division of 32-bit integers on lanes. */
import type { Expression } from "../ir.js";
import type { GangContext } from "./context.js";
import { joinHalves, lowHalves } from "./format.js";
import { asLanes, lanes, splatBytes } from "./lanes-values.js";
import type { GangValue, Push } from "./value.js";

/** 32-bit quotients through doubles: a / b rounded to 53 bits never reaches the next whole number, 1 / b away at the nearest. */
export function division(
  g: GangContext,
  e: Expression & { kind: "arithmetic" },
  type: "i32" | "u32",
): GangValue {
  const { f } = g;
  const sign = type === "i32" ? "s" : "u";
  const [a, b] = [asLanes(g, g.value(e.left), type), asLanes(g, g.value(e.right), type)];
  const double = (parts: readonly Push[]): readonly Push[] =>
    lowHalves(g, parts).map((p) => {
      p();
      f.op(`f64x2.convert_low_i32x4_${sign}`);
      return g.hold();
    });
  const [da, db] = [double(a.parts), double(b.parts)];
  const cut = e.op === "floorQuotient" ? "f64x2.floor" : "f64x2.trunc";
  const halves = da.map((x, p) => {
    x();
    db[p]();
    f.op("f64x2.div", cut, `i32x4.trunc_sat_f64x2_${sign}_zero`);
    return g.hold();
  });
  const quotients = joinHalves(g, halves);
  return lanes(
    type,
    quotients.map((q, p) => {
      const nonzero = (): void => {
        b.parts[p]();
        f.v128(new Uint8Array(16)).op("i32x4.ne", "v128.and");
      };
      if (e.op === "rem") {
        // The saturated 2^31 of the least number by -1 gives a - (2^31 - 1) * -1 = -1: that lane's divisor is taken as 1.
        a.parts[p]();
        q();
        b.parts[p]();
        f.op("i32x4.mul", "i32x4.sub");
        if (sign === "s") {
          b.parts[p]();
          f.v128(splatBytes("i32", -1)).op("i32x4.ne", "v128.and");
        }
        nonzero();
      } else if (sign === "s") {
        f.v128(new Uint8Array(16));
        a.parts[p]();
        f.op("i32x4.sub");
        q();
        b.parts[p]();
        f.v128(splatBytes("i32", -1)).op("i32x4.eq", "v128.bitselect");
        nonzero();
      } else {
        q();
        nonzero();
      }
      return g.hold();
    }),
  );
}
