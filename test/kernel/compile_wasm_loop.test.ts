/** Functions with loops: compiled from their text, beside the same text run as JavaScript. */
import { describe, expect, it } from "vitest";
import { compileFunction, type ParameterType, prange } from "../../src/kernel/compile/index.js";
import { disassemble } from "../../src/kernel/compile/wasm/disassemble.js";
import { type CompiledLoop, wasmLoop } from "../../src/kernel/compile/wasm/loop.js";
import { runLoop } from "../../src/kernel/compile/wasm/run-loop.js";
import { heap } from "../../src/memory/index.js";
import type { Column } from "./compile_wasm_builder.js";

const array = (element: "f32" | "f64" | "i32" | "u8" | "i16", ndim: 1 | 2 = 1): ParameterType => ({
  kind: "array",
  element,
  ndim,
});
const scalar = (type: "f32" | "f64" | "i32"): ParameterType => ({ kind: "scalar", type });

interface Given {
  readonly data: Column;
  readonly shape: readonly number[];
}

function random(seed: number): () => number {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) | 0;
    return (s >>> 0) / 2 ** 32;
  };
}

function floats(n: number, seed: number): Float32Array {
  const r = random(seed);
  return Float32Array.from({ length: n }, () => (r() - 0.5) * 8);
}

/** Runs the compiled function; arrays are copied in and out. */
function run(
  text: string,
  parameters: readonly ParameterType[],
  args: readonly (Given | number)[],
  threads: "team" | "one" = "one",
): { result: unknown; compiled: CompiledLoop } {
  const program = compileFunction({ text, name: "f" }, { form: "loop", parameters, constants: { prange } });
  const compiled = wasmLoop(program);
  const h = heap();
  const places: [number, Column][] = [];
  const given = args.map((a) => {
    if (typeof a === "number") return a;
    const address = h.allocate(Math.max(16, a.data.byteLength));
    h.u8.set(new Uint8Array(a.data.buffer, a.data.byteOffset, a.data.byteLength), address);
    places.push([address, a.data]);
    return { address, shape: a.shape };
  });
  const result = runLoop(program, compiled, given, threads);
  for (const [address, data] of places) {
    new Uint8Array(data.buffer).set(h.u8.subarray(address, address + data.byteLength));
    h.release(address);
  }
  return { result, compiled };
}

/** The text as plain JavaScript. */
function plain(text: string, args: readonly unknown[]): unknown {
  const range = function* (...bounds: number[]): Generator<number> {
    const [start, stop, step] =
      bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0], bounds[1], bounds[2] ?? 1];
    for (let i = start; step > 0 ? i < stop : i > stop; i += step) yield i;
  };
  return new Function("prange", `return (${text});`)(range)(...args);
}

const one = (data: Column): Given => ({ data, shape: [data.length] });

describe("jit", () => {
  const branch = `(x, y, k) => {
    for (const i of prange(x.length)) {
      if (x[i] > 0) y[i] = Math.sqrt(x[i]) * k;
      else y[i] = -x[i];
    }
  }`;

  for (const n of [0, 1, 3, 4, 17, 1000, 50_003])
    it(`a prange with a branch over ${n} elements`, () => {
      const x = floats(n, n);
      const got = new Float32Array(n);
      const { compiled } = run(
        branch,
        [array("f32"), array("f32"), scalar("f32")],
        [one(x), one(got), 0.5],
        "team",
      );
      const want = Float32Array.from(x, (v) => (v > 0 ? Math.fround(Math.fround(Math.sqrt(v)) * 0.5) : -v));
      expect(got).toEqual(want);
      expect(compiled.lanes).toBe(4);
    });

  it("has v128 loads, masks and stores in the rounds", () => {
    const x = floats(8, 1);
    const { compiled } = run(
      branch,
      [array("f32"), array("f32"), scalar("f32")],
      [one(x), one(new Float32Array(8)), 2],
    );
    const stage = compiled.stages.find((s) => s.kind === "parallel");
    const code = disassemble(stage?.bytes as Uint8Array).map((l) => l.trim());
    for (const op of ["v128.load align=1", "f32x4.gt", "f32x4.sqrt", "v128.store align=1"])
      expect(code).toContain(op);
    expect(compiled.notes.map((m) => m.text)).toContain("prange on 4 lanes");
  });

  it("sums in an order that doesn't depend on threads", () => {
    const text = `(x) => { let s = 0.5; for (const i of prange(x.length)) s += x[i] * x[i]; return s; }`;
    const x = Float64Array.from(floats(100_003, 5));
    const args = [array("f64")];
    const alone = run(text, args, [one(x)], "one").result as number;
    expect(run(text, args, [one(x)], "team").result).toBe(alone);
    const exact = x.reduce((s, v) => s + v * v, 0.5);
    expect(Math.abs(alone - exact)).toBeLessThan(1e-9 * exact);
  });

  it("min, max, product and bits as reductions", () => {
    const text = `(x) => {
      let low = 1000, high = -1000, bits = 0, odd = 0;
      for (const i of prange(x.length)) {
        low = Math.min(low, x[i]);
        high = Math.max(high, x[i]);
        bits = bits | x[i];
        odd = odd ^ x[i];
      }
      return ((low * 1000 + high) * 1000 + (bits & 1023)) * 8 + (odd & 7);
    }`;
    const r = random(9);
    for (const n of [0, 1, 5, 33, 20_000]) {
      const x = Int32Array.from({ length: n }, () => Math.floor((r() - 0.5) * 200));
      expect(run(text, [array("i32")], [one(x)]).result).toBe((plain(text, [x]) as number) | 0);
    }
  });

  it("scalar code around, two pranges, strides and steps", () => {
    const text = `(x, y, n) => {
      let scale = 0;
      for (let i = 0; i < n; i++) scale += i;
      for (const i of prange(0, n, 2)) y[i] = x[i] * scale;
      for (const i of prange(n - 1, -1, -2)) y[i] = y[i] + x[n - 1 - i] + 1;
      return scale;
    }`;
    for (const n of [1, 2, 9, 40]) {
      const x = Int32Array.from({ length: n }, (_, k) => k * k - 7);
      const [got, want] = [new Int32Array(n), new Int32Array(n)];
      const { result } = run(text, [array("i32"), array("i32"), scalar("i32")], [one(x), one(got), n]);
      expect(result).toBe(plain(text, [x, want, n]));
      expect(got).toEqual(want);
    }
  });

  it("gathers, scatters and accesses out of bounds", () => {
    const text = `(x, at, y) => {
      for (const i of prange(at.length)) {
        const k = at[i];
        y[i] = x[k] + x[i + 2];
        if (k > 3) x[k + 100] = 1;
      }
    }`;
    const x = floats(20, 3);
    const at = Int32Array.from([3, -1, 19, 20, 0, 5, 2 ** 31 - 1, -(2 ** 31), 7, 7, 11]);
    const got = new Float32Array(11);
    run(text, [array("f32"), array("i32"), array("f32")], [one(x), one(at), one(got)]);
    const read = (k: number): number => (k >= 0 && k < 20 ? x[k] : 0);
    expect(got).toEqual(Float32Array.from(at, (k, i) => read(k) + read(i + 2)));
  });

  it("two dimensions: rows in parallel, columns inside, and a matrix product", () => {
    const text = `(a, b, c) => {
      for (const i of prange(a.length)) {
        for (let j = 0; j < b.shape[1]; j++) {
          let s = 0.0;
          for (let k = 0; k < b.length; k++) s = s + a[i][k] * b[k][j];
          c[i][j] = s;
        }
      }
    }`;
    const [n, m, p] = [7, 5, 9];
    const [a, b, c] = [floats(n * m, 1), floats(m * p, 2), new Float32Array(n * p)];
    run(
      text,
      [array("f32", 2), array("f32", 2), array("f32", 2)],
      [
        { data: a, shape: [n, m] },
        { data: b, shape: [m, p] },
        { data: c, shape: [n, p] },
      ],
    );
    for (let i = 0; i < n; i++)
      for (let j = 0; j < p; j++) {
        let s = 0;
        for (let k = 0; k < m; k++) s = Math.fround(s + Math.fround(a[i * m + k] * b[k * p + j]));
        expect(c[i * p + j]).toBe(s);
      }
  });

  it("8-bit rounds go 16 at a time", () => {
    const text = `(x, y, out) => { for (const i of prange(x.length)) out[i] = Math.min(x[i] + y[i], 255); }`;
    const r = random(4);
    const [x, y] = [0, 1].map(() => Uint8Array.from({ length: 1003 }, () => r() * 256));
    const got = new Uint8Array(1003);
    const { compiled } = run(text, [array("u8"), array("u8"), array("u8")], [one(x), one(y), one(got)]);
    expect(got).toEqual(x.map((v, k) => Math.min(v + y[k], 255)));
    const code = disassemble(compiled.stages[1].bytes).map((l) => l.trim());
    expect(code).toContain("i8x16.add_sat_u");
    expect(compiled.lanes).toBe(16);
  });

  it("a masked while with break and continue, and a local array a lane", () => {
    const text = `(x, y) => {
      for (const i of prange(x.length)) {
        const seen = new Int32Array(8);
        let v = x[i];
        let n = 0;
        while (v > 1) {
          n++;
          if (n > 50) break;
          if ((v & 1) === 0) { v = v >> 1; seen[n & 7] = v; continue; }
          v = v * 3 + 1;
          seen[n & 7] = seen[n & 7] + 1;
        }
        let s = n * 1000;
        for (let k = 0; k < 8; k++) s += seen[k];
        y[i] = s;
      }
    }`;
    const x = Int32Array.from({ length: 45 }, (_, k) => k - 3);
    const [got, want] = [new Int32Array(45), new Int32Array(45)];
    run(text, [array("i32"), array("i32")], [one(x), one(got)]);
    plain(text, [x, want]);
    expect(got).toEqual(want);
  });

  it("a prange inside a loop, and one behind an early return", () => {
    const text = `(x, n) => {
      if (n < 0) return -1;
      let total = 0;
      for (let k = 0; k < n; k++) for (const i of prange(x.length)) total += x[i] * k;
      return total;
    }`;
    const x = Int32Array.from({ length: 21 }, (_, k) => k * 3 - 5);
    for (const n of [-1, 0, 3]) {
      const { result, compiled } = run(text, [array("i32"), scalar("i32")], [one(x), n]);
      expect(result).toBe(plain(text, [x, n]));
      expect(compiled.notes.some((m) => m.text.includes("isn't shared between threads"))).toBe(true);
    }
  });
});
