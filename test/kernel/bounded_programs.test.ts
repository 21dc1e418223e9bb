/** What the kernel room keeps: no operands after an evaluation, no endless graph, no endless number of kernels. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import * as np from "manycore/numpy";
import { expect, test } from "vitest";
import { jsBackend, useBackend, wasmBackend } from "../../dist/kernel/index.js";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** What a program of its own prints, with a budget for its arrays. */
function output(code: string, budget: string): string {
  const child = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    cwd: root,
    env: { ...process.env, MANYCORE_MEMORY: budget },
    encoding: "utf8",
    timeout: 60_000,
  });
  return child.stdout + child.stderr;
}

test("an evaluation doesn't keep its operands alive", () => {
  const code = `import * as np from "manycore/numpy";
    let a = np.ones(1_500_000);
    a.sum().item();
    a = null;
    console.log(np.ones(5_000_000).size);`;
  expect(output(code, "48MB")).toBe("5000000\n");
});

test("a chain of conversions is computed on the way", () => {
  let x: np.NDArray = np.array([1, 2]) as unknown as np.NDArray;
  for (let k = 0; k < 20_000; k++) x = x.astype(k % 2 === 0 ? "float32" : "float64") as unknown as np.NDArray;
  expect(x.tolist()).toEqual([1, 2]);
});

test("more expression shapes than kernels are kept give right results", { timeout: 60_000 }, () => {
  // 5^6 = 15,625 shapes would each have a kernel; some come again after theirs was let go of.
  const code = `import * as np from "manycore/numpy";
    const x = np.full(4, 3), ops = { add: (a) => a + 3, subtract: (a) => a - 3, multiply: (a) => a * 3, minimum: (a) => Math.min(a, 3), maximum: (a) => Math.max(a, 3) };
    const names = Object.keys(ops);
    let wrong = 0;
    for (let k = 0; k < 9000; k++) {
      let y = x, want = 3;
      for (let d = 0, rest = k % 5000; d < 6; d++, rest = Math.floor(rest / 5)) {
        const name = names[rest % 5];
        y = np[name](y, x);
        want = ops[name](want);
      }
      if (y.item(3) !== want) wrong++;
    }
    console.log(wrong);`;
  expect(output(code, "256MB")).toBe("0\n");
});

test.each([wasmBackend, jsBackend])("products of bools are 'and' on $name", (backend) => {
  const before = useBackend(backend);
  try {
    expect(np.prod(np.array([1, 0]), { dtype: "bool" }).item()).toBe(false);
    expect(np.prod(np.array([1, 2]), { dtype: "bool" }).item()).toBe(true);
    expect(
      np
        .prod(
          np.array([
            [1, 0],
            [2, 3],
          ]),
          { axis: 0, dtype: "bool" },
        )
        .tolist(),
    ).toEqual([true, false]);
  } finally {
    useBackend(before);
  }
});

test.each([wasmBackend, jsBackend])("64-bit integers are rounded to float32 once on $name", (backend) => {
  const before = useBackend(backend);
  try {
    // Just above the middle between two float32: by way of float64 it would be rounded to the middle, then down to even.
    const x = np.array([2n ** 62n + 2n ** 38n + 1n, -(2n ** 62n) - 2n ** 38n - 1n]);
    expect(x.astype("float32").tolist()).toEqual([2 ** 62 + 2 ** 39, -(2 ** 62) - 2 ** 39]);
  } finally {
    useBackend(before);
  }
});

test("a sum of -0 is 0 on both back ends", () => {
  for (const backend of [wasmBackend, jsBackend]) {
    const before = useBackend(backend);
    expect(Object.is(np.sum(np.array([-0, -0])).item(), 0)).toBe(true);
    useBackend(before);
  }
});
