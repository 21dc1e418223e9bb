/** Control flow by masks: named cases, and seeded random programs, against an interpreter. */
import { describe, expect, it } from "vitest";
import type {
  ArrayVariable,
  Expression,
  FunctionIR,
  Label,
  Statement,
  Variable,
} from "../../src/kernel/compile/ir.js";
import { wasmLoop } from "../../src/kernel/compile/wasm/loop.js";
import { runLoop } from "../../src/kernel/compile/wasm/run-loop.js";
import { heap } from "../../src/memory/index.js";
import * as b from "./compile_wasm_builder.js";
import { interpret } from "./compile_wasm_interpreter.js";

type Random = () => number;

function random(seed: number): Random {
  let s = seed;
  return () => {
    s = (Math.imul(s, 1664525) + 1013904223) | 0;
    return (s >>> 0) / 2 ** 32;
  };
}

const i32 = (x: number): Expression => b.constant("i32", x);
const f32 = (x: number): Expression => b.constant("f32", x);

/** Every gang size gives what one call at a time gives. */
function same(
  entry: FunctionIR,
  element: "i32" | "f32",
  seed: number,
  others: readonly FunctionIR[] = [],
  label = "",
): void {
  const program = b.programOf(entry, "scalar", others);
  const r = random(seed);
  const inputs = entry.parameters.map((p) => {
    const data = element === "i32" ? new Int32Array(23) : new Float32Array(23);
    for (let k = 0; k < data.length; k++)
      data[k] = element === "i32" ? Math.floor((r() - 0.3) * 30) : (r() - 0.5) * 4;
    return { element, column: data, name: p.name };
  });
  const want = Array.from({ length: 23 }, (_, k) =>
    interpret(
      entry,
      inputs.map((i) => i.column[k]),
    ),
  );
  for (const lanes of [1, 2, 4]) {
    const got = b.runElements(program, inputs, element, lanes);
    expect([...(got as Int32Array)], `${label} ${lanes} lanes`).toEqual(want);
  }
}

describe("control flow on lanes", () => {
  it("a branch", () => {
    const x = b.variable("x", "f32");
    const y = b.variable("y", "f32");
    const entry = b.functionOf("f", [x], "f32", [
      b.when(
        b.compare("gt", b.get(x), f32(0)),
        [b.set(y, b.arithmetic("mul", b.get(x), f32(2)))],
        [b.set(y, b.unary("negate", b.get(x)))],
      ),
      b.giveBack(b.get(y)),
    ]);
    same(entry, "f32", 1);
  });

  it("a masked while: Collatz's steps", () => {
    const x = b.variable("x", "i32");
    const n = b.variable("n", "i32");
    const entry = b.functionOf("f", [x], "i32", [
      b.set(n, i32(0)),
      b.loop(b.compare("gt", b.get(x), i32(1)), [
        b.when(
          b.compare("eq", b.bits("and", b.get(x), i32(1)), i32(0)),
          [b.set(x, b.arithmetic("quotient", b.get(x), i32(2)))],
          [b.set(x, b.arithmetic("add", b.arithmetic("mul", b.get(x), i32(3)), i32(1)))],
        ),
        b.set(n, b.arithmetic("add", b.get(n), i32(1))),
      ]),
      b.giveBack(b.get(n)),
    ]);
    same(entry, "i32", 2);
  });

  it("an early return out of two loops", () => {
    const x = b.variable("x", "i32");
    const [i, j] = [b.variable("i", "i32"), b.variable("j", "i32")];
    const count = (v: Variable, body: Statement[]): Statement[] => [
      b.set(v, i32(0)),
      b.loop(b.compare("lt", b.get(v), i32(6)), body, {
        update: [b.set(v, b.arithmetic("add", b.get(v), i32(1)))],
      }),
    ];
    const entry = b.functionOf("f", [x], "i32", [
      b.when(b.compare("lt", b.get(x), i32(-5)), [b.giveBack(i32(-1))]),
      ...count(i, [
        ...count(j, [
          b.when(b.compare("gt", b.arithmetic("mul", b.get(i), b.get(j)), b.get(x)), [
            b.giveBack(b.arithmetic("add", b.arithmetic("mul", b.get(i), i32(100)), b.get(j))),
          ]),
        ]),
      ]),
      b.giveBack(i32(7)),
    ]);
    same(entry, "i32", 3);
  });

  it("a called function with returns of its own", () => {
    const [a, c] = [b.variable("a", "i32"), b.variable("c", "i32")];
    const callee = b.functionOf("g", [a, c], "i32", [
      b.when(b.compare("gt", b.get(a), b.get(c)), [b.giveBack(b.arithmetic("sub", b.get(a), b.get(c)))]),
      b.loop(b.compare("lt", b.get(a), b.get(c)), [b.set(a, b.arithmetic("add", b.get(a), i32(3)))]),
      b.giveBack(b.get(a)),
    ]);
    const [x, y, r, s] = ["x", "y", "r", "s"].map((n) => b.variable(n, "i32"));
    const entry = b.functionOf("f", [x, y], "i32", [
      b.call(callee, [b.get(x), b.get(y)], r),
      b.call(callee, [b.get(y), b.get(r)], s),
      b.giveBack(b.arithmetic("sub", b.get(r), b.get(s))),
    ]);
    same(entry, "i32", 4, [callee]);
  });

  it("a function inside sees the variables and arrays around it, at each call", () => {
    const [x, t, d, r, own] = ["x", "t", "d", "r", "own"].map((n) => b.variable(n, "i32"));
    const a: ArrayVariable = {
      kind: "array",
      name: "a",
      element: "i32",
      space: "local",
      ndim: 1,
      shape: [4],
      values: null,
    };
    const inner = b.functionOf("inner", [d], "i32", [
      b.set(own, b.arithmetic("sub", b.get(t), b.get(d))),
      b.when(b.compare("lt", b.get(own), i32(0)), [b.giveBack(i32(-9))]),
      b.giveBack(b.arithmetic("add", b.get(own), b.load(a, i32(1)))),
    ]);
    const body = (again: Statement[]): Statement[] => [
      { kind: "array", array: a, place: { line: 1, column: 1 } },
      b.set(t, b.arithmetic("mul", b.get(x), i32(3))),
      b.store(a, [i32(1)], b.arithmetic("add", b.get(x), i32(100))),
      ...again,
      b.giveBack(b.get(r)),
    ];
    const program = b.programOf(
      b.functionOf(
        "f",
        [x],
        "i32",
        body([b.call(inner, [i32(4)], r), b.set(t, b.get(r)), b.call(inner, [i32(50)], r)]),
      ),
      "scalar",
      [inner],
    );
    const column = Int32Array.from({ length: 19 }, (_, k) => k - 5);
    const at = (v: number, from: number, by: number): number => (from - by < 0 ? -9 : from - by + v + 100);
    const want = column.map((v) => at(v, at(v, v * 3, 4), 50));
    for (const lanes of [1, 2, 4])
      expect(b.runElements(program, [{ element: "i32", column }], "i32", lanes)).toEqual(want);
  });

  it("a variable of one branch of a loop keeps its value from round to round", () => {
    const [x, i, last, out] = ["x", "i", "last", "out"].map((n) => b.variable(n, "i32"));
    const entry = b.functionOf("f", [x], "i32", [
      b.set(last, i32(0)),
      b.set(out, i32(0)),
      b.set(i, i32(0)),
      b.loop(
        b.compare("lt", b.get(i), i32(9)),
        [
          b.when(b.compare("eq", b.bits("and", b.arithmetic("add", b.get(x), b.get(i)), i32(3)), i32(0)), [
            b.set(out, b.arithmetic("add", b.get(out), b.get(last))),
            b.set(last, b.get(i)),
          ]),
        ],
        { update: [b.set(i, b.arithmetic("add", b.get(i), i32(1)))] },
      ),
      b.giveBack(b.get(out)),
    ]);
    same(entry, "i32", 5);
  });
});

/** A seeded random function of two i32 that ends: loops count down from a few. */
class Programs {
  private readonly r: Random;
  private readonly variables: Variable[];
  private readonly array: ArrayVariable;
  /** An array that rounds only read; with one, there is no `return`. */
  private readonly given: ArrayVariable | null;
  private readonly loops: Label[] = [];
  private names = 0;

  constructor(seed: number, variables: Variable[], array: ArrayVariable, given: ArrayVariable | null = null) {
    this.r = random(seed);
    this.given = given;
    this.array = array;
    this.variables = variables;
  }

  private below(n: number): number {
    return Math.floor(this.r() * n);
  }

  private pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)];
  }

  number(depth: number): Expression {
    if (depth === 0 || this.r() < 0.2)
      return this.r() < 0.6 ? b.get(this.pick(this.variables)) : i32(this.below(9) - 3);
    switch (this.below(7)) {
      case 6:
        return b.load(
          this.given !== null && this.r() < 0.5 ? this.given : this.array,
          this.number(depth - 1),
        );
      case 0:
        return b.choose(this.truth(depth - 1), this.number(depth - 1), this.number(depth - 1));
      case 1:
        return b.bits(this.pick(["and", "or", "xor"]), this.number(depth - 1), this.number(depth - 1));
      case 2:
        return b.bits(this.pick(["shl", "shr"]), this.number(depth - 1), i32(this.below(5)));
      case 3:
        return b.convert("i32", this.truth(depth - 1));
      default:
        return b.arithmetic(
          this.pick(["add", "sub", "mul", "min", "max", "quotient", "rem"]),
          this.number(depth - 1),
          this.number(depth - 1),
        );
    }
  }

  truth(depth: number): Expression {
    const op = this.pick(["lt", "le", "gt", "ge", "eq", "ne"] as const);
    if (depth === 0 || this.r() < 0.6)
      return b.compare(op, this.number(0), this.number(depth > 0 ? depth - 1 : 0));
    if (this.r() < 0.3) return b.unary("not", this.truth(depth - 1));
    return b.logical(this.pick(["and", "or"]), this.truth(depth - 1), this.truth(depth - 1));
  }

  block(depth: number): Statement[] {
    const out: Statement[] = [];
    const visible = this.variables.length;
    for (let n = 1 + this.below(4); n > 0; n--) {
      out.push(...this.statement(depth));
      const last = out[out.length - 1];
      if (last === undefined) continue;
      if (last.kind === "break" || last.kind === "continue" || last.kind === "return") break;
    }
    this.variables.length = visible;
    return out;
  }

  private statement(depth: number): Statement[] {
    const what = depth === 0 ? this.below(3) : this.below(10);
    if (what < 3) {
      if (this.r() < 0.2) return [b.store(this.array, [this.number(1)], this.number(2))];
      if (this.r() < 0.3) {
        const own = b.variable(`v${this.names++}`, "i32");
        const value = this.number(2);
        this.variables.push(own);
        return [b.set(own, value)];
      }
      return [
        b.set(
          this.pick(this.variables.filter((v) => !v.name.startsWith("count") && !v.name.startsWith("the_"))),
          this.number(2),
        ),
      ];
    }
    if (what < 6)
      return [b.when(this.truth(1), this.block(depth - 1), this.r() < 0.5 ? this.block(depth - 1) : [])];
    if (what < 8) return this.loop(depth);
    if (what === 8 && this.loops.length > 0)
      return [b.when(this.truth(1), [b.leave(this.pick(["break", "continue"]), this.pick(this.loops))])];
    if (this.given !== null) return [];
    return [b.when(this.truth(1), [b.giveBack(this.number(1))])];
  }

  private loop(depth: number): Statement[] {
    const count = b.variable(`count${this.names++}`, "i32");
    const label: Label = { name: count.name };
    const bound = this.r() < 0.5 ? i32(1 + this.below(4)) : b.bits("and", this.number(1), i32(3));
    const start = b.set(count, bound);
    this.variables.push(count);
    this.loops.push(label);
    const counting = b.compare("gt", b.get(count), i32(0));
    const condition = this.r() < 0.5 ? counting : b.logical("and", counting, this.truth(1));
    const body = this.block(depth - 1);
    this.loops.pop();
    const update = [b.set(count, b.arithmetic("sub", b.get(count), i32(1)))];
    return [start, b.loop(condition, body, { label, update, testLast: this.r() < 0.25 })];
  }
}

describe("random programs", () => {
  for (let group = 0; group < 20; group++)
    it(`seeds ${group * 20} and on`, () => {
      for (let seed = group * 20; seed < group * 20 + 20; seed++) {
        const [x, y] = [b.variable("x", "i32"), b.variable("y", "i32")];
        const [p, q] = [b.variable("p", "i32"), b.variable("q", "i32")];
        const a: ArrayVariable = {
          kind: "array",
          name: "a",
          element: "i32",
          space: "local",
          ndim: 1,
          shape: [5],
          values: null,
        };
        const made = new Programs(seed * 7919 + 13, [x, y, p, q], a);
        const declared: Statement = { kind: "array", array: a, place: { line: 1, column: 1 } };
        const body = [
          declared,
          b.set(p, i32(1)),
          b.set(q, i32(2)),
          ...made.block(4),
          b.giveBack(b.arithmetic("add", b.get(p), b.arithmetic("mul", b.get(q), b.get(x)))),
        ];
        same(b.functionOf("f", [x, y], "i32", body), "i32", seed, [], `seed ${seed}`);
      }
    });
});

/** The same programs as rounds of a prange: with an index that grows by lane, and values that all lanes share. */
describe("random rounds", () => {
  const array = (name: string, space: "global" | "local"): ArrayVariable => ({
    kind: "array",
    name,
    element: "i32",
    space,
    ndim: 1,
    shape: space === "local" ? [5] : null,
    values: null,
  });
  for (let group = 0; group < 10; group++)
    it(`seeds ${group * 20} and on`, () => {
      for (let seed = group * 20; seed < group * 20 + 20; seed++) {
        const [given, out, own] = [array("given", "global"), array("out", "global"), array("own", "local")];
        const [n, k, i, s] = ["n", "the_k", "the_i", "s"].map((name) => b.variable(name, "i32"));
        const [p, q] = [b.variable("p", "i32"), b.variable("q", "i32")];
        const made = new Programs(seed * 104729 + 7, [p, q, i, k], own, given);
        const result = b.arithmetic("add", b.get(p), b.arithmetic("mul", b.get(q), i32(31)));
        const place = { line: 1, column: 1 };
        const entry = b.functionOf("f", [given, out, n, k], "i32", [
          b.set(s, i32(1)),
          {
            kind: "parallel",
            variable: i,
            start: i32(2),
            stop: b.get(n),
            step: i32(1 + (seed % 3)),
            body: [
              { kind: "array", array: own, place },
              b.set(p, b.load(given, b.get(i))),
              b.set(q, b.get(k)),
              ...made.block(4),
              b.store(out, [b.get(i)], result),
              b.set(s, b.arithmetic("add", b.get(s), result)),
            ],
            reductions: [{ variable: s, op: "add" }],
            place,
          },
          b.giveBack(b.get(s)),
        ]);
        const r = random(seed);
        const data = Int32Array.from({ length: 41 }, () => Math.floor((r() - 0.3) * 30));
        const want = new Int32Array(41);
        const sum = interpret(entry, [{ data, shape: [41] }, { data: want, shape: [41] }, 39, 3]);
        const program = b.programOf(entry, "loop");
        const h = heap();
        const [x, y] = [h.allocate(164), h.allocate(164)];
        h.u8.set(new Uint8Array(data.buffer), x);
        h.u8.fill(0, y, y + 164);
        const args = [{ address: x, shape: [41] }, { address: y, shape: [41] }, 39, 3];
        const got = runLoop(program, wasmLoop(program), args, "one");
        expect([...h.i32.subarray(y >>> 2, (y >>> 2) + 41)], `seed ${seed}`).toEqual([...want]);
        expect(got, `seed ${seed}`).toBe(sum);
        h.release(x);
        h.release(y);
      }
    });
});
