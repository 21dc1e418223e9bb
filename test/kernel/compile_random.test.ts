/** Programs made up from a seed: the same values on vector lanes, one at a time, in kernels on the cores, and as plain JavaScript. */

import * as cuda from "manycore/cuda";
import * as np from "manycore/numpy";
import * as simd from "manycore/simd";
import { describe, expect, test } from "vitest";
import { compileFunction } from "../../src/kernel/compile/index.js";
import { jsFunction } from "../../src/kernel/compile/js/index.js";
import { requirePart } from "../support/parts.js";
import { Seeded } from "../support/seeded.js";

type Type = "i32" | "u32" | "f32" | "f64";

/** Writes well-typed functions of a and b that end: loops count, and no function is called whose value targets may round apart. */
class Writer {
  readonly #random: Seeded;
  readonly #type: Type;
  #names = 0;
  #loops = 0;
  readonly #variables: string[] = ["a", "b"];
  readonly #writable: string[] = [];

  constructor(seed: number, type: Type) {
    this.#random = new Seeded(seed);
    this.#type = type;
  }

  #one<T>(of: readonly T[]): T {
    return of[this.#random.integer(0, of.length - 1)] as T;
  }

  get #integral(): boolean {
    return this.#type === "i32" || this.#type === "u32";
  }

  /** Back to u32 where an operation gives i32. */
  #bits(text: string): string {
    return this.#type === "u32" ? `(${text} >>> 0)` : `(${text} | 0)`;
  }

  #literal(): string {
    // A whole literal alone is an i32, which doesn't mix with u32.
    if (this.#type === "u32") return `${this.#random.integer(0, 9)} >>> 0`;
    if (this.#type === "i32") return String(this.#random.integer(-9, 9));
    return this.#one(["0", "1", "-1.5", "0.1", "3", "1e3", "-0.7"]);
  }

  value(depth: number): string {
    if (depth <= 0 || this.#random.chance(0.2))
      return this.#random.chance(0.7) ? this.#one(this.#variables) : `(${this.#literal()})`;
    const [x, y] = [this.value(depth - 1), this.value(depth - 1)];
    const common = [
      () => `(${x} + ${y})`,
      () => `(${x} - ${y})`,
      () => `(${x} * ${y})`,
      () => `(${this.condition(depth - 1)} ? ${x} : ${y})`,
      () => `Math.min(${x}, ${y})`,
      () => `Math.max(${x}, ${y})`,
      () => `(${x} % ${y})`,
    ];
    const integers = [
      () => this.#bits(`(${x} / ${y})`),
      () => this.#bits(`(${x} & ${y})`),
      () => this.#bits(`(${x} ^ ${y})`),
      () => this.#bits(`(${x} << ${y})`),
      () => this.#bits(`(${x} >> ${y})`),
      () => `local[${x} & 7]`,
    ];
    const floats = [
      () => `(${x} / ${y})`,
      () => `Math.floor(${x})`,
      () => `Math.trunc(${x})`,
      () => `Math.abs(${x})`,
      () => `Math.sqrt(${x})`,
      () => `local[${x} & 7]`,
    ];
    return this.#one([...common, ...(this.#integral ? integers : floats)])();
  }

  condition(depth: number): string {
    const [x, y] = [this.value(depth - 1), this.value(depth - 1)];
    if (depth > 0 && this.#random.chance(0.3))
      return `(${this.condition(depth - 1)} ${this.#one(["&&", "||"])} ${this.condition(depth - 1)})`;
    return this.#random.chance(0.15)
      ? `(!${x})`
      : `(${x} ${this.#one(["<", "<=", ">", ">=", "===", "!=="])} ${y})`;
  }

  block(depth: number, inLoop: string | null): string {
    const before = [this.#variables.length, this.#writable.length] as const;
    const lines = Array.from({ length: this.#random.integer(1, 3) }, () => this.statement(depth, inLoop));
    this.#variables.length = before[0];
    this.#writable.length = before[1];
    return `{\n${lines.join("\n")}\n}`;
  }

  statement(depth: number, inLoop: string | null): string {
    const assign = (): string =>
      this.#writable.length === 0
        ? declare()
        : `${this.#one(this.#writable)} ${this.#one(["=", "+=", "-=", "*="])} ${this.value(2)};`;
    const declare = (): string => {
      const value = this.value(2);
      const name = `v${this.#names++}`;
      this.#variables.push(name);
      this.#writable.push(name);
      return `let ${name} = ${value};`;
    };
    const store = (): string => `local[${this.value(1)} & 15] = ${this.value(2)};`;
    const branch = (): string =>
      `if ${this.condition(2)} ${this.block(depth - 1, inLoop)}${this.#random.chance(0.5) ? ` else ${this.block(depth - 1, inLoop)}` : ""}`;
    const loop = (): string => {
      const [k, label] = [`k${this.#loops}`, `loop${this.#loops++}`];
      const rounds = this.#random.integer(1, 6);
      return this.#random.chance(0.5)
        ? `${label}: for (let ${k} = 0; ${k} < ${rounds} && ${this.condition(1)}; ${k}++) ${this.block(depth - 1, label)}`
        : `let ${k} = 0;\n${label}: do ${this.block(depth - 1, label)} while (++${k} < ${rounds} && ${this.condition(1)});`;
    };
    const leave = (): string => `if ${this.condition(1)} ${this.#one(["break", "continue"])} ${inLoop};`;
    const end = (): string => `if ${this.condition(1)} return ${this.value(2)};`;
    const simple = [declare, assign, assign, store];
    const more = depth > 0 ? [branch, branch, loop, end] : [];
    return this.#one([...simple, ...more, ...(inLoop === null ? [] : [leave])])();
  }

  function(): string {
    const array = { i32: "Int32Array", u32: "Uint32Array", f32: "Float32Array", f64: "Float64Array" }[
      this.#type
    ];
    const lines = Array.from({ length: this.#random.integer(2, 5) }, () => this.statement(3, null));
    return `(a, b) => {\nconst local = new ${array}(8);\n${lines.join("\n")}\nreturn ${this.value(3)};\n}`;
  }
}

/** Kernels run on the device too where there is one; CI has one. */
const GPU = requirePart("vulkan") === true && requirePart("swiftshader") === true;

const ARRAYS = { i32: Int32Array, u32: Uint32Array, f32: Float32Array, f64: Float64Array } as const;
const N = 37;

function inputs(type: Type, seed: number): InstanceType<(typeof ARRAYS)[Type]> {
  const random = new Seeded(seed);
  const special = {
    i32: [0, -1, 2 ** 31 - 1, -(2 ** 31)],
    u32: [0, 1, 2 ** 32 - 1],
    f32: [0, -0, NaN, Infinity],
    f64: [-0, NaN, 1e300],
  };
  const out = new ARRAYS[type](N);
  for (let k = 0; k < N; k++) {
    if (k < special[type].length) out[k] = special[type][k] as number;
    else if (type === "i32" || type === "u32") out[k] = random.integer(type === "i32" ? -20 : 0, 20);
    else out[k] = random.integer(-40, 40) / 8;
  }
  return out;
}

describe.each(["i32", "u32", "f32", "f64"] as const)("random programs of %s", (type) => {
  test.each(Array.from({ length: 40 }, (_, k) => k + 1))("seed %i", async (seed) => {
    const text = new Writer(seed, type).function();
    const told = `${type}, seed ${seed}:\n${text}`;
    const fn = new Function(`return ${text}`)();
    const [a, b] = [inputs(type, 2 * seed), inputs(type, 2 * seed + 1)];
    const parameter = { kind: "scalar", type } as const;
    const program = compileFunction(fn, {
      form: "scalar",
      parameters: [parameter, parameter],
      name: "random",
    });
    expect(program.entry.result, told).toBe(type);
    const run = jsFunction(program);
    const expected = [...a].map((x, k) => run(x, b[k] as number));
    // JavaScript itself has one type of number: where that is the program's, the function as it stands is a witness too.
    if (type === "f64")
      expect(
        [...a].map((x, k) => fn(x, b[k])),
        told,
      ).toEqual(expected);
    const token = simd[type] as unknown as typeof simd.f32;
    const vectors = simd.vectorize(fn, { signature: token(token, token) });
    expect([...vectors(np.asarray(a), np.asarray(b)).toTypedArray()], told).toEqual(expected);
    const one = simd.jit(fn, { signature: token(token, token) }) as (x: number, y: number) => number;
    expect(
      [...a].map((x, k) => one(x, b[k] as number)),
      told,
    ).toEqual(expected);
    const kernel = cuda.kernel(
      [token.array, token.array, token.array],
      new Function(
        "return (ctx, x, y, out) => { const i = ctx.grid(1); if (i < out.length) out[i] = f(x[i], y[i]); };",
      )(),
      { constants: { f: fn } },
    );
    const out = new ARRAYS[type](N);
    await kernel(5, 8, { target: "cpu" })(a as never, b as never, out as never);
    expect([...out], told).toEqual(expected);
    if (type === "f64" || !GPU) return;
    const onDevice = new ARRAYS[type](N);
    await kernel(5, 8, { target: "gpu" })(a as never, b as never, onDevice as never);
    expect([...onDevice], `on the GPU: ${told}`).toEqual(expected);
  });
});
