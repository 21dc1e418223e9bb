/** Explicit lanes: one v128 instruction for one word of the source, where WebAssembly has it. */
import type { Expression, LanesType, ScalarType } from "../ir.js";
import type { GangContext } from "./context.js";
import { pushLanesLoad } from "./memory-access.js";
import { scalarArithmetic } from "./scalar-operations.js";
import { bitShape, type Format, shapeOf, widthOf } from "./value.js";

/** `u8x16` -> u8. */
export function lanesFormat(type: LanesType): Format {
  return type.slice(0, type.indexOf("x")) as Format;
}

const isFloat = (format: Format): boolean => format[0] === "f";
const signOf = (format: Format): string => (format[0] === "u" ? "_u" : "_s");

/** Leaves a v128, or a scalar of an extraction or reduction, on the stack. */
export function pushLanesExpression(g: GangContext, e: Expression): void {
  const { f } = g;
  switch (e.kind) {
    case "lanes":
      lanesOperation(g, e);
      return;
    case "lanesShift": {
      const format = lanesFormat(e.type as LanesType);
      g.pushUniform(e.operand);
      g.pushUniform(e.by);
      f.op(`${shapeOf(format)}.${e.op === "shl" ? "shl" : `shr${signOf(format)}`}`);
      return;
    }
    case "lanesLoad":
      pushLanesLoad(g, e.array, e.index);
      return;
    case "lanesSplat":
      g.pushUniform(e.operand);
      f.op(`${shapeOf(lanesFormat(e.type as LanesType))}.splat`);
      return;
    case "lanesOf": {
      const shape = shapeOf(lanesFormat(e.type as LanesType));
      g.pushUniform(e.elements[0]);
      f.op(`${shape}.splat`);
      for (const [k, x] of e.elements.entries())
        if (k > 0) {
          g.pushUniform(x);
          f.lane(`${shape}.replace_lane`, k);
        }
      return;
    }
    case "lanesExtract":
      g.pushUniform(e.operand);
      extract(g, lanesFormat(e.operand.type as LanesType), e.lane);
      return;
    case "lanesReplace":
      g.pushUniform(e.operand);
      g.pushUniform(e.element);
      f.lane(`${shapeOf(lanesFormat(e.type as LanesType))}.replace_lane`, e.lane);
      return;
    case "lanesShuffle": {
      const width = widthOf(lanesFormat(e.type as LanesType));
      g.pushUniform(e.left);
      g.pushUniform(e.right);
      f.shuffle(e.lanes.flatMap((lane) => Array.from({ length: width }, (_, b) => lane * width + b)));
      return;
    }
    case "lanesReduce":
      reduce(g, e);
      return;
    case "lanesConvert":
      convert(g, e);
      return;
    default:
      throw new RangeError(`${e.kind} as a scalar`);
  }
}

function extract(g: GangContext, format: Format, lane: number): void {
  g.f.lane(`${shapeOf(format)}.extract_lane${widthOf(format) <= 2 ? signOf(format) : ""}`, lane);
}

function lanesOperation(g: GangContext, e: Expression & { kind: "lanes" }): void {
  const { f } = g;
  const format = lanesFormat(e.operands[0].type as LanesType);
  const shape = shapeOf(format);
  const push = (): void => {
    for (const x of e.operands) g.pushUniform(x);
  };
  switch (e.op) {
    case "select":
      // select(mask, a, b)
      g.pushUniform(e.operands[1]);
      g.pushUniform(e.operands[2]);
      g.pushUniform(e.operands[0]);
      f.op("v128.bitselect");
      return;
    case "swizzle":
      push();
      f.op("i8x16.swizzle");
      return;
    case "and":
    case "or":
    case "xor":
    case "not":
    case "andnot":
      push();
      f.op(`v128.${e.op}`);
      return;
    case "addSat":
    case "subSat":
      push();
      f.op(`${shape}.${e.op === "addSat" ? "add" : "sub"}_sat${signOf(format)}`);
      return;
    case "avgr":
      push();
      f.op(`${shape}.avgr_u`);
      return;
    case "mul":
      if (widthOf(format) === 1) multiplyBytes(g, e);
      else {
        push();
        f.op(`${shape}.mul`);
      }
      return;
    case "abs":
      push();
      if (format[0] !== "u") f.op(`${shape}.abs`);
      return;
    case "min":
    case "max":
      if (widthOf(format) === 8 && !isFloat(format)) {
        const [a, b] = e.operands.map((x) => {
          g.pushUniform(x);
          return g.hold();
        });
        a();
        b();
        a();
        b();
        f.op(`i64x2.${e.op === "min" ? "lt" : "gt"}_s`, "v128.bitselect");
        return;
      }
      push();
      f.op(`${shape}.${e.op}${isFloat(format) ? "" : signOf(format)}`);
      return;
    case "lt":
    case "le":
    case "gt":
    case "ge":
      push();
      f.op(`${shape}.${e.op}${isFloat(format) ? "" : signOf(format)}`);
      return;
    default:
      push();
      f.op(`${shape}.${e.op}`);
  }
}

/** There is no i8x16.mul: products of 16 bits, of which the low bytes stay. */
function multiplyBytes(g: GangContext, e: Expression & { kind: "lanes" }): void {
  const [a, b] = e.operands.map((x) => {
    g.pushUniform(x);
    return g.hold();
  });
  for (const half of ["low", "high"]) {
    a();
    b();
    g.f.op(`i16x8.extmul_${half}_i8x16_u`);
  }
  g.f.shuffle([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]);
}

function reduce(g: GangContext, e: Expression & { kind: "lanesReduce" }): void {
  const { f } = g;
  const format = lanesFormat(e.operand.type as LanesType);
  g.pushUniform(e.operand);
  if (e.op === "any") {
    f.op("v128.any_true");
    return;
  }
  if (e.op === "all") {
    f.op(`${bitShape(widthOf(format))}.all_true`);
    return;
  }
  const x = g.hold();
  const scalar: ScalarType = widthOf(format) <= 2 ? "i32" : (format as ScalarType);
  x();
  extract(g, format, 0);
  for (let lane = 1; lane < 16 / widthOf(format); lane++) {
    x();
    extract(g, format, lane);
    scalarArithmetic(g, scalar, e.op === "sum" ? "add" : e.op);
  }
}

function convert(g: GangContext, e: Expression & { kind: "lanesConvert" }): void {
  const { f } = g;
  const from = lanesFormat(e.operand.type as LanesType);
  const to = lanesFormat(e.type as LanesType);
  g.pushUniform(e.operand);
  if (e.reinterpret || isFloat(from) === isFloat(to)) return;
  if (widthOf(to) === 4) {
    if (isFloat(to)) f.op(`f32x4.convert_i32x4${signOf(from)}`);
    else f.op(`i32x4.trunc_sat_f32x4${signOf(to)}`);
    return;
  }
  const x = g.hold();
  f.v128(new Uint8Array(16));
  for (const lane of [0, 1]) {
    x();
    extract(g, from, lane);
    f.op(isFloat(to) ? `f64.convert_i64${signOf(from)}` : `i64.trunc_sat_f64${signOf(to)}`);
    f.lane(`${shapeOf(to)}.replace_lane`, lane);
  }
}
