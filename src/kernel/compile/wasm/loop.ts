/**
 * Functions with loops over arrays (jit). The entry's own code is scalar; each prange of its outermost block is a stage of its own,
 * whose rounds are cut into slices for the team and go L at a time on lanes. A prange elsewhere runs on lanes where it stands.
 */
import type { MemoryType } from "../../wasm/assembler.js";
import type { ArrayVariable, ProgramIR, Statement, Variable } from "../ir.js";
import { bodiesOf, expressionsOf, operandsOf } from "../walk.js";
import { type Note, Notes } from "./context.js";
import { inlineCalls } from "./inline.js";
import { StageWriter } from "./stage.js";
import { itemsizeOf } from "./value.js";

export type Parallel = Statement & { kind: "parallel" };

/** One `run(params, start, end, slice)`: scalar stages are called once with (0, 1, 0), parallel ones for slices of their rounds. */
export interface LoopStage {
  readonly kind: "scalar" | "parallel";
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Lanes a step; 1 in scalar stages. */
  readonly lanes: number;
  /** Cells of partial results a slice. */
  readonly reductions: number;
}

/** Where things lie in the parameter block: cells of 16 bytes. */
export interface LoopLayout {
  /** Cell of each parameter: a scalar in its low bytes; of an array four words: address, lengths. */
  readonly parameters: readonly number[];
  readonly result: number | null;
  /** i32: rounds of the next parallel stage, written by the scalar stage before it. */
  readonly rounds: number;
  /** Four words, written by the host: address of the partial results, number of slices, address of the room for local arrays. */
  readonly host: number;
  readonly cells: number;
  /** Bytes of room for local arrays a slice. */
  readonly scratchBytes: number;
}

export interface CompiledLoop {
  readonly stages: readonly LoopStage[];
  readonly layout: LoopLayout;
  readonly notes: readonly Note[];
  /** The widest gang of any prange. */
  readonly lanes: number;
}

/** Every variable that the statements read or set. */
export function variablesOf(statements: readonly Statement[]): Set<Variable> {
  const out = new Set<Variable>();
  const walk = (list: readonly Statement[]): void => {
    for (const s of list) {
      if (s.kind === "set") out.add(s.variable);
      else if (s.kind === "atomic" && s.result !== null) out.add(s.result);
      else if (s.kind === "parallel") {
        out.add(s.variable);
        for (const r of s.reductions) out.add(r.variable);
      }
      const seen = [...expressionsOf(s)];
      for (let e = seen.pop(); e !== undefined; e = seen.pop()) {
        if (e.kind === "get") out.add(e.variable);
        seen.push(...operandsOf(e));
      }
      for (const block of bodiesOf(s)) walk(block);
    }
  };
  walk(statements);
  return out;
}

/** Every local array that the statements make. */
function localArrays(statements: readonly Statement[]): ArrayVariable[] {
  return statements.flatMap((s) => [
    ...(s.kind === "array" && s.array.space === "local" ? [s.array] : []),
    ...bodiesOf(s).flatMap(localArrays),
  ]);
}

/** Most lanes of a gang: local arrays have room for so many. */
const MOST_LANES = 16;

/** Offsets of local arrays in a slice's room. */
function roomFor(arrays: readonly ArrayVariable[]): { offsets: Map<ArrayVariable, number>; bytes: number } {
  const offsets = new Map<ArrayVariable, number>();
  let bytes = 0;
  for (const a of arrays) {
    offsets.set(a, bytes);
    const size = (a.shape ?? []).reduce((n, d) => n * d, 1) * itemsizeOf(a.element) * MOST_LANES;
    bytes += Math.ceil(size / 16) * 16;
  }
  return { offsets, bytes };
}

/** Compiles a function of form "loop" to the modules of its stages. */
export function wasmLoop(
  program: ProgramIR,
  memory: MemoryType = { address: "i32", shared: true },
): CompiledLoop {
  const body = inlineCalls(program);
  const notes = new Notes();
  const pieces: { kind: "scalar" | "parallel"; statements: Statement[] }[] = [
    { kind: "scalar", statements: [] },
  ];
  for (const s of body.statements) {
    if (s.kind === "parallel")
      pieces.push({ kind: "parallel", statements: [s] }, { kind: "scalar", statements: [] });
    else pieces[pieces.length - 1].statements.push(s);
  }
  const cells = new Map<Variable | ArrayVariable, number>();
  let next = 2;
  for (const p of body.parameters) cells.set(p, next++);
  if (body.result !== null) cells.set(body.result, next++);
  // A scalar stage works out the bounds of the prange behind it and joins the results of the one before.
  const bounds = (piece: (typeof pieces)[number] | undefined): Statement[] =>
    piece === undefined ? [] : [{ ...(piece.statements[0] as Parallel), body: [] }];
  const seen = pieces.map((p, k) =>
    p.kind === "parallel"
      ? p.statements
      : [...p.statements, ...bounds(pieces[k - 1]), ...bounds(pieces[k + 1])],
  );
  const uses = seen.map(variablesOf);
  for (const [k, mine] of uses.entries())
    for (const v of mine) if (!cells.has(v) && uses.some((u, j) => j !== k && u.has(v))) cells.set(v, next++);
  const starts = pieces.map((p) => (p.kind === "parallel" ? next++ : -1));
  const room = roomFor(localArrays(body.statements));
  const common = { program, memory, notes, cells, room, parameters: body.parameters };
  const stages = pieces.map((piece, k): LoopStage => {
    const writer = new StageWriter(common, seen[k]);
    if (piece.kind === "parallel") return writer.parallel(piece.statements[0] as Parallel, starts[k]);
    const before = k > 0 ? (pieces[k - 1].statements[0] as Parallel) : null;
    const after = k + 1 < pieces.length ? (pieces[k + 1].statements[0] as Parallel) : null;
    return writer.scalar(piece.statements, before, after, after === null ? -1 : starts[k + 1]);
  });
  return {
    stages,
    notes: notes.list,
    lanes: Math.max(...stages.map((s) => s.lanes)),
    layout: {
      parameters: body.parameters.map((p) => cells.get(p) as number),
      result: body.result === null ? null : (cells.get(body.result) as number),
      rounds: ROUNDS_CELL,
      host: HOST_CELL,
      cells: next,
      scratchBytes: room.bytes,
    },
  };
}

export const HOST_CELL = 0;
export const ROUNDS_CELL = 1;
