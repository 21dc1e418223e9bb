/** Launches of a kernel on the CPU: modules by size of block, the parameter block, and the team's job. */
import { type Block, freeBlock, heap, newBlock } from "../../../memory/index.js";
import { defineKernel, type KernelCode, runTeamAsync, teamSize } from "../../../threads/index.js";
import type { ProgramIR, ScalarType } from "../ir.js";
import { type Dim3, GRID_WORDS, type GridModule, wasmGrid } from "./grid.js";
import type { NamedModule } from "./shown-code.js";

/** An array on the heap, dense in C order. */
export interface GridArray {
  readonly block: Block;
  readonly shape: readonly number[];
}

export type GridArgument = GridArray | number | bigint | boolean;

export interface GridLaunch {
  readonly grid: Dim3;
  readonly block: Dim3;
  /** Bytes of the dynamic shared arrays. */
  readonly sharedBytes: number;
  readonly args: readonly GridArgument[];
}

/** Launches that aren't over: what holds their blocks across the wait. */
const running = new Set<GridLaunch>();

/** Slices a thread, so that threads share evenly when blocks differ in cost. */
const SLICES_A_THREAD = 4;

interface Compiled {
  readonly code: KernelCode;
  readonly module: GridModule;
}

const modules = new WeakMap<ProgramIR, Map<string, Compiled>>();

/**
 * The kernel's module for a size of block; what was compiled is kept.
 * @throws CompileError for a divergent barrier; NotSupportedError for subgroup operations
 */
export function gridModule(program: ProgramIR, block: Dim3): Compiled {
  let bySize = modules.get(program);
  if (bySize === undefined) {
    bySize = new Map();
    modules.set(program, bySize);
  }
  const key = block.join();
  let compiled = bySize.get(key);
  if (compiled === undefined) {
    const module = wasmGrid(program, { block, shared: heap().shared });
    compiled = { code: defineKernel(module.bytes, program.source.name), module };
    bySize.set(key, compiled);
  }
  return compiled;
}

/** What was compiled of a kernel, for each size of block. */
export function gridModulesOf(program: ProgramIR): NamedModule[] {
  const { source } = program;
  return [...(modules.get(program) ?? [])].map(([block, { module }]) => ({
    title: `${source.name}, blocks of ${block.replaceAll(",", " × ")}`,
    bytes: module.bytes,
    lanes: module.lanes,
    notes: module.notes,
    source,
  }));
}

function writeScalar(address: number, type: ScalarType, value: number | bigint | boolean): void {
  const h = heap();
  if (type === "f32") h.f32[address >>> 2] = Number(value);
  else if (type === "f64") h.f64[address >>> 3] = Number(value);
  else if (type === "i64" || type === "u64") h.i64[address >>> 3] = BigInt.asIntN(64, BigInt(value));
  else h.i32[address >>> 2] = Number(value);
}

/**
 * Runs a grid of blocks on the team. Launches of a thread run in the order of the calls; the arrays must stay as they are until
 * the promise is fulfilled.
 * @throws as gridModule; MemoryError when the heap has no room for the scratch areas
 */
export async function launchGrid(program: ProgramIR, launch: GridLaunch): Promise<void> {
  const { grid, block, sharedBytes, args } = launch;
  const { code, module } = gridModule(program, block);
  const total = grid[0] * grid[1] * grid[2];
  if (total === 0) return;
  const slices = Math.min(total, teamSize() * SLICES_A_THREAD);
  const grain = Math.ceil(total / slices);
  const stride = module.scratchBytes + Math.ceil(sharedBytes / 16) * 16;
  const scratch = newBlock(Math.max(16, stride * slices));
  const params = newBlock(module.parameterBytes);
  const h = heap();
  const at = params.address >>> 2;
  grid.forEach((n, k) => {
    h.i32[at + GRID_WORDS.gridX + k] = n;
  });
  h.i32[at + GRID_WORDS.scratch] = scratch.address;
  h.i32[at + GRID_WORDS.scratchBytes] = stride;
  h.i32[at + GRID_WORDS.sharedBytes] = sharedBytes;
  program.entry.parameters.forEach((parameter, k) => {
    const address = params.address + module.parameterAt(k);
    const arg = args[k];
    if (parameter.kind === "variable") {
      writeScalar(address, parameter.type as ScalarType, arg as number);
      return;
    }
    const { block: memory, shape } = arg as GridArray;
    h.i32[address >>> 2] = memory.address;
    shape.forEach((n, axis) => {
      h.i32[(address >>> 2) + 1 + axis] = n;
    });
  });
  running.add(launch);
  try {
    await runTeamAsync(code, params.address, total, grain);
  } finally {
    running.delete(launch);
    freeBlock(params);
    freeBlock(scratch);
  }
}
