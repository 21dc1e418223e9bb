import { describe, expect, it } from "vitest";
import type { Expression, Label, Statement } from "../../src/kernel/compile/ir.js";
import { analyseUniformity, divergentBarrier, type Uniformity } from "../../src/kernel/compile/uniformity.js";
import * as b from "./compile_wasm_builder.js";

const i32 = (x: number): Expression => b.constant("i32", x);
const lane: Expression = { kind: "builtin", name: "threadIdx.x", type: "i32", place: { line: 1, column: 1 } };
const block: Expression = { kind: "builtin", name: "blockIdx.x", type: "i32", place: { line: 1, column: 1 } };
const barrier: Statement = { kind: "barrier", place: { line: 42, column: 1 } };
const plus = (x: Expression, y: Expression): Expression => b.arithmetic("add", x, y);

function analyse(statements: Statement[]): Uniformity {
  return analyseUniformity(statements, {
    lanes: 4,
    variables: new Map(),
    builtin: (name) => (name === "threadIdx.x" ? 1 : 0),
  });
}

describe("uniformity", () => {
  it("follows strides through sums, products with constants, and variables", () => {
    const [i, j] = [b.variable("i", "i32"), b.variable("j", "i32")];
    const facts = analyse([
      b.set(i, plus(b.arithmetic("mul", block, i32(128)), lane)),
      b.set(j, b.arithmetic("sub", b.bits("shl", b.get(i), i32(2)), b.get(i))),
    ]);
    expect(facts.variable(i)).toBe(1);
    expect(facts.variable(j)).toBe(3);
    expect(facts.isUniform(b.arithmetic("sub", b.get(i), lane))).toBe(true);
    expect(facts.shape(b.arithmetic("mul", b.get(i), b.get(i)))).toBe("varying");
    expect(facts.shape(b.convert("f32", b.get(i)))).toBe("varying");
  });

  it("a variable that some lanes set differs, unless only they read it", () => {
    const [x, y] = [b.variable("x", "i32"), b.variable("y", "i32")];
    const facts = analyse([
      b.set(x, i32(1)),
      b.when(b.compare("gt", lane, i32(2)), [
        b.set(x, i32(2)),
        b.set(y, i32(3)),
        b.set(y, plus(b.get(y), i32(1))),
      ]),
      b.set(x, plus(b.get(x), i32(1))),
    ]);
    expect(facts.variable(x)).toBe("varying");
    expect(facts.variable(y)).toBe(0);
  });

  it("a counter of a loop that lanes leave at different rounds is theirs together, until it is read behind", () => {
    const label: Label = { name: "loop" };
    const make = (i: ReturnType<typeof b.variable>): Statement[] => [
      b.set(i, i32(0)),
      b.loop(
        b.compare("lt", b.get(i), i32(10)),
        [b.when(b.compare("gt", b.get(i), lane), [b.leave("break", label)])],
        {
          label,
          update: [b.set(i, plus(b.get(i), i32(1)))],
        },
      ),
    ];
    const [i, j, after] = ["i", "j", "after"].map((n) => b.variable(n, "i32"));
    expect(analyse(make(i)).variable(i)).toBe(0);
    const read = analyse([...make(j), b.set(after, b.get(j))]);
    expect(read.variable(j)).toBe("varying");
    const again = analyse([
      b.set(after, i32(0)),
      b.loop(b.compare("lt", b.get(after), i32(3)), [...make(i)], {
        label: { name: "outer" },
        update: [b.set(after, plus(b.get(after), i32(1)))],
      }),
    ]);
    expect(again.variable(i)).toBe(0);
    expect(again.variable(after)).toBe(0);
  });

  it("finds barriers that some lanes don't reach", () => {
    const mine = b.compare("gt", lane, i32(2));
    const shared = b.compare("gt", block, i32(2));
    const at = (statements: Statement[]): number | null =>
      divergentBarrier(statements, analyse(statements))?.line ?? null;
    expect(at([barrier])).toBe(null);
    expect(at([b.when(shared, [barrier])])).toBe(null);
    expect(at([b.when(mine, [barrier])])).toBe(42);
    expect(at([b.loop(mine, [barrier])])).toBe(42);
    const label: Label = { name: "l" };
    expect(at([b.loop(shared, [b.when(mine, [b.leave("break", label)]), barrier], { label })])).toBe(42);
    expect(at([b.loop(shared, [b.when(mine, [b.leave("break", label)])], { label }), barrier])).toBe(null);
  });
});
