/** Each cell of the table of compiled functions that a shader has, on the device. */
import { describe, expect, test } from "vitest";
import * as tokens from "../../src/kernel/compile/index.js";
import { SEMANTICS } from "../../src/kernel/compile/semantics.js";
import { skipWithout } from "../support/parts.js";
import { type DeviceData, runScalar } from "./compile_wgsl_runner.js";

type Row = (typeof SEMANTICS)[number]["rows"][number];

/** Types of parameters that a shader has; narrow ones are read as i32. */
const DEVICE: Readonly<Record<string, "f32" | "i32" | "u32">> = {
  ...{ f32: "f32", i32: "i32", u32: "u32", bool: "u32" },
  ...{ i8: "i32", u8: "i32", i16: "i32", u16: "i32" },
};
const RESULTS = new Set(["float", "f32", "i32", "u32", "bool"]);
const ARRAYS = { f32: Float32Array, i32: Int32Array, u32: Uint32Array } as const;

/** Places off that a float may be: the largest of kernel/wgsl/README.md. */
const PLACES = 3;

const { f32, f64, i32, u32, i8, u8, i16, u16, i64, u64, bool } = tokens;
const constants = { f32, f64, i32, u32, i8, u8, i16, u16, i64, u64, bool };

const rows = SEMANTICS.flatMap(({ title, rows: of }) =>
  of
    .filter((row) => row.types.every((type) => type in DEVICE) && RESULTS.has(row.result))
    .map((row) => [`${title}: ${row.code} of ${row.types.join(", ")}`, row] as const),
);

function near(found: number, wanted: number): boolean {
  if (Object.is(found, wanted)) return true;
  if (!Number.isFinite(found) || !Number.isFinite(wanted)) return false;
  return Math.abs(found - wanted) <= PLACES * 2 ** -23 * Math.abs(wanted);
}

function program(row: Row) {
  const names = ["a", "b"].slice(0, row.types.length).join(", ");
  return tokens.compileFunction(
    { text: `(${names}) => ${row.code}`, name: "row" },
    {
      form: "scalar",
      float: "f32",
      constants,
      parameters: row.types.map((type) => ({ kind: "scalar", type: type as tokens.ElementType })),
    },
  );
}

describe("the table on the device", () => {
  skipWithout("vulkan", "swiftshader");

  test("most of it is here", () => expect(rows.length).toBeGreaterThan(60));

  test.each(rows)("%s", async (_name, row) => {
    const inputs = row.types.map((type, k): DeviceData => {
      const out = new ARRAYS[DEVICE[type]](row.cells.length);
      row.cells.forEach((cell, i) => {
        out[i] = Number(cell[k]);
      });
      return out;
    });
    const found = await runScalar(program(row), inputs);
    row.cells.forEach((cell, i) => {
      const wanted = Number(cell.at(-1));
      const good =
        row.result === "float" || row.result === "f32"
          ? near(found[i], Math.fround(wanted))
          : found[i] === wanted;
      if (!good) expect.fail(`(${cell.slice(0, -1).join(", ")}) gave ${found[i]}, ${wanted} is right`);
    });
  });
});
