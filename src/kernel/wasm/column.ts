/**
 * The WASM back end's column of the op table: how each operation is written in vector instructions. Operands have one
 * dtype (but `where`); an entry leaves the result's vector on the stack. Results of kind bool are masks with lanes as
 * wide as `maskWidth` says.
 */
import type { DType } from "../../array/index.js";
import type { OpName } from "../ops/table.js";
import { type Emitter, eachPair, laneShape, pushMask, type Value } from "./lanes.js";
import { emitPower, SCALAR_IMPORTS, type ScalarImport, VECTOR_MATH } from "./math/index.js";
import { routineName } from "./routines.js";

export interface WasmImpl {
  emit(e: Emitter, args: readonly Value[]): void;
}

const SIGN_BITS_64 = 0x8000000000000000n;

/** An instruction that has the same name in every shape the dtype may take. */
function lanewise(name: string): WasmImpl {
  return {
    emit(e, args) {
      for (const a of args) e.f.get(a.local);
      e.f.op(`${laneShape(args[0].dtype)}.${name}`);
    },
  };
}

function multiply8(e: Emitter, a: Value, b: Value): void {
  const lo = e.f.local("v128");
  e.f.get(a.local).get(b.local).op("i16x8.extmul_low_i8x16_u").set(lo);
  e.f.get(lo).get(a.local).get(b.local).op("i16x8.extmul_high_i8x16_u");
  e.f.shuffle([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]);
}

/** Pushes the mask a > b for integers of any width and sign. */
function pushGreater(e: Emitter, a: Value, b: Value): void {
  const { f } = e;
  const shape = laneShape(a.dtype);
  if (a.dtype.itemsize < 8)
    f.get(a.local)
      .get(b.local)
      .op(`${shape}.gt_${a.dtype.kind === "int" ? "s" : "u"}`);
  else if (a.dtype.kind === "int") f.get(a.local).get(b.local).op("i64x2.gt_s");
  else {
    // No unsigned comparison of 64-bit lanes: flip the sign bits and compare signed.
    f.get(a.local)
      .i64x2(SIGN_BITS_64)
      .op("v128.xor")
      .get(b.local)
      .i64x2(SIGN_BITS_64)
      .op("v128.xor", "i64x2.gt_s");
  }
}

function extremum(which: "min" | "max"): WasmImpl {
  return {
    emit(e, [a, b]) {
      const { f } = e;
      const { dtype } = a;
      if (dtype.kind === "float")
        f.get(a.local)
          .get(b.local)
          .op(`${laneShape(dtype)}.${which}`);
      else if (dtype.itemsize < 8)
        f.get(a.local)
          .get(b.local)
          .op(`${laneShape(dtype)}.${which}_${dtype.kind === "int" ? "s" : "u"}`);
      else {
        const [first, second] = which === "max" ? [a, b] : [b, a];
        f.get(first.local).get(second.local);
        pushGreater(e, a, b);
        f.op("v128.bitselect");
      }
    },
  };
}

type Comparison = "eq" | "ne" | "lt" | "le" | "gt" | "ge";

function compare(which: Comparison): WasmImpl {
  return {
    emit(e, [a, b]) {
      const { f } = e;
      const { dtype } = a;
      if (dtype.kind === "bool") return compareMasks(e, which, a, b);
      if (dtype.kind === "float" || which === "eq" || which === "ne") {
        f.get(a.local)
          .get(b.local)
          .op(`${laneShape(dtype)}.${which}`);
        return;
      }
      if (which === "gt" || which === "le") pushGreater(e, a, b);
      else pushGreater(e, b, a);
      if (which === "le" || which === "ge") f.op("v128.not");
    },
  };
}

/** Pushes both masks, brought to one width. */
function pushMasks(e: Emitter, a: Value, b: Value): void {
  const width = Math.max(a.width, b.width);
  pushMask(e, a, width);
  pushMask(e, b, width);
}

function compareMasks(e: Emitter, which: Comparison, a: Value, b: Value): void {
  const { f } = e;
  switch (which) {
    case "eq":
      pushMasks(e, a, b);
      f.op("v128.xor", "v128.not");
      break;
    case "ne":
      pushMasks(e, a, b);
      f.op("v128.xor");
      break;
    case "gt":
      pushMasks(e, a, b);
      f.op("v128.andnot");
      break;
    case "lt":
      pushMasks(e, b, a);
      f.op("v128.andnot");
      break;
    case "le":
      pushMasks(e, a, b);
      f.op("v128.andnot", "v128.not");
      break;
    case "ge":
      pushMasks(e, b, a);
      f.op("v128.andnot", "v128.not");
      break;
  }
}

/** Bitwise operations serve integers and masks alike. */
function bits(instruction: string): WasmImpl {
  return {
    emit(e, args) {
      if (args[0].dtype.kind !== "bool") for (const a of args) e.f.get(a.local);
      else if (args.length === 2) pushMasks(e, args[0], args[1]);
      else e.f.get(args[0].local);
      e.f.op(instruction);
    },
  };
}

function perPair(op: OpName): WasmImpl {
  return {
    emit(e, [a, b]) {
      eachPair(e, a.local, b.local, a.dtype, e.routine[routineName(op, a.dtype) as string]);
    },
  };
}

function math(name: keyof typeof VECTOR_MATH): WasmImpl {
  return {
    emit(e, [x]) {
      VECTOR_MATH[name](e, laneShape(x.dtype) as "f32x4" | "f64x2", x.local);
    },
  };
}

/** Rounding leaves integers and bools as they are. */
function rounding(name: string): WasmImpl {
  return {
    emit(e, [x]) {
      e.f.get(x.local);
      if (x.dtype.kind === "float") e.f.op(`${laneShape(x.dtype)}.${name}`);
    },
  };
}

function pushInfinity(e: Emitter, dtype: DType): void {
  if (dtype.itemsize === 4) e.f.f32x4(Number.POSITIVE_INFINITY);
  else e.f.f64x2(Number.POSITIVE_INFINITY);
}

const ALL_SET = new Uint8Array(16).fill(255);

/** A test that floats answer by an instruction and integers by a constant. */
function floatTest(onInteger: boolean, emit: (e: Emitter, x: Value, shape: string) => void): WasmImpl {
  return {
    emit(e, [x]) {
      if (x.dtype.kind === "float") emit(e, x, laneShape(x.dtype));
      else e.f.v128(onInteger ? ALL_SET : new Uint8Array(16));
    },
  };
}

/** The column. A missing entry doesn't compile. */
export const WASM: Readonly<Record<OpName, WasmImpl>> = {
  add: lanewise("add"),
  subtract: lanewise("sub"),
  multiply: {
    emit(e, [a, b]) {
      if (a.dtype.itemsize === 1) multiply8(e, a, b);
      else
        e.f
          .get(a.local)
          .get(b.local)
          .op(`${laneShape(a.dtype)}.mul`);
    },
  },
  divide: lanewise("div"),
  floor_divide: perPair("floor_divide"),
  remainder: perPair("remainder"),
  power: {
    emit(e, args) {
      const [a, b] = args;
      if (a.dtype.kind === "float") emitPower(e, laneShape(a.dtype) as "f32x4" | "f64x2", a.local, b.local);
      else perPair("power").emit(e, args);
    },
  },
  minimum: extremum("min"),
  maximum: extremum("max"),

  negative: lanewise("neg"),
  positive: { emit: (e, [x]) => void e.f.get(x.local) },
  absolute: {
    emit(e, [x]) {
      e.f.get(x.local);
      if (x.dtype.kind !== "uint") e.f.op(`${laneShape(x.dtype)}.abs`);
    },
  },
  sign: {
    emit(e, [x]) {
      const { f } = e;
      const shape = laneShape(x.dtype);
      const zero = new Uint8Array(16);
      if (x.dtype.kind === "uint") {
        // -1 where not zero, negated: 1.
        f.get(x.local).v128(zero).op(`${shape}.ne`, `${shape}.neg`);
      } else if (x.dtype.kind === "int") {
        f.get(x.local)
          .v128(zero)
          .op(`${shape}.lt_s`)
          .get(x.local)
          .v128(zero)
          .op(`${shape}.gt_s`, `${shape}.sub`);
      } else {
        const one = (): unknown => (x.dtype.itemsize === 4 ? f.f32x4(1) : f.f64x2(1));
        one();
        f.get(x.local).v128(zero).op(`${shape}.gt`, "v128.and");
        one();
        f.get(x.local).v128(zero).op(`${shape}.lt`, "v128.and", `${shape}.sub`);
        // NaN stays NaN, whichever it is.
        f.get(x.local).get(x.local).get(x.local).op(`${shape}.eq`, "v128.bitselect");
      }
    },
  },
  square: {
    emit(e, [x]) {
      WASM.multiply.emit(e, [x, x]);
    },
  },

  sqrt: lanewise("sqrt"),
  exp: math("exp"),
  log: math("log"),
  sin: math("sin"),
  cos: math("cos"),
  tan: math("tan"),
  tanh: math("tanh"),

  floor: rounding("floor"),
  ceil: rounding("ceil"),
  trunc: rounding("trunc"),
  rint: rounding("nearest"),

  equal: compare("eq"),
  not_equal: compare("ne"),
  less: compare("lt"),
  less_equal: compare("le"),
  greater: compare("gt"),
  greater_equal: compare("ge"),

  logical_and: bits("v128.and"),
  logical_or: bits("v128.or"),
  logical_xor: bits("v128.xor"),
  logical_not: bits("v128.not"),

  bitwise_and: bits("v128.and"),
  bitwise_or: bits("v128.or"),
  bitwise_xor: bits("v128.xor"),
  invert: bits("v128.not"),

  isnan: floatTest(false, (e, x, shape) => e.f.get(x.local).get(x.local).op(`${shape}.ne`)),
  isinf: floatTest(false, (e, x, shape) => {
    e.f.get(x.local).op(`${shape}.abs`);
    pushInfinity(e, x.dtype);
    e.f.op(`${shape}.eq`);
  }),
  isfinite: floatTest(true, (e, x, shape) => {
    e.f.get(x.local).op(`${shape}.abs`);
    pushInfinity(e, x.dtype);
    e.f.op(`${shape}.lt`);
  }),

  where: {
    emit(e, [condition, a, b]) {
      const { f } = e;
      const width = a.dtype.kind === "bool" ? Math.max(condition.width, a.width, b.width) : a.width;
      if (a.dtype.kind === "bool") {
        pushMask(e, a, width);
        pushMask(e, b, width);
      } else f.get(a.local).get(b.local);
      pushMask(e, condition, width);
      f.op("v128.bitselect");
    },
  },
};

/** The lane width of the mask that an operation with a bool result leaves. */
export function maskWidth(args: readonly Value[]): number {
  if (args[0].dtype.kind !== "bool") return args[0].dtype.itemsize;
  return Math.max(...args.map((a) => a.width));
}

/** The functions of `Math` that an operation's code calls. */
export function mathImports(op: OpName, dtype: DType): readonly ScalarImport[] {
  return dtype.kind === "float" && op in SCALAR_IMPORTS
    ? SCALAR_IMPORTS[op as keyof typeof SCALAR_IMPORTS]
    : [];
}
