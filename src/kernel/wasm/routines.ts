/**
 * Scalar routines inside a kernel's module, for what vector units have no instruction for: integer division with
 * Python's rounding, integer powers, and the exact floating remainder. A routine is emitted only into modules that
 * call it.
 */
import type { DType } from "../../array/index.js";
import type { OpName } from "../ops/table.js";
import type { FunctionIndex, ModuleBuilder, ValueType } from "./assembler.js";

/** The scalar type in which a dtype's lanes are handled. */
export function scalarType(dtype: DType): ValueType {
  if (dtype.kind === "float") return dtype.itemsize === 4 ? "f32" : "f64";
  return dtype.itemsize === 8 ? "i64" : "i32";
}

/** The routine that an operation needs for a dtype, or null. */
export function routineName(op: OpName, dtype: DType): string | null {
  if (op !== "floor_divide" && op !== "remainder" && !(op === "power" && dtype.kind !== "float")) return null;
  return `${op}_${scalarType(dtype)}${dtype.kind === "uint" ? "_u" : ""}`;
}

type I = "i32" | "i64";

function zero(m: ReturnType<ModuleBuilder["function"]>, t: I): void {
  if (t === "i32") m.i32(0);
  else m.i64(0n);
}

/** q = ⌊a/b⌋ or the remainder with the divisor's sign; 0 by zero, as NumPy; -2^k by -1 wraps instead of trapping. */
function integerDivision(
  module: ModuleBuilder,
  t: I,
  unsigned: boolean,
  wantRemainder: boolean,
): FunctionIndex {
  const f = module.function([t, t], [t]);
  const [a, b] = [f.param(0), f.param(1)];
  f.get(b)
    .op(`${t}.eqz`)
    .if(() => {
      zero(f, t);
      f.op("return");
    });
  if (unsigned) {
    f.get(a)
      .get(b)
      .op(wantRemainder ? `${t}.rem_u` : `${t}.div_u`);
    return module.indexOf(f);
  }
  f.get(b);
  if (t === "i32") f.i32(-1);
  else f.i64(-1n);
  f.op(`${t}.eq`).if(() => {
    zero(f, t);
    if (!wantRemainder) f.get(a).op(`${t}.sub`);
    f.op("return");
  });
  const r = f.local(t);
  f.get(a).get(b).op(`${t}.rem_s`).set(r);
  // The truncated remainder has the dividend's sign; where it is not the divisor's, step one divisor further.
  const misfit = f.local("i32");
  f.get(r).op(`${t}.eqz`, "i32.eqz").get(r).get(b).op(`${t}.xor`);
  zero(f, t);
  f.op(`${t}.lt_s`, "i32.and").set(misfit);
  if (wantRemainder) {
    f.get(r).get(b).op(`${t}.add`).get(r).get(misfit).op("select");
  } else {
    f.get(a).get(b).op(`${t}.div_s`).get(misfit);
    if (t === "i64") f.op("i64.extend_i32_u");
    f.op(`${t}.sub`);
  }
  return module.indexOf(f);
}

/** aᵇ by squaring, b ≥ 0 (the caller has checked), wrapping round like multiplication. */
function integerPower(module: ModuleBuilder, t: I): FunctionIndex {
  const f = module.function([t, t], [t]);
  const [a, b] = [f.param(0), f.param(1)];
  const out = f.local(t);
  const one = (): unknown => (t === "i32" ? f.i32(1) : f.i64(1n));
  one();
  f.set(out);
  f.block((done) => {
    f.loop((again) => {
      f.get(b).op(`${t}.eqz`).brIf(done);
      f.get(b);
      one();
      f.op(`${t}.and`, `${t}.eqz`, "i32.eqz").if(() => {
        f.get(out).get(a).op(`${t}.mul`).set(out);
      });
      f.get(a).get(a).op(`${t}.mul`).set(a);
      f.get(b);
      one();
      f.op(`${t}.shr_u`).set(b).br(again);
    });
  });
  f.get(out);
  return module.indexOf(f);
}

/**
 * C's fmod, exact: the divisor is doubled up to the dividend and subtracted on the way back, and each subtraction
 * x - t with t <= x < 2t is exact (Sterbenz, Floating-Point Computation, 1974).
 */
function floatModulus(module: ModuleBuilder): FunctionIndex {
  const f = module.function(["f64", "f64"], ["f64"]);
  const [a, b] = [f.param(0), f.param(1)];
  const x = f.local("f64");
  const y = f.local("f64");
  const t = f.local("f64");
  f.get(a).op("f64.abs").set(x).get(b).op("f64.abs").set(y);
  // NaN for a zero divisor, an infinite dividend, or NaN.
  f.get(y)
    .f64(0)
    .op("f64.gt")
    .get(x)
    .f64(Number.POSITIVE_INFINITY)
    .op("f64.lt", "i32.and", "i32.eqz")
    .if(() => {
      f.f64(Number.NaN).op("return");
    });
  f.get(x)
    .get(y)
    .op("f64.lt")
    .if(() => {
      f.get(a).op("return");
    });
  f.get(y).set(t);
  f.block((done) => {
    f.loop((again) => {
      f.get(t).get(t).op("f64.add").get(x).op("f64.le", "i32.eqz").brIf(done);
      f.get(t).get(t).op("f64.add").set(t).br(again);
    });
  });
  f.loop((again) => {
    f.get(x)
      .get(t)
      .op("f64.ge")
      .if(() => {
        f.get(x).get(t).op("f64.sub").set(x);
      });
    f.get(t).f64(0.5).op("f64.mul").tee(t).get(y).op("f64.ge").brIf(again);
  });
  f.get(x).get(a).op("f64.copysign");
  return module.indexOf(f);
}

/** Python's `%` on floats: the sign of the divisor, and of a zero result too. */
function floatRemainder(module: ModuleBuilder, fmod: FunctionIndex): FunctionIndex {
  const f = module.function(["f64", "f64"], ["f64"]);
  const [a, b] = [f.param(0), f.param(1)];
  const r = f.local("f64");
  f.get(a)
    .get(b)
    .call(fmod)
    .tee(r)
    .f64(0)
    .op("f64.eq")
    .if(() => {
      f.f64(0).get(b).op("f64.copysign", "return");
    });
  f.get(r).get(b).op("f64.add").get(r);
  f.get(b).f64(0).op("f64.lt").get(r).f64(0).op("f64.lt", "i32.xor", "select");
  return module.indexOf(f);
}

/** NumPy's floor_divide on floats: (a - a mod b) / b brought to a whole number; a / b by zero. */
function floatFloorDivide(module: ModuleBuilder, fmod: FunctionIndex): FunctionIndex {
  const f = module.function(["f64", "f64"], ["f64"]);
  const [a, b] = [f.param(0), f.param(1)];
  const r = f.local("f64");
  const q = f.local("f64");
  const whole = f.local("f64");
  f.get(b)
    .f64(0)
    .op("f64.eq")
    .if(() => {
      f.get(a).get(b).op("f64.div", "return");
    });
  f.get(a).get(b).call(fmod).set(r);
  f.get(a).get(r).op("f64.sub").get(b).op("f64.div").set(q);
  f.get(r)
    .f64(0)
    .op("f64.ne")
    .get(b)
    .f64(0)
    .op("f64.lt")
    .get(r)
    .f64(0)
    .op("f64.lt", "i32.xor", "i32.and")
    .if(() => {
      f.get(q).f64(1).op("f64.sub").set(q);
    });
  f.get(q)
    .f64(0)
    .op("f64.eq")
    .if(() => {
      f.f64(0).get(a).get(b).op("f64.div", "f64.copysign", "return");
    });
  f.get(q).op("f64.floor").set(whole);
  f.get(whole)
    .f64(1)
    .op("f64.add")
    .get(whole)
    .get(q)
    .get(whole)
    .op("f64.sub")
    .f64(0.5)
    .op("f64.gt", "select");
  return module.indexOf(f);
}

/** Wraps a float64 routine for float32 lanes: exact, since float32 values and their remainders are float64 values. */
function inFloat32(module: ModuleBuilder, routine: FunctionIndex): FunctionIndex {
  const f = module.function(["f32", "f32"], ["f32"]);
  f.get(f.param(0))
    .op("f64.promote_f32")
    .get(f.param(1))
    .op("f64.promote_f32")
    .call(routine)
    .op("f32.demote_f64");
  return module.indexOf(f);
}

/** Emits the routines named and gives their indices. */
export function emitRoutines(
  module: ModuleBuilder,
  names: ReadonlySet<string>,
): Record<string, FunctionIndex> {
  const out: Record<string, FunctionIndex> = {};
  const float = [...names].some((n) => /_f(32|64)$/.test(n)) ? floatModulus(module) : null;
  for (const name of names) {
    const t = name.includes("i64") ? "i64" : "i32";
    if (float !== null && /_f(32|64)$/.test(name)) {
      const f64 = name.startsWith("floor_divide")
        ? floatFloorDivide(module, float)
        : floatRemainder(module, float);
      out[name] = name.endsWith("f32") ? inFloat32(module, f64) : f64;
    } else if (name.startsWith("power")) out[name] = integerPower(module, t);
    else out[name] = integerDivision(module, t, name.endsWith("_u"), name.startsWith("remainder"));
  }
  return out;
}
