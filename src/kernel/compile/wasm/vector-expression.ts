/** Code of expressions that differ by lane. Nothing here traps or has effects, so both sides of a choice may be computed. */
import type { Expression, ScalarType } from "../ir.js";
import type { GangContext } from "./context.js";
import { joinHalves, lowHalves, maskWidthOf, partsOf, signOf } from "./format.js";
import { asLanes, asMask, commonFormat, eachPart, isSmallInteger, lanes, perLane } from "./lanes-values.js";
import { saturating } from "./narrow-patterns.js";
import { isFloat, scalarArithmetic, scalarBits, scalarMath1 } from "./scalar-operations.js";
import {
  type Format,
  formatOfType,
  type GangValue,
  type MaskWidth,
  type Push,
  shapeOf,
  widthOf,
} from "./value.js";
import { convert } from "./vector-conversion.js";
import { division } from "./vector-division.js";
import { vectorMath1, vectorMath2, vectorPower, vectorRemainder } from "./vector-math.js";

/** The parts of vectors in locals, for emitters that want those. */
function local(g: GangContext, push: Push): ReturnType<GangContext["scratch"]> {
  const out = g.scratch("v128");
  push();
  g.f.set(out);
  return out;
}

/** An expression whose shape is `varying`. */
export function varyingExpression(g: GangContext, e: Expression): GangValue {
  const { f } = g;
  switch (e.kind) {
    case "negate": {
      const format = commonFormat(g, [e, e.operand]);
      const x = asLanes(g, g.value(e.operand), format);
      return lanes(
        format,
        eachPart(g, [x.parts], () => f.op(`${shapeOf(format)}.neg`)),
      );
    }
    case "not": {
      const v = g.value(e.operand);
      const x = asMask(g, v, maskOf(g, v));
      return { ...x, parts: eachPart(g, [x.parts], () => f.op("v128.not")) };
    }
    case "invert": {
      const format = commonFormat(g, [e, e.operand]);
      const x = asLanes(g, g.value(e.operand), format);
      return lanes(
        format,
        eachPart(g, [x.parts], () => f.op("v128.not")),
      );
    }
    case "arithmetic":
      return arithmetic(g, e);
    case "bits":
      return bits(g, e);
    case "compare":
      return compare(g, e);
    case "logical": {
      const [a, b] = [g.value(e.left), g.value(e.right)];
      const width = Math.max(maskOf(g, a), maskOf(g, b)) as MaskWidth;
      const parts = [asMask(g, a, width).parts, asMask(g, b, width).parts];
      return { kind: "mask", width, parts: eachPart(g, parts, () => f.op(`v128.${e.op}`)) };
    }
    case "choose":
      return choose(g, e);
    case "convert":
      return convert(g, e);
    case "math1":
      return math1(g, e);
    case "math2": {
      const format = formatOfType(e.type as ScalarType);
      const shape = shapeOf(format) as "f32x4" | "f64x2";
      const [x, y] = [asLanes(g, g.value(e.left), format), asLanes(g, g.value(e.right), format)];
      const perPart = Math.min(g.lanes, 16 / widthOf(format));
      return lanes(
        format,
        x.parts.map((part, p) => {
          vectorMath2(g, e.name, shape, local(g, part), local(g, y.parts[p]), e.place, perPart);
          return g.hold();
        }),
      );
    }
    default:
      throw new RangeError(`${e.kind} of lanes that differ`);
  }
}

/** The lane width of a truth value; a uniform one takes any. */
function maskOf(g: GangContext, v: GangValue): MaskWidth {
  return v.kind === "mask" ? v.width : maskWidthOf(g.lanes);
}

function arithmetic(g: GangContext, e: Expression & { kind: "arithmetic" }): GangValue {
  const { f } = g;
  const type = e.type as ScalarType;
  const sat = saturating(g, e);
  if (sat !== null) return sat;
  if (isFloat(type)) {
    const shape = type === "f32" ? "f32x4" : "f64x2";
    const [x, y] = [asLanes(g, g.value(e.left), type), asLanes(g, g.value(e.right), type)];
    if (e.op !== "pow" && e.op !== "rem")
      return lanes(
        type,
        eachPart(g, [x.parts, y.parts], () => f.op(`${shape}.${e.op}`)),
      );
    return lanes(
      type,
      x.parts.map((part, p) => {
        const [a, b] = [local(g, part), local(g, y.parts[p])];
        if (e.op === "pow") vectorPower(g, shape, a, b);
        else vectorRemainder(g, shape, a, b);
        return g.hold();
      }),
    );
  }
  if (e.op === "quotient" || e.op === "floorQuotient" || e.op === "rem")
    return isSmallInteger(type) ? division(g, e, type) : lanewise(g, e, type);
  const format = commonFormat(g, [e, e.left, e.right], e.op === "mul" ? 2 : 1);
  const [x, y] = [asLanes(g, g.value(e.left), format), asLanes(g, g.value(e.right), format)];
  const shape = shapeOf(format);
  if (e.op === "min" || e.op === "max") {
    if (widthOf(format) < 8)
      return lanes(
        format,
        eachPart(g, [x.parts, y.parts], () => f.op(`${shape}.${e.op}_${signOf(format)}`)),
      );
    const [low, high] = e.op === "min" ? [x, y] : [y, x];
    return lanes(
      format,
      x.parts.map((_, p) => {
        low.parts[p]();
        high.parts[p]();
        pushLess64(g, x.parts[p], y.parts[p], format);
        f.op("v128.bitselect");
        return g.hold();
      }),
    );
  }
  return lanes(
    format,
    eachPart(g, [x.parts, y.parts], () => f.op(`${shape}.${e.op}`)),
  );
}

function lanewise(g: GangContext, e: Expression & { kind: "arithmetic" }, type: ScalarType): GangValue {
  g.notes.add(e.place, `${e.op} of ${type} is done lane by lane`);
  const args = [asLanes(g, g.value(e.left), type as Format), asLanes(g, g.value(e.right), type as Format)];
  return perLane(g, args, type, () => scalarArithmetic(g, type, e.op));
}

function bits(g: GangContext, e: Expression & { kind: "bits" }): GangValue {
  const { f } = g;
  const type = e.type as ScalarType;
  if (e.op === "and" || e.op === "or" || e.op === "xor") {
    const format = commonFormat(g, [e, e.left, e.right]);
    const [x, y] = [asLanes(g, g.value(e.left), format), asLanes(g, g.value(e.right), format)];
    return lanes(
      format,
      eachPart(g, [x.parts, y.parts], () => f.op(`v128.${e.op}`)),
    );
  }
  const average = saturating(g, e);
  if (average !== null) return average;
  const unsigned = type === "u32" || type === "u64";
  if (!g.uniformity.isUniform(e.right)) {
    g.notes.add(e.place, "a shift by a count that differs by lane is done lane by lane");
    const natural = formatOfType(type);
    const args = [asLanes(g, g.value(e.left), natural), asLanes(g, g.value(e.right), natural)];
    return perLane(g, args, type, () => scalarBits(g, type, e.op));
  }
  let format = formatOfType(type);
  // A narrow lane counts modulo its own width: only for counts known to be smaller.
  if (isSmallInteger(type) && e.right.kind === "constant") {
    const narrow = commonFormat(g, [e, e.left]);
    const count = Number(e.right.value) & 31;
    if (count < widthOf(narrow) * 8 && (e.op !== "ushr" || g.ranges.of(e.left).low >= 0)) format = narrow;
  }
  const x = asLanes(g, g.value(e.left), format);
  const by = g.scratch("i32");
  g.pushUniform(e.right);
  if (type === "i64" || type === "u64") f.op("i32.wrap_i64");
  f.set(by);
  const sign = e.op === "ushr" || unsigned || signOf(format) === "u" ? "u" : "s";
  const name = e.op === "shl" ? "shl" : `shr_${sign}`;
  return lanes(
    format,
    eachPart(g, [x.parts], () => f.get(by).op(`${shapeOf(format)}.${name}`)),
  );
}

/** Pushes the mask a < b of 64-bit integers; unsigned ones are compared with their sign bits flipped. */
function pushLess64(g: GangContext, a: Push, b: Push, format: Format): void {
  const { f } = g;
  a();
  if (format === "u64") f.i64x2(-(2n ** 63n)).op("v128.xor");
  b();
  if (format === "u64") f.i64x2(-(2n ** 63n)).op("v128.xor");
  f.op("i64x2.lt_s");
}

function compare(g: GangContext, e: Expression & { kind: "compare" }): GangValue {
  const { f } = g;
  const type = e.left.type as ScalarType;
  if (type === "bool") {
    const [a, b] = [g.value(e.left), g.value(e.right)];
    const width = Math.max(maskOf(g, a), maskOf(g, b)) as MaskWidth;
    const parts = eachPart(g, [asMask(g, a, width).parts, asMask(g, b, width).parts], () => {
      f.op("v128.xor");
      if (e.op === "eq") f.op("v128.not");
    });
    return { kind: "mask", width, parts };
  }
  const format = commonFormat(g, [e.left, e.right]);
  const width = widthOf(format);
  const [x, y] = [asLanes(g, g.value(e.left), format), asLanes(g, g.value(e.right), format)];
  if (format === "u64" && e.op !== "eq" && e.op !== "ne") {
    const swap = e.op === "gt" || e.op === "le";
    const parts = x.parts.map((_, p) => {
      const [a, b] = swap ? [y.parts[p], x.parts[p]] : [x.parts[p], y.parts[p]];
      pushLess64(g, a, b, format);
      if (e.op === "le" || e.op === "ge") f.op("v128.not");
      return g.hold();
    });
    return { kind: "mask", width, parts };
  }
  const plain = isFloat(type) || e.op === "eq" || e.op === "ne";
  const name = `${shapeOf(format)}.${e.op}${plain ? "" : `_${signOf(format)}`}`;
  return { kind: "mask", width, parts: eachPart(g, [x.parts, y.parts], () => f.op(name)) };
}

function choose(g: GangContext, e: Expression & { kind: "choose" }): GangValue {
  const { f } = g;
  const isBool = e.type === "bool";
  const format = isBool ? null : commonFormat(g, [e, e.then, e.otherwise]);
  const width = format === null ? maskWidthOf(g.lanes) : widthOf(format);
  const shaped = (x: Expression): readonly Push[] =>
    format === null ? asMask(g, g.value(x), width).parts : asLanes(g, g.value(x), format).parts;
  let parts: readonly Push[];
  if (g.uniformity.isUniform(e.condition)) {
    const out = Array.from({ length: partsOf(g.lanes, width) }, () => g.scratch("v128"));
    const keep = (x: Expression): void => {
      for (const [p, push] of shaped(x).entries()) {
        push();
        f.set(out[p]);
      }
    };
    g.pushUniform(e.condition);
    f.if(
      () => keep(e.then),
      () => keep(e.otherwise),
    );
    parts = out.map((x) => () => void f.get(x));
  } else {
    const [a, b] = [shaped(e.then), shaped(e.otherwise)];
    const c = asMask(g, g.value(e.condition), width).parts;
    parts = eachPart(g, [a, b, c], () => f.op("v128.bitselect"));
  }
  return format === null ? { kind: "mask", width, parts } : lanes(format, parts);
}

function math1(g: GangContext, e: Expression & { kind: "math1" }): GangValue {
  const { f } = g;
  const [from, to] = [e.operand.type as ScalarType, e.type as ScalarType];
  const v = g.value(e.operand);
  if (isFloat(from)) {
    const x = asLanes(g, v, from);
    if (e.name === "fround") {
      const single =
        from === "f32"
          ? x.parts
          : joinHalves(
              g,
              eachPart(g, [x.parts], () => f.op("f32x4.demote_f64x2_zero")),
            );
      if (to === "f32") return lanes(to, single);
      return lanes(
        "f64",
        eachPart(g, [lowHalves(g, single)], () => f.op("f64x2.promote_low_f32x4")),
      );
    }
    const shape = shapeOf(from) as "f32x4" | "f64x2";
    const perPart = Math.min(g.lanes, 16 / widthOf(from));
    return lanes(
      from,
      x.parts.map((part) => {
        vectorMath1(g, e.name, shape, local(g, part), e.place, perPart);
        return g.hold();
      }),
    );
  }
  if (e.name === "clz32" || e.name === "popcount" || !isSmallInteger(from)) {
    g.notes.add(e.place, `${e.name} is done lane by lane`);
    const args = [asLanes(g, v, formatOfType(from))];
    return perLane(g, args, to, () => scalarMath1(g, from, to, e.name, e.place));
  }
  const format = commonFormat(g, [e, e.operand]);
  const x = asLanes(g, v, format);
  const shape = shapeOf(format);
  const zero = new Uint8Array(16);
  if (e.name === "abs")
    return signOf(format) === "u"
      ? x
      : lanes(
          format,
          eachPart(g, [x.parts], () => f.op(`${shape}.abs`)),
        );
  if (e.name === "sign") {
    const parts = x.parts.map((part) => {
      part();
      if (signOf(format) === "u") f.v128(zero).op(`${shape}.ne`, `${shape}.neg`);
      else {
        f.v128(zero).op(`${shape}.lt_s`);
        part();
        f.v128(zero).op(`${shape}.gt_s`, `${shape}.sub`);
      }
      return g.hold();
    });
    return lanes(format, parts);
  }
  return x;
}
