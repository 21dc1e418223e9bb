/** The language of compiled functions: what is refused, with its line, and how types are found. */
import { describe, expect, test } from "vitest";
import {
  type CompileRequest,
  compileFunction,
  effectsOf,
  type ParameterType,
  type ProgramIR,
  prange,
} from "../../src/kernel/compile/index.js";

const scalar = (type: "f32" | "f64" | "i32" | "u32" | "i64" | "u8" | "bool"): ParameterType => ({
  kind: "scalar",
  type,
});
const array = (element: "f32" | "i32" | "f64" | "u32", ndim: 1 | 2 | 3 = 1): ParameterType => ({
  kind: "array",
  element,
  ndim,
});

type Fn = (...args: never[]) => unknown;

function compile(
  fn: Fn,
  parameters: readonly ParameterType[],
  more: Partial<CompileRequest> = {},
): ProgramIR {
  return compileFunction(fn, { form: "scalar", parameters, ...more });
}

/** The type of what the function gives. */
const resultOf = (fn: Fn, ...parameters: ParameterType[]): string | null =>
  compile(fn, parameters).entry.result;

describe("types", () => {
  test.each<readonly [string, Fn, readonly ParameterType[], string]>([
    ["literals take the other's type", (x: number) => x * 2 + 1, [scalar("f32")], "f32"],
    ["a fraction among integers is a float", (x: number) => x * 0.5, [scalar("i32")], "f64"],
    ["/ of integers is a float", (x: number) => x / 2, [scalar("i32")], "f64"],
    ["(a / b) | 0 is an integer", (x: number) => (x / 2) | 0, [scalar("i32")], "i32"],
    ["Math.floor(a / b) is an integer", (x: number) => Math.floor(x / 2), [scalar("u32")], "u32"],
    ["i32 and f32 meet in f32", (x: number, n: number) => x + n, [scalar("f32"), scalar("i32")], "f32"],
    ["i32 and f64 meet in f64", (x: number, n: number) => x + n, [scalar("f64"), scalar("i32")], "f64"],
    ["narrow integers are i32", (x: number) => x + x, [scalar("u8")], "i32"],
    [">>> gives u32", (x: number) => x >>> 1, [scalar("f64")], "u32"],
    ["| gives i32", (x: number) => x | 1, [scalar("u32")], "i32"],
    ["comparisons give bool", (x: number) => x > 1 && x < 3, [scalar("f32")], "bool"],
    ["bigints are i64", (x: bigint) => x * 2n, [scalar("i64")], "i64"],
    [
      "a variable is the join of what is assigned",
      (x: number) => {
        let s = 0;
        for (let k = 0; k < 3; k++) s += x;
        return s;
      },
      [scalar("f32")],
      "f32",
    ],
    [
      "through a loop that feeds back",
      (n: number) => {
        let a = 0;
        let b = 1;
        while (b < n) {
          const c = a + b;
          a = b;
          b = c * 1.5;
        }
        return a;
      },
      [scalar("i32")],
      "f64",
    ],
    ["Number of a bool", (x: number) => Number(x > 0) + 1, [scalar("f32")], "i32"],
    ["Math.min of integers", (x: number) => Math.min(x, 3), [scalar("i32")], "i32"],
    ["Math.sqrt of integers", (x: number) => Math.sqrt(x), [scalar("i32")], "f64"],
  ])("%s", (_title, fn, parameters, expected) => {
    expect(resultOf(fn, ...parameters)).toBe(expected);
  });

  test("float says what / of integers is", () => {
    expect(compile((x: number) => x / 2, [scalar("i32")], { float: "f32" }).entry.result).toBe("f32");
    expect(compile((x: number) => x / 2, [scalar("i32"), scalar("f32")].slice(0, 1)).float).toBe("f64");
  });
});

describe("refused, with the construct and the line", () => {
  test.each<readonly [string, Fn, readonly ParameterType[], RegExp]>([
    [
      "switch",
      (x: number) => {
        switch (x) {
          default:
            return 1;
        }
      },
      [scalar("i32")],
      /switch\. Write if/,
    ],
    [
      "try",
      (x: number) => {
        try {
          return x;
        } finally {
          x++;
        }
      },
      [scalar("i32")],
      /: try\./,
    ],
    [
      "throw",
      () => {
        throw new Error("x");
      },
      [],
      /: throw\./,
    ],
    ["a string", (x: number) => (x > 0 ? "a" : "b"), [scalar("i32")], /a string/],
    ["a template", (x: number) => `${x}`, [scalar("i32")], /a template literal/],
    ["an object", (x: number) => ({ x }), [scalar("i32")], /an object/],
    ["an array", (x: number) => [x], [scalar("i32")], /an array literal/],
    ["a class", () => class {}, [], /a class/],
    [
      "this",
      function (this: { x: number }) {
        return this.x;
      } as Fn,
      [],
      /: this\./,
    ],
    [
      "optional chaining",
      (x: number) => (Math as { f?: (x: number) => number }).f?.(x),
      [scalar("i32")],
      /optional chaining/,
    ],
    ["??", (x: number) => x ?? 1, [scalar("i32")], /the operator \?\?/],
    ["typeof", (x: number) => typeof x, [scalar("i32")], /the operator typeof/],
    ["in", (x: number) => x in Math, [scalar("i32")], /the operator in/],
    [
      "for in",
      (x: number) => {
        for (const k in Math) return k;
        return x;
      },
      [scalar("i32")],
      /for … in/,
    ],
    [
      "for of",
      (x: number) => {
        for (const k of [1]) x += k;
        return x;
      },
      [scalar("i32")],
      /for … of|array literal/,
    ],
    ["Math.random", () => Math.random(), [], /Math\.random\(\)/],
    [
      "a generator",
      function* () {
        yield 1;
      },
      [],
      /a generator function/,
    ],
    ["async", async () => 1, [], /an async function/],
    ["a default value", (x = 1) => x, [scalar("i32")], /a default value/],
    ["a rest parameter", (...x: number[]) => x[0], [scalar("i32")], /a rest parameter/],
    ["an unknown global", (x: number) => console.log(x), [scalar("i32")], /the name console/],
    ["i32 with u32", (x: number, y: number) => x + y, [scalar("i32"), scalar("u32")], /i32 \+ u32/],
    [
      "number with bigint",
      (x: number, y: bigint) => x + Number(y) + (y as never),
      [scalar("i32"), scalar("i64")],
      /\+ i64|i64 \+/,
    ],
    ["number with bool", (x: number) => x + ((x > 0) as never), [scalar("i32")], /\+ of a bool/],
    [
      "a float index",
      (x: number[], i: number) => x[i],
      [array("f32"), scalar("f32")],
      /an index of type f32/,
    ],
    [
      "an assignment outside",
      (x: number) => {
        outside = x;
        return x;
      },
      [scalar("i32")],
      /an assignment to outside/,
    ],
    [
      "a path without a return",
      (x: number) => {
        if (x > 0) return 1;
      },
      [scalar("i32")],
      /a path that ends without a return/,
    ],
    [
      "the wrong number of parameters",
      (x: number) => x,
      [scalar("i32"), scalar("i32")],
      /has 1 parameter and is given 2/,
    ],
  ])("%s", (_title, fn, parameters, message) => {
    expect(() => compile(fn, parameters)).toThrow(message);
    expect(() => compile(fn, parameters)).toThrow(expect.objectContaining({ name: "CompileError" }));
  });

  test("a variable of the function around", () => {
    const fn = (x: number): number => {
      const t = x * 2;
      const add = (d: number): number => d + t;
      return add(1);
    };
    expect(() => compile(fn, [scalar("f32")])).toThrow(/t, a variable of the function around/);
  });

  test("recursion", () => {
    const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
    expect(() => compile((n: number) => factorial(n), [scalar("i32")])).toThrow(
      /factorial, which calls itself/,
    );
  });

  test("where: the file's line and column", () => {
    const fn = (x: number): unknown => {
      const y = x + 1;
      return `${y}`;
    };
    try {
      compile(fn, [scalar("i32")]);
      expect.unreachable();
    } catch (error) {
      const { line, url, construct } = error as { line: number; url: string; construct: string };
      expect(url).toMatch(/compile_front\.test\.ts/);
      expect(construct).toBe("a template literal");
      expect(line).toBeGreaterThan(100);
    }
  });
});

let outside = 0;
void outside;

describe("kernels", () => {
  const sum: Fn = (
    { threadIdx, blockIdx, blockDim, shared, syncthreads, atomicAdd, f32 }: never,
    x: never,
    out: never,
    n: never,
  ) => [threadIdx, blockIdx, blockDim, shared, syncthreads, atomicAdd, f32, x, out, n];
  void sum;

  test("effects: what is read, written, atomic, shared", () => {
    const text = `({ threadIdx, blockIdx, blockDim, shared, syncthreads, atomicAdd, f32 }, x, out, n) => {
      const tile = shared.array(64, f32);
      const i = blockIdx.x * blockDim.x + threadIdx.x;
      tile[threadIdx.x] = i < n ? x[i] : 0;
      syncthreads();
      if (threadIdx.x === 0) atomicAdd(out, 0, tile[0]);
    }`;
    const program = compileFunction(
      { text, name: "sum" },
      { form: "kernel", parameters: [array("f32"), array("f32"), scalar("i32")] },
    );
    const effects = effectsOf(program);
    const [x, out] = program.entry.parameters;
    expect(effects.arrays.get(x as never)).toEqual({ read: true, written: false, atomic: false });
    expect(effects.arrays.get(out as never)).toEqual({ read: true, written: true, atomic: true });
    expect(effects.barriers).toBe(true);
    expect(program.shared.map(({ name, shape }) => [name, shape])).toEqual([["tile", [64]]]);
  });

  test("the context's members outside of kernels, and what it hasn't", () => {
    expect(() =>
      compileFunction(
        { text: "({ threadsIdx }, x) => {}", name: "k" },
        { form: "kernel", parameters: [array("f32")] },
      ),
    ).toThrow(/threadsIdx, which the context doesn't have/);
  });
});

test("prange's reductions", () => {
  const program = compile(
    (x: Float32Array, n: number) => {
      let s = 0;
      let m = 1;
      for (const i of prange(n)) {
        s += x[i] as number;
        m = Math.max(m, x[i] as number);
      }
      return s + m;
    },
    [array("f32"), scalar("i32")],
    { form: "loop" },
  );
  const loop = program.entry.body.find(({ kind }) => kind === "parallel");
  expect(loop?.kind === "parallel" && loop.reductions.map(({ variable, op }) => [variable.name, op])).toEqual(
    [
      ["s", "add"],
      ["m", "max"],
    ],
  );
});
