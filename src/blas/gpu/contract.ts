/** From a contraction to launches: which shader with which tiles, in which windows, and the depth in pieces where it pays. */
import { type Batch, BINDING_ALIGNMENT, type Binding, type Gpu } from "../../kernel/wgsl/index.js";
import {
  type Axis,
  type Bounds,
  type Contraction,
  mirrored,
  NO_AXIS,
  type OperandName,
  reachOf,
  simplified,
  stackSize,
  windows,
} from "./contraction.js";
import { ELEMENT_BYTES, factorBits } from "./element.js";
import { stackWords } from "./parameters.js";
import { LANES, ROWS, type RowsForm, rowsShader, SUBGROUP_ROWS } from "./rows-shader.js";
import { type BlockSide, LANES_A_SIDE, TILED, type TiledForm, tiledShader } from "./tiled-shader.js";

/** WebGPU's default maxComputeWorkgroupsPerDimension. */
const MAX_GROUPS = 65535;
/** Workgroups that keep a large GPU busy: its 60 to 140 processors hold two of 256 lanes each at least. */
const BUSY_GROUPS = 256;
/** Steps of the depth that a piece has at least: fewer aren't worth the pass that adds the pieces up. */
const PIECE_STEPS = 512;
/** Steps of the depth for one lane before another lane shares its row. */
const LANE_STEPS = 8;
/** Steps from which on lanes share a row that lies the other way, whose neighbours read neighbours without that. */
const SHARE_STEPS = 256;
const SHARED_BY = 4;

function boundsOf(gpu: Gpu): Bounds {
  return {
    bindingBytes: gpu.bindingBytes,
    alignment: BINDING_ALIGNMENT,
    // A workgroup has that many rows and columns at least, whichever shader it is.
    rows: MAX_GROUPS * LANES_A_SIDE,
    columns: MAX_GROUPS * LANES_A_SIDE,
    stack: MAX_GROUPS,
  };
}

/** Records a contraction into a batch. Elements of C beyond its axes aren't touched. */
export function contract(gpu: Gpu, batch: Batch, job: Contraction): void {
  const elements = [...job.stack, job.rows, job.columns].reduce((n, axis) => n * axis.length, 1);
  if (elements === 0) return;
  if (job.depth.length === 0 || job.alpha === 0) {
    scale(gpu, batch, job);
    return;
  }
  for (const part of windows(simplified(job), boundsOf(gpu))) inPieces(gpu, batch, part);
}

/** `C = beta·C`: products of nothing. A is C only in name, since nothing of it is read. */
function scale(gpu: Gpu, batch: Batch, job: Contraction): void {
  if (job.beta === 1) return;
  const own = (axis: Axis): Axis => ({ ...axis, a: 0, b: 0 });
  const nothing = { buffer: batch.temporary(ELEMENT_BYTES), offset: 0 };
  const scaled: Contraction = {
    ...job,
    term: "self",
    alpha: 0,
    a: nothing,
    b: nothing,
    stack: [...job.stack, job.rows].map(own),
    rows: own(job.columns),
    columns: NO_AXIS,
    depth: { ...NO_AXIS, length: 0 },
  };
  for (const part of windows(simplified(scaled), boundsOf(gpu))) launchRows(gpu, batch, part);
}

function isVector(job: Contraction): boolean {
  return job.columns.length === 1 || (job.rows.length === 1 && job.term === "product");
}

/** How many pieces the depth is cut into: what C's elements leave idle of the device. Decided by the sizes alone. */
function piecesOf(job: Contraction): number {
  const groups = isVector(job)
    ? Math.ceil((job.rows.length * job.columns.length) / (LANES / SHARED_BY)) * stackSize(job)
    : Math.ceil(job.rows.length / LANES_A_SIDE / 2) *
      Math.ceil(job.columns.length / LANES_A_SIDE / 2) *
      stackSize(job);
  return Math.max(1, Math.min(Math.floor(BUSY_GROUPS / groups), Math.floor(job.depth.length / PIECE_STEPS)));
}

/**
 * A product with few elements and much depth would leave the device idle: pieces of the depth are computed beside each
 * other, into a temporary array, and then added up in their order.
 */
function inPieces(gpu: Gpu, batch: Batch, job: Contraction): void {
  const pieces = piecesOf(job);
  if (pieces === 1) {
    launch(gpu, batch, job);
    return;
  }
  const { depth } = job;
  const steps = Math.floor(depth.length / pieces);
  const rest = depth.length - steps * pieces;
  const parts = pieces + (rest > 0 ? 1 : 0);
  const axes = [...job.stack, job.rows, job.columns];
  // The temporary array is dense in the order of the axes, the pieces outermost.
  const dense = new Array<number>(axes.length);
  let one = 1;
  for (let k = axes.length - 1; k >= 0; k--) {
    dense[k] = one;
    one *= (axes[k] as Axis).length;
  }
  const within = axes.map((axis, k) => ({ ...axis, c: dense[k] as number }));
  const [rows, columns] = within.slice(-2) as [Axis, Axis];
  const stack = within.slice(0, -2);
  const found = { buffer: batch.temporary(parts * one * ELEMENT_BYTES), offset: 0 };
  const part = { ...job, alpha: 1, beta: 0, c: found, rows, columns };
  const piece = { length: pieces, a: depth.a * steps, b: depth.b * steps, c: one };
  launch(gpu, batch, { ...part, stack: [piece, ...stack], depth: { ...depth, length: steps } });
  if (rest > 0) {
    const after = (operand: "a" | "b") => ({
      ...job[operand],
      offset: job[operand].offset + depth[operand] * steps * pieces,
    });
    launch(gpu, batch, {
      ...part,
      a: after("a"),
      b: after("b"),
      c: { ...found, offset: one * pieces },
      stack,
      depth: { ...depth, length: rest },
    });
  }
  launchRows(
    gpu,
    batch,
    simplified({
      ...job,
      term: "self",
      a: found,
      b: found,
      stack: axes.map((axis, k) => ({ ...axis, a: dense[k] as number, b: 0 })),
      rows: NO_AXIS,
      columns: NO_AXIS,
      depth: { length: parts, a: one, b: 0, c: 0 },
    }),
  );
}

/** Elements of C below which a tile would be idle by more than three quarters. */
const TINY = (LANES_A_SIDE * LANES_A_SIDE) / 4;

function launch(gpu: Gpu, batch: Batch, job: Contraction): void {
  const { stack, rows, columns } = job;
  if (columns.length === 1) launchRows(gpu, batch, job);
  else if (rows.length === 1 && job.term === "product") launchRows(gpu, batch, mirrored(job));
  // Each element is an inner product then: many small matrices have as many rows.
  else if (rows.length * columns.length < TINY)
    launchRows(gpu, batch, { ...job, stack: [...stack, columns], columns: NO_AXIS });
  else launchTiled(batch, job);
}

/** The longest axis as rows: a workgroup's lanes are dealt to rows, and every place of the stack has workgroups of its own. */
function longestAsRows(job: Contraction): Contraction {
  const { rows, stack } = job;
  const longest = stack.reduce((best, axis) => (axis.length > best.length ? axis : best), rows);
  if (longest === rows) return job;
  return { ...job, rows: longest, stack: stack.map((axis) => (axis === longest ? rows : axis)) };
}

function launchRows(gpu: Gpu, batch: Batch, job: Contraction): void {
  for (const part of windows(longestAsRows(job), boundsOf(gpu))) launchRowsOf(gpu, batch, part);
}

/** What a shader sees of an operand, and the place in it where all indices are 0. */
function bindingOf(job: Contraction, operand: OperandName): { binding: Binding; at: number } {
  const { buffer, offset } = job[operand];
  const { low, high } = reachOf(job, operand);
  const step = BINDING_ALIGNMENT / ELEMENT_BYTES;
  const first = Math.floor((offset + low) / step) * step;
  return {
    binding: { buffer, offset: first * ELEMENT_BYTES, size: (offset + high + 1 - first) * ELEMENT_BYTES },
    at: offset - first,
  };
}

/** Lanes for one row: as many as have something to do, fewer where the rows alone make enough work. */
function shareOf(gpu: Gpu, job: Contraction, alongDepth: boolean): RowsForm["share"] {
  const { rows, depth } = job;
  if (!alongDepth) return depth.length < SHARE_STEPS ? 1 : SHARED_BY;
  if (depth.length < LANE_STEPS) return 1;
  // A subgroup is right for short rows and for many: a few long ones keep more lanes busy.
  const groups = Math.ceil(rows.length / SUBGROUP_ROWS) * stackSize(job);
  const short = rows.length >= SUBGROUP_ROWS && (depth.length < LANES || groups >= BUSY_GROUPS);
  if (short && gpu.device.features.has("subgroups")) return "subgroup";
  return Math.min(LANES, 2 ** Math.floor(Math.log2(depth.length / LANE_STEPS)));
}

function launchRowsOf(gpu: Gpu, batch: Batch, job: Contraction): void {
  const { rows, depth } = job;
  const alongDepth = rows.length === 1 || Math.abs(depth.a) <= Math.max(Math.abs(rows.a), Math.abs(rows.b));
  const share = shareOf(gpu, job, alongDepth);
  const form: RowsForm = {
    element: job.element,
    term: job.term,
    share,
    alongDepth,
    stackRank: job.stack.length,
  };
  const [a, b, c] = [bindingOf(job, "a"), bindingOf(job, "b"), bindingOf(job, "c")];
  const parameters = new Array<number>(ROWS.stack).fill(0);
  parameters[ROWS.rows] = rows.length;
  parameters[ROWS.depth] = depth.length;
  parameters[ROWS.alpha] = factorBits(job.alpha, job.element);
  parameters[ROWS.beta] = factorBits(job.beta, job.element);
  parameters[ROWS.aAt] = a.at;
  parameters[ROWS.bAt] = b.at;
  parameters[ROWS.cAt] = c.at;
  parameters[ROWS.aRow] = rows.a >>> 0;
  parameters[ROWS.aDepth] = depth.a >>> 0;
  parameters[ROWS.bDepth] = depth.b >>> 0;
  parameters[ROWS.cRow] = rows.c >>> 0;
  parameters[ROWS.bRow] = rows.b >>> 0;
  const taken = share === "subgroup" ? SUBGROUP_ROWS : LANES / share;
  batch.launch(
    rowsShader(form),
    [...parameters, ...stackWords(job.stack)],
    c.binding,
    job.term === "product" ? [a.binding, b.binding] : [a.binding],
    [Math.min(MAX_GROUPS, Math.ceil(rows.length / taken)), 1, stackSize(job)],
  );
}

/** Rows or columns that a lane computes: no more than the matrix fills. */
function blockSide(length: number): BlockSide {
  return length <= LANES_A_SIDE ? 1 : length <= 2 * LANES_A_SIDE ? 2 : 4;
}

function launchTiled(batch: Batch, job: Contraction): void {
  const { rows, columns, depth } = job;
  let [high, wide] = [blockSide(rows.length), blockSide(columns.length)];
  const groupsOf = (length: number, side: BlockSide): number => Math.ceil(length / (side * LANES_A_SIDE));
  const groups = (): number => groupsOf(rows.length, high) * groupsOf(columns.length, wide) * stackSize(job);
  // Halving a block's side doubles what is read of the other operand, but an idle processor does nothing.
  while (groups() < BUSY_GROUPS / 4 && (high === 4 || wide === 4)) {
    if (high >= wide) high = 2;
    else wide = 2;
  }
  const form: TiledForm = {
    element: job.element,
    rows: high,
    columns: wide,
    aAlongDepth: Math.abs(depth.a) <= Math.abs(rows.a),
    bAlongDepth: Math.abs(depth.b) < Math.abs(columns.b),
    stackRank: job.stack.length,
  };
  const [a, b, c] = [bindingOf(job, "a"), bindingOf(job, "b"), bindingOf(job, "c")];
  const parameters = new Array<number>(TILED.stack).fill(0);
  parameters[TILED.rows] = rows.length;
  parameters[TILED.columns] = columns.length;
  parameters[TILED.depth] = depth.length;
  parameters[TILED.alpha] = factorBits(job.alpha, job.element);
  parameters[TILED.beta] = factorBits(job.beta, job.element);
  parameters[TILED.aAt] = a.at;
  parameters[TILED.bAt] = b.at;
  parameters[TILED.cAt] = c.at;
  parameters[TILED.aRow] = rows.a >>> 0;
  parameters[TILED.aDepth] = depth.a >>> 0;
  parameters[TILED.bDepth] = depth.b >>> 0;
  parameters[TILED.bColumn] = columns.b >>> 0;
  parameters[TILED.cRow] = rows.c >>> 0;
  parameters[TILED.cColumn] = columns.c >>> 0;
  batch.launch(
    tiledShader(form),
    [...parameters, ...stackWords(job.stack)],
    c.binding,
    [a.binding, b.binding],
    [groupsOf(columns.length, wide), groupsOf(rows.length, high), stackSize(job)],
  );
}
