import { afterAll, describe, expect, it } from "vitest";
import { CompileError } from "../../src/errors.js";
import type { ProgramIR, Statement } from "../../src/kernel/compile/ir.js";
import type { Dim3 } from "../../src/kernel/compile/wasm/grid.js";
import { type GridArray, launchGrid } from "../../src/kernel/compile/wasm/grid-launch.js";
import { heap, newBlock } from "../../src/memory/index.js";
import { shutdownTeam } from "../../src/threads/index.js";
import {
  arithmetic,
  bits,
  compare,
  get,
  giveBack,
  leave,
  load,
  loop,
  set,
  store,
  variable,
  when,
} from "../kernel/compile_wasm_builder.js";
import { arrayOf, atomicAdd, barrier, builtin, i32, kernelOf } from "./grid_oracle_programs.js";

afterAll(() => shutdownTeam());

const tid = builtin("threadIdx.x");
const add = (a: ReturnType<typeof i32>, b: ReturnType<typeof i32>) => arithmetic("add", a, b);
const mul = (a: ReturnType<typeof i32>, b: ReturnType<typeof i32>) => arithmetic("mul", a, b);
const global = add(mul(builtin("blockIdx.x"), builtin("blockDim.x")), tid);

function ints(values: ArrayLike<number>): GridArray {
  const block = newBlock(Math.max(16, 4 * values.length));
  for (let k = 0; k < values.length; k++) heap().i32[(block.address >>> 2) + k] = values[k];
  return { block, shape: [values.length] };
}

const valuesOf = ({ block, shape }: GridArray): number[] =>
  Array.from(heap().i32.subarray(block.address >>> 2, (block.address >>> 2) + shape[0]));

async function run(
  program: ProgramIR,
  grid: number,
  block: number | Dim3,
  args: (GridArray | number)[],
  sharedBytes = 0,
) {
  await launchGrid(program, {
    grid: [grid, 1, 1],
    block: typeof block === "number" ? [block, 1, 1] : block,
    sharedBytes,
    args,
  });
}

/** An odd sequence of small numbers. */
const numbers = (n: number): number[] => Array.from({ length: n }, (_, k) => ((k * 7919) % 101) - 50);

describe("regions between barriers on the CPU target", () => {
  it.each([1, 2, 3, 4, 5, 7, 8, 13, 32, 64])(
    "a block of %i threads: each thread its element",
    async (size) => {
      const x = arrayOf("x", "i32");
      const out = arrayOf("out", "i32");
      const program = kernelOf("twice", [x, out], [store(out, [global], mul(load(x, global), i32(2)))]);
      const given = numbers(101);
      const result = ints(new Int32Array(101));
      await run(program, Math.ceil(101 / size), size, [ints(given), result]);
      expect(valuesOf(result)).toEqual(given.map((v) => 2 * v));
    },
  );

  it.each([1, 2, 4, 8, 16, 64])("a tree sum in shared memory in blocks of %i", async (size) => {
    const x = arrayOf("x", "i32");
    const out = arrayOf("out", "i32");
    const s = arrayOf("s", "i32", "shared", [size]);
    const half = variable("half", "i32");
    const program = kernelOf(
      "sum",
      [x, out],
      [
        store(s, [tid], load(x, global)),
        barrier(),
        set(half, bits("shr", builtin("blockDim.x"), i32(1))),
        loop(
          compare("gt", get(half), i32(0)),
          [
            when(compare("lt", tid, get(half)), [
              store(s, [tid], add(load(s, tid), load(s, add(tid, get(half))))),
            ]),
            barrier(),
          ],
          { update: [set(half, bits("shr", get(half), i32(1)))] },
        ),
        when(compare("eq", tid, i32(0)), [store(out, [builtin("blockIdx.x")], load(s, i32(0)))]),
      ],
      [s],
    );
    const blocks = 9;
    const given = numbers(blocks * size - 1);
    const result = ints(new Int32Array(blocks));
    await run(program, blocks, size, [ints(given), result]);
    const sums = Array.from({ length: blocks }, (_, b) =>
      given.slice(b * size, (b + 1) * size).reduce((p, v) => p + v, 0),
    );
    expect(valuesOf(result)).toEqual(sums);
  });

  it.each([3, 6, 20])("values of %i threads live across a barrier, each gang's own", async (size) => {
    const out = arrayOf("out", "i32");
    const s = arrayOf("s", "i32", "shared", [size]);
    const mine = variable("mine", "i32");
    const uniform = variable("uniform", "i32");
    const n = variable("n", "i32");
    const reversed = arithmetic("sub", i32(size - 1), tid);
    const program = kernelOf(
      "reverse",
      [out, n],
      [
        // A parameter that is assigned to starts anew in every thread.
        set(n, add(get(n), i32(1))),
        set(mine, mul(tid, tid)),
        set(uniform, mul(builtin("blockIdx.x"), i32(1000))),
        store(s, [tid], tid),
        barrier(),
        store(
          out,
          [global],
          add(add(get(mine), get(uniform)), add(mul(load(s, reversed), i32(100)), get(n))),
        ),
      ],
      [s],
    );
    const result = ints(new Int32Array(3 * size));
    await run(program, 3, size, [result, 5]);
    expect(valuesOf(result)).toEqual(
      Array.from({ length: 3 * size }, (_, k) => {
        const [b, t] = [Math.floor(k / size), k % size];
        return t * t + 1000 * b + 100 * (size - 1 - t) + 6;
      }),
    );
  });

  it("three-dimensional blocks; shared memory is zero at first in each block; atomics", async () => {
    const out = arrayOf("out", "i32");
    const s = arrayOf("s", "i32", "shared", [4]);
    const [y, z] = [builtin("threadIdx.y"), builtin("threadIdx.z")];
    const program = kernelOf(
      "count",
      [out],
      [
        atomicAdd(s, bits("and", add(add(tid, y), z), i32(3)), add(i32(1), z)),
        barrier(),
        when(compare("lt", add(tid, mul(add(y, mul(z, i32(2))), i32(5))), i32(4)), [
          atomicAdd(out, tid, load(s, tid)),
        ]),
      ],
      [s],
    );
    const result = ints(new Int32Array(4));
    await run(program, 50, [5, 2, 3], [result]);
    const expected = [0, 0, 0, 0];
    for (let tz = 0; tz < 3; tz++)
      for (let ty = 0; ty < 2; ty++)
        for (let tx = 0; tx < 5; tx++) expected[(tx + ty + tz) & 3] += 50 * (1 + tz);
    expect(valuesOf(result)).toEqual(expected);
  });

  it("dynamic shared memory has the launch's bytes", async () => {
    const out = arrayOf("out", "i32");
    const s = arrayOf("s", "i32", "shared", null);
    const program = kernelOf(
      "rotate",
      [out],
      [store(s, [tid], tid), barrier(), store(out, [tid], load(s, add(tid, i32(1))))],
      [s],
    );
    const result = ints(new Int32Array(8).fill(9));
    await run(program, 1, 8, [result], 24);
    expect(valuesOf(result)).toEqual([1, 2, 3, 4, 5, 0, 0, 0]);
  });

  it("threads may return behind the last barrier, and break out of a loop together", async () => {
    const out = arrayOf("out", "i32");
    const s = arrayOf("s", "i32", "shared", [8]);
    const k = variable("k", "i32");
    const label = { name: "rounds" };
    const program = kernelOf(
      "early",
      [out],
      [
        set(k, i32(0)),
        loop(
          compare("lt", get(k), i32(100)),
          [
            when(compare("ge", get(k), builtin("blockIdx.x")), [leave("break", label)]),
            store(s, [tid], add(load(s, bits("and", add(tid, i32(1)), i32(7))), i32(1))),
            barrier(),
          ],
          { label, update: [set(k, add(get(k), i32(1)))] },
        ),
        barrier(),
        when(compare("ge", tid, i32(1)), [giveBack(null)]),
        store(out, [builtin("blockIdx.x")], get(k)),
      ],
      [s],
    );
    const result = ints(new Int32Array(6));
    await run(program, 6, 8, [result]);
    expect(valuesOf(result)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  const divergent: [string, (line: number) => Statement[]][] = [
    ["an if by thread", (line) => [when(compare("lt", tid, i32(2)), [barrier(line)])]],
    ["a return by thread", (line) => [when(compare("lt", tid, i32(2)), [giveBack(null)]), barrier(line)]],
    [
      "a loop by thread",
      (line) => {
        const k = variable("k", "i32");
        return [
          set(k, tid),
          loop(compare("lt", get(k), i32(9)), [barrier(line)], { update: [set(k, add(get(k), i32(1)))] }),
        ];
      },
    ],
  ];
  it.each(divergent)("a barrier behind %s is refused with its line", async (_, body) => {
    const program = kernelOf("divergent", [], body(42));
    const refusal = run(program, 1, 8, []);
    await expect(refusal).rejects.toThrow(CompileError);
    await expect(refusal).rejects.toMatchObject({ line: 42 });
    await expect(refusal).rejects.toThrow(/divergent barrier.*syncthreads/);
  });
});
