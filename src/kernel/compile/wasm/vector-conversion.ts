/** Conversions between types on lanes. */
import type { Expression, ScalarType } from "../ir.js";
import type { GangContext } from "./context.js";
import { formatFor, joinHalves, lowHalves, partsOf, resize, signOf } from "./format.js";
import {
  asLanes,
  asMask,
  commonFormat,
  eachPart,
  isSmallInteger,
  lanes,
  perLane,
  splatBytes,
} from "./lanes-values.js";
import { isFloat, scalarConvert } from "./scalar-operations.js";
import {
  bitShape,
  type Format,
  formatOfType,
  type GangValue,
  type LanesValue,
  type Push,
  shapeOf,
  widthOf,
} from "./value.js";

/** Truth values, integers and floats into each other. */
export function convert(g: GangContext, e: Expression & { kind: "convert" }): GangValue {
  const { f } = g;
  const [from, to] = [e.operand.type as ScalarType, e.type as ScalarType];
  const v = g.value(e.operand);
  if (from === to) return v;
  if (from === "bool") {
    const format = isSmallInteger(to) ? formatFor(g.lanes, to, { low: 0, high: 1 }) : formatOfType(to);
    const mask = asMask(g, v, widthOf(format));
    return lanes(
      format,
      eachPart(g, [mask.parts], () => f.v128(splatBytes(format, 1)).op("v128.and")),
    );
  }
  if (to === "bool") {
    const format = commonFormat(g, [e.operand]);
    const x = asLanes(g, v, format);
    const test = (): unknown =>
      isFloat(from)
        ? f
            .op(`${shapeOf(format)}.abs`)
            .v128(new Uint8Array(16))
            .op(`${shapeOf(format)}.gt`)
        : f.v128(new Uint8Array(16)).op(`${shapeOf(format)}.ne`);
    return { kind: "mask", width: widthOf(format), parts: eachPart(g, [x.parts], () => void test()) };
  }
  if (isSmallInteger(from)) {
    if (isSmallInteger(to)) {
      const range = g.ranges.of(e.operand);
      if (range.low >= 0 && range.high < 2 ** 31) {
        const format = commonFormat(g, [e.operand]);
        const parts = asLanes(g, v, format).parts;
        return lanes(widthOf(format) === 4 ? to : format, parts);
      }
      return lanes(to, asLanes(g, v, from).parts);
    }
    const x = asLanes(g, v, from);
    const sign = signOf(from);
    if (to === "f32")
      return lanes(
        to,
        eachPart(g, [x.parts], () => f.op(`f32x4.convert_i32x4_${sign}`)),
      );
    if (to === "f64")
      return lanes(
        to,
        eachPart(g, [lowHalves(g, x.parts)], () => f.op(`f64x2.convert_low_i32x4_${sign}`)),
      );
    return lanes(to as Format, resize(g, x.parts, 4, 8, sign, sign));
  }
  const x = asLanes(g, v, from);
  if (from === "f32" && to === "f64")
    return lanes(
      to,
      eachPart(g, [lowHalves(g, x.parts)], () => f.op("f64x2.promote_low_f32x4")),
    );
  if (from === "f64" && to === "f32")
    return lanes(
      to,
      joinHalves(
        g,
        eachPart(g, [x.parts], () => f.op("f32x4.demote_f64x2_zero")),
      ),
    );
  if (isFloat(from) && isSmallInteger(to)) return floatToInteger(g, x, from, to);
  if (!isFloat(from) && isSmallInteger(to)) return lanes(to, resize(g, x.parts, 8, 4, "s", "s"));
  if (!isFloat(from) && !isFloat(to)) return lanes(to as Format, x.parts);
  g.notes.add(e.place, `the conversion of ${from} to ${to} is done lane by lane`);
  return perLane(g, [x], to, () => scalarConvert(g, from, to));
}

/** ToInt32. Where all lanes are small that is one instruction, else the remainder modulo 2^32 is taken in doubles. */
function floatToInteger(g: GangContext, x: LanesValue, from: "f32" | "f64", to: "i32" | "u32"): GangValue {
  const { f } = g;
  const out = Array.from({ length: partsOf(g.lanes, 4) }, () => g.scratch("v128"));
  const shape = shapeOf(from);
  const pushAbsLess = (part: Push): void => {
    part();
    f.op(`${shape}.abs`)
      .v128(splatBytes(from, 2 ** 31))
      .op(`${shape}.lt`);
  };
  x.parts.forEach((part, p) => {
    pushAbsLess(part);
    f.op(`${bitShape(widthOf(from))}.all_true`);
    if (p > 0) f.op("i32.and");
  });
  const keep = (parts: readonly Push[]): void => {
    for (const [p, push] of parts.entries()) {
      push();
      f.set(out[p]);
    }
  };
  f.if(
    () =>
      keep(
        from === "f32"
          ? eachPart(g, [x.parts], () => f.op("i32x4.trunc_sat_f32x4_s"))
          : joinHalves(
              g,
              eachPart(g, [x.parts], () => f.op("i32x4.trunc_sat_f64x2_s_zero")),
            ),
      ),
    () => {
      const doubles =
        from === "f64"
          ? x.parts
          : eachPart(g, [lowHalves(g, x.parts)], () => f.op("f64x2.promote_low_f32x4"));
      const halves = doubles.map((d) => {
        const t = g.scratch("v128");
        d();
        f.op("f64x2.trunc")
          .tee(t)
          .get(t)
          .f64x2(2 ** -32)
          .op("f64x2.mul", "f64x2.floor");
        f.f64x2(2 ** 32).op("f64x2.mul", "f64x2.sub", "i32x4.trunc_sat_f64x2_u_zero");
        return g.hold();
      });
      keep(joinHalves(g, halves));
    },
  );
  return lanes(
    to,
    out.map((o) => () => void f.get(o)),
  );
}
