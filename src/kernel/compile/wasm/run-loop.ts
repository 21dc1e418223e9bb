/** Runs a compiled function with loops on the heap and the team. */
import { heap } from "../../../memory/index.js";
import { defineKernel, type KernelCode, runTeam, teamSize } from "../../../threads/index.js";
import type { ProgramIR, ScalarType, ValueType } from "../ir.js";
import type { CompiledLoop } from "./loop.js";

/** An array in the heap, dense and row-major, or a scalar. */
export type LoopArgument =
  | number
  | bigint
  | boolean
  | { readonly address: number; readonly shape: readonly number[] };

/** Rounds a slice, so that results don't depend on how many threads there are. */
const SLICE_ROUNDS = 16384;
/** Fewer and larger slices where each has room for local arrays. */
const MOST_SLICES_WITH_ROOM = 64;

const kernels = new WeakMap<CompiledLoop, readonly KernelCode[]>();

function kernelsOf(compiled: CompiledLoop, name: string): readonly KernelCode[] {
  let out = kernels.get(compiled);
  if (out === undefined) {
    out = compiled.stages.map((s, k) => defineKernel(s.bytes, `${name}-${k}`));
    kernels.set(compiled, out);
  }
  return out;
}

function writeScalar(at: number, type: ValueType, value: number | bigint | boolean): void {
  const h = heap();
  if (type === "f64") h.f64[at >>> 3] = Number(value);
  else if (type === "f32") h.f32[at >>> 2] = Number(value);
  else if (type === "i64" || type === "u64") h.i64[at >>> 3] = BigInt.asIntN(64, BigInt(value));
  else h.i32[at >>> 2] = Number(value);
}

function readScalar(at: number, type: ScalarType): number | bigint | boolean {
  const h = heap();
  switch (type) {
    case "f64":
      return h.f64[at >>> 3];
    case "f32":
      return h.f32[at >>> 2];
    case "i64":
      return h.i64[at >>> 3];
    case "u64":
      return BigInt.asUintN(64, h.i64[at >>> 3]);
    case "bool":
      return h.i32[at >>> 2] !== 0;
    case "u32":
      return h.i32[at >>> 2] >>> 0;
    case "i32":
      return h.i32[at >>> 2];
  }
}

/**
 * Calls the function. Array arguments are read and written in place.
 *
 * @param threads "team": pranges are shared between threads where they are long enough; "one": this thread does all
 * @throws MemoryError when the heap has no room for partial results
 */
export function runLoop(
  program: ProgramIR,
  compiled: CompiledLoop,
  args: readonly LoopArgument[],
  threads: "team" | "one" = "team",
): number | bigint | boolean | undefined {
  const h = heap();
  const { layout, stages } = compiled;
  const code = kernelsOf(compiled, program.entry.name);
  const owned: number[] = [];
  const room = (bytes: number): number => {
    const at = h.allocate(bytes);
    owned.push(at);
    return at;
  };
  try {
    const block = room(16 * layout.cells);
    const word = (cell: number, k: number, value: number): void => {
      h.i32[((block + 16 * cell) >>> 2) + k] = value;
    };
    args.forEach((a, k) => {
      const cell = layout.parameters[k];
      if (typeof a !== "object") {
        writeScalar(
          block + 16 * cell,
          program.entry.parameters[k].kind === "variable" ? typeOf(program, k) : "i32",
          a,
        );
        return;
      }
      word(cell, 0, a.address);
      a.shape.forEach((n, axis) => {
        word(cell, 1 + axis, n);
      });
    });
    if (layout.scratchBytes > 0) word(layout.host, 2, room(layout.scratchBytes));
    stages.forEach((stage, k) => {
      if (stage.kind === "scalar") {
        code[k].run(block, 0, 1, 0);
        return;
      }
      const rounds = h.i32[(block + 16 * layout.rounds) >>> 2];
      const grain =
        layout.scratchBytes > 0
          ? Math.max(SLICE_ROUNDS, Math.ceil(rounds / MOST_SLICES_WITH_ROOM / 16) * 16)
          : SLICE_ROUNDS;
      const slices = Math.ceil(rounds / grain);
      word(layout.host, 1, slices);
      if (rounds === 0) return;
      if (stage.reductions > 0) word(layout.host, 0, room(16 * stage.reductions * slices));
      if (layout.scratchBytes > 0) word(layout.host, 2, room(layout.scratchBytes * slices));
      if (threads === "team" && slices > 1 && teamSize() > 1) runTeam(code[k], block, rounds, grain);
      else
        for (let slice = 0; slice < slices; slice++)
          code[k].run(block, slice * grain, Math.min(rounds, (slice + 1) * grain), slice);
    });
    if (layout.result === null) return undefined;
    return readScalar(block + 16 * layout.result, program.entry.result as ScalarType);
  } finally {
    for (const at of owned) h.release(at);
  }
}

function typeOf(program: ProgramIR, k: number): ValueType {
  const p = program.entry.parameters[k];
  return p.kind === "variable" ? p.type : "i32";
}
