/**
 * Formulas as code. A `Value` is a closure that pushes one v128, so `v.add(v.mul(a, b), c)` reads as the formula does and
 * comes out as plain stack code; `v.keep` computes a value once and puts it in a local.
 *
 * Scratch locals come from a pool per function: the emitters of one kernel use the same few locals again, which keeps
 * their numbers (and so the code) short. An optimising engine renames them anyway.
 */
import type { FunctionBuilder, FunctionIndex, Local } from "../assembler.js";

/** The two shapes of float vectors. */
export type VectorShape = "f32x4" | "f64x2";

/** Where the code of a function goes and what it may use. */
export interface MathContext {
  /** Code is appended to this function. */
  readonly f: FunctionBuilder;
  /** `relaxed_madd` may be used. Nothing here is right only because a product was fused, or only because it was not. */
  readonly relaxed: boolean;
  /** Imported functions of `Math` by name: (f64) -> f64, and `pow`: (f64, f64) -> f64. */
  readonly scalar: Readonly<Record<string, FunctionIndex>>;
}

/** Pushes one v128 on the stack. */
export type Value = () => void;

/** Instructions on two vectors that this folder uses, without their shape. */
type Binary = "add" | "sub" | "mul" | "div" | "pmin" | "pmax" | "eq" | "ne" | "lt" | "le" | "gt" | "ge";

const spare = new WeakMap<FunctionBuilder, Local[]>();

/** Writes vector formulas of one shape into a function. */
export class VectorCode {
  readonly m: MathContext;
  readonly shape: VectorShape;
  /** The integer shape with lanes as wide. */
  readonly bits: "i32x4" | "i64x2";
  readonly lanes: 2 | 4;
  private readonly taken: Local[];

  constructor(m: MathContext, shape: VectorShape, taken: Local[] = []) {
    this.m = m;
    this.shape = shape;
    this.bits = shape === "f32x4" ? "i32x4" : "i64x2";
    this.lanes = shape === "f32x4" ? 4 : 2;
    this.taken = taken;
  }

  /** The same function seen with vectors of the other shape; its locals are given back together with this one's. */
  as(shape: VectorShape): VectorCode {
    return new VectorCode(this.m, shape, this.taken);
  }

  /** A v128 local from the pool, with whatever an earlier user left in it. */
  scratch(): Local {
    const local = spare.get(this.m.f)?.pop() ?? this.m.f.local("v128");
    this.taken.push(local);
    return local;
  }

  /** Gives the scratch locals back. Their values may be overwritten from here on. */
  release(): void {
    const pool = spare.get(this.m.f) ?? [];
    pool.push(...this.taken.splice(0).reverse());
    spare.set(this.m.f, pool);
  }

  /** The value of a local. */
  of(local: Local): Value {
    return () => this.m.f.get(local);
  }

  /** Computes now, reads from a local afterwards. */
  keep(value: Value): Value {
    const local = this.scratch();
    value();
    this.m.f.set(local);
    return this.of(local);
  }

  /** The same float in every lane. A splat is shorter than v128.const, and V8 takes both out of the loop alike. */
  number(x: number): Value {
    return () => (this.shape === "f32x4" ? this.m.f.f32(x) : this.m.f.f64(x)).op(`${this.shape}.splat`);
  }

  /** The same bits in every lane. */
  pattern(x: bigint): Value {
    return () =>
      (this.shape === "f32x4" ? this.m.f.i32(Number(BigInt.asIntN(32, x))) : this.m.f.i64(x)).op(
        `${this.bits}.splat`,
      );
  }

  private binary(op: Binary, a: Value, b: Value): Value {
    return () => {
      a();
      b();
      this.m.f.op(`${this.shape}.${op}`);
    };
  }

  add(a: Value, b: Value): Value {
    return this.binary("add", a, b);
  }
  sub(a: Value, b: Value): Value {
    return this.binary("sub", a, b);
  }
  mul(a: Value, b: Value): Value {
    return this.binary("mul", a, b);
  }
  div(a: Value, b: Value): Value {
    return this.binary("div", a, b);
  }
  compare(op: "eq" | "ne" | "lt" | "le" | "gt" | "ge", a: Value, b: Value): Value {
    return this.binary(op, a, b);
  }

  /** min(a, b); a NaN in `a` stays. One instruction, where the IEEE minimum takes seven on x86. */
  atMost(a: Value, b: Value): Value {
    return this.binary("pmin", a, b);
  }
  /** max(a, b); a NaN in `a` stays. */
  atLeast(a: Value, b: Value): Value {
    return this.binary("pmax", a, b);
  }

  abs(a: Value): Value {
    return this.unary("abs", a);
  }
  neg(a: Value): Value {
    return this.unary("neg", a);
  }
  trunc(a: Value): Value {
    return this.unary("trunc", a);
  }

  private unary(op: string, a: Value): Value {
    return () => {
      a();
      this.m.f.op(`${this.shape}.${op}`);
    };
  }

  /** a·b + c, rounded once or twice as the engine likes. */
  madd(a: Value, b: Value, c: Value): Value {
    return () => {
      a();
      b();
      if (!this.m.relaxed) this.m.f.op(`${this.shape}.mul`);
      c();
      this.m.f.op(this.m.relaxed ? `${this.shape}.relaxed_madd` : `${this.shape}.add`);
    };
  }

  /** c − a·b, rounded once or twice as the engine likes. */
  nmadd(a: Value, b: Value, c: Value): Value {
    if (!this.m.relaxed) return this.sub(c, this.mul(a, b));
    return () => {
      a();
      b();
      c();
      this.m.f.op(`${this.shape}.relaxed_nmadd`);
    };
  }

  /** c₀ + c₁x + c₂x² + … by Horner's rule. `x` is read once a step: keep it first. */
  polynomial(x: Value, coefficients: readonly number[]): Value {
    const last = coefficients.length - 1;
    let p = this.number(coefficients[last] as number);
    for (let k = last - 1; k >= 0; k--) p = this.madd(p, x, this.number(coefficients[k] as number));
    return p;
  }

  /**
   * The same from two shorter polynomials in x², even and odd (Knuth's second-order Horner rule): as many operations,
   * half the chain of dependent ones. `x` and `square` must be kept.
   */
  split(x: Value, square: Value, coefficients: readonly number[]): Value {
    const even = coefficients.filter((_, k) => k % 2 === 0);
    const odd = coefficients.filter((_, k) => k % 2 === 1);
    return this.madd(this.polynomial(square, odd), x, this.polynomial(square, even));
  }

  and(a: Value, b: Value): Value {
    return this.bitwise("v128.and", a, b);
  }
  or(a: Value, b: Value): Value {
    return this.bitwise("v128.or", a, b);
  }
  not(a: Value): Value {
    return () => {
      a();
      this.m.f.op("v128.not");
    };
  }
  xor(a: Value, b: Value): Value {
    return this.bitwise("v128.xor", a, b);
  }
  /** Integer addition of lanes. */
  iadd(a: Value, b: Value): Value {
    return this.bitwise(`${this.bits}.add`, a, b);
  }
  /** Integer subtraction of lanes. */
  isub(a: Value, b: Value): Value {
    return this.bitwise(`${this.bits}.sub`, a, b);
  }
  /** Integer equality of lanes: a mask. */
  ieq(a: Value, b: Value): Value {
    return this.bitwise(`${this.bits}.eq`, a, b);
  }

  private bitwise(op: string, a: Value, b: Value): Value {
    return () => {
      a();
      b();
      this.m.f.op(op);
    };
  }

  shiftLeft(a: Value, count: number): Value {
    return () => {
      a();
      this.m.f.i32(count).op(`${this.bits}.shl`);
    };
  }
  /** Zeros come in from the left. */
  shiftRight(a: Value, count: number): Value {
    return () => {
      a();
      this.m.f.i32(count).op(`${this.bits}.shr_u`);
    };
  }

  /** Lanes of `a` where the mask is set, of `b` elsewhere. */
  select(mask: Value, a: Value, b: Value): Value {
    return () => {
      a();
      b();
      mask();
      this.m.f.op("v128.bitselect");
    };
  }

  /** A formula on single-precision vectors computed in double precision, in two halves. The arguments must be kept. */
  throughDoubles(args: readonly Value[], formula: (wide: VectorCode, ...args: Value[]) => Value): Value {
    const { f } = this.m;
    const wide = this.as("f64x2");
    const half = (high: boolean): Value => {
      const doubles = args.map((x) =>
        wide.keep(() => {
          x();
          if (high) {
            x();
            f.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]);
          }
          f.op("f64x2.promote_low_f32x4");
        }),
      );
      return wide.keep(formula(wide, ...doubles));
    };
    const [low, high] = [half(false), half(true)];
    return () => {
      low();
      f.op("f32x4.demote_f64x2_zero");
      high();
      f.op("f32x4.demote_f64x2_zero").shuffle([0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]);
    };
  }

  /** Calls an imported function of `Math` for every lane. */
  eachLane(name: string, args: readonly Value[]): Value {
    const { f, scalar } = this.m;
    const fn = scalar[name];
    if (fn === undefined)
      throw new RangeError(`Math.${name} is not among the module's imports: see SCALAR_IMPORTS`);
    return () => {
      this.number(0)();
      for (let lane = 0; lane < this.lanes; lane++) {
        for (const arg of args) {
          arg();
          f.lane(`${this.shape}.extract_lane`, lane);
          if (this.shape === "f32x4") f.op("f64.promote_f32");
        }
        f.call(fn);
        if (this.shape === "f32x4") f.op("f32.demote_f64");
        f.lane(`${this.shape}.replace_lane`, lane);
      }
    };
  }

  /** Runs `then` unless the mask is set in all lanes. */
  unlessAll(mask: Value, then: () => void): void {
    mask();
    this.m.f
      .op(`${this.bits}.bitmask`)
      .i32(2 ** this.lanes - 1)
      .op("i32.ne")
      .if(then);
  }

  /** Runs `then` where any lane of the mask is set. */
  ifAny(mask: Value, then: () => void): void {
    mask();
    this.m.f.op("v128.any_true").if(then);
  }
}
