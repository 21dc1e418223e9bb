/**
 * Matrix times matrix, by tiles: a workgroup computes a tile of C, and keeps in its shared memory the strips of A and B
 * that it is at; each lane keeps a block of sums in registers. An element of A and of B is then read from memory once a
 * tile, and from shared memory once a row or column of a block. V. Volkov and J. Demmel, "Benchmarking GPUs to tune
 * dense linear algebra" (2008); NVIDIA's CUTLASS has the same levels.
 *
 * Text only: nothing here touches a device.
 */
import type { ShaderText } from "../../kernel/wgsl/index.js";
import { ELEMENTS, type ElementName, storeFunction } from "./element.js";
import { stackParameters, stackStatements, word } from "./parameters.js";

/** Lanes of a workgroup along rows and along columns: 256, what every device can do. */
export const LANES_A_SIDE = 16;
const LANES = LANES_A_SIDE * LANES_A_SIDE;
/**
 * Steps of the depth between two barriers. With blocks of 4 × 4 the two strips take 8.1 KiB of the 16 KiB of shared
 * memory that every device has, so that two workgroups fit where there is no more; 16 steps are 256 multiply–adds a
 * lane between barriers.
 */
const STEPS = 16;

/** Rows and columns of C that one lane computes. Larger blocks read less, smaller ones make more workgroups. */
export type BlockSide = 1 | 2 | 4;

export interface TiledForm {
  readonly element: ElementName;
  readonly rows: BlockSide;
  readonly columns: BlockSide;
  /** Whether neighbours along the depth are nearer in memory than neighbours along the rows (A) or columns (B). */
  readonly aAlongDepth: boolean;
  readonly bAlongDepth: boolean;
  readonly stackRank: number;
}

/** The parameter block. */
export const TILED = {
  rows: 0,
  columns: 1,
  depth: 2,
  alpha: 3,
  beta: 4,
  aAt: 5,
  bAt: 6,
  cAt: 7,
  aRow: 8,
  aDepth: 9,
  bDepth: 10,
  bColumn: 11,
  cRow: 12,
  cColumn: 13,
  /** From here on the stack's axes. */
  stack: 16,
} as const;

const range = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

/**
 * Statements that bring a strip into shared memory: zeros beyond the edges, so that the sums need no bounds. Lanes that
 * are neighbours read what is near in memory. A row of the strip has one element more than a tile, since lanes that
 * walk along the depth would all write to one bank otherwise.
 */
function loadStrip(operand: "a" | "b", side: number, alongDepth: boolean, element: ElementName): string {
  const { read, zero } = ELEMENTS[element];
  const limit = word(operand === "a" ? TILED.rows : TILED.columns);
  const acrossStride = word(operand === "a" ? TILED.aRow : TILED.bColumn);
  const depthStride = word(operand === "a" ? TILED.aDepth : TILED.bDepth);
  const width = side * LANES_A_SIDE;
  return `    for (var e = lane; e < ${width * STEPS}u; e = e + ${LANES}u) {
      let across = ${alongDepth ? `e / ${STEPS}u` : `e % ${width}u`};
      let step = ${alongDepth ? `e % ${STEPS}u` : `e / ${width}u`};
      var value = ${zero};
      if (${operand}First + across < ${limit} && start + step < depth) {
        let at = ${operand}At + (${operand}First + across) * ${acrossStride} + (start + step) * ${depthStride};
        value = ${read(`${operand}[at]`)};
      }
      ${operand}Strip[step * ${width + 1}u + across] = value;
    }`;
}

function code(form: TiledForm): string {
  const element = ELEMENTS[form.element];
  const { type, zero, addProduct } = element;
  const [height, width] = [form.rows * LANES_A_SIDE, form.columns * LANES_A_SIDE];
  const rows = range(form.rows);
  const columns = range(form.columns);
  const pairs = rows.flatMap((i) => columns.map((j) => [i, j] as const));
  return `@group(0) @binding(0) var<uniform> params: array<vec4<u32>, ${Math.ceil(parameterWords(form) / 4)}>;
@group(0) @binding(1) var<storage, read_write> c: array<${type}>;
@group(0) @binding(2) var<storage, read> a: array<${type}>;
@group(0) @binding(3) var<storage, read> b: array<${type}>;
var<workgroup> aStrip: array<${type}, ${STEPS * (height + 1)}>;
var<workgroup> bStrip: array<${type}, ${STEPS * (width + 1)}>;

${storeFunction(form.element)}

@compute @workgroup_size(${LANES_A_SIDE}, ${LANES_A_SIDE})
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) id: vec3<u32>) {
  let lane = id.y * ${LANES_A_SIDE}u + id.x;
  let depth = ${word(TILED.depth)};
  let aFirst = group.y * ${height}u;
  let bFirst = group.x * ${width}u;
  var aAt = ${word(TILED.aAt)};
  var bAt = ${word(TILED.bAt)};
  var cAt = ${word(TILED.cAt)};
${stackStatements(form.stackRank, TILED.stack, "group.z")}
${pairs.map(([i, j]) => `  var sum${i}${j} = ${zero};`).join("\n")}
  for (var start = 0u; start < depth; start = start + ${STEPS}u) {
${loadStrip("a", form.rows, form.aAlongDepth, form.element)}
${loadStrip("b", form.columns, form.bAlongDepth, form.element)}
    workgroupBarrier();
    for (var step = 0u; step < ${STEPS}u; step = step + 1u) {
${rows.map((i) => `      let a${i} = aStrip[step * ${height + 1}u + id.y + ${i * LANES_A_SIDE}u];`).join("\n")}
${columns.map((j) => `      let b${j} = bStrip[step * ${width + 1}u + id.x + ${j * LANES_A_SIDE}u];`).join("\n")}
${pairs.map(([i, j]) => `      sum${i}${j} = ${addProduct(`sum${i}${j}`, `a${i}`, `b${j}`)};`).join("\n")}
    }
    workgroupBarrier();
  }
  let alpha = bitcast<${type}>(${word(TILED.alpha)});
  let beta = bitcast<${type}>(${word(TILED.beta)});
${rows.map((i) => `  let row${i} = aFirst + id.y + ${i * LANES_A_SIDE}u;`).join("\n")}
${columns.map((j) => `  let column${j} = bFirst + id.x + ${j * LANES_A_SIDE}u;`).join("\n")}
${pairs
  .map(
    ([i, j]) =>
      `  if (row${i} < ${word(TILED.rows)} && column${j} < ${word(TILED.columns)}) { store(cAt + row${i} * ${word(TILED.cRow)} + column${j} * ${word(TILED.cColumn)}, sum${i}${j}, alpha, beta); }`,
  )
  .join("\n")}
}`;
}

function parameterWords(form: TiledForm): number {
  return TILED.stack + stackParameters(form.stackRank);
}

/** The shader of a form. */
export function tiledShader(form: TiledForm): ShaderText {
  const walk = (alongDepth: boolean): string => (alongDepth ? "k" : "x");
  return {
    name: `blas_tiled_${form.element}_${form.rows}x${form.columns}_${walk(form.aAlongDepth)}${walk(form.bAlongDepth)}_${form.stackRank}`,
    parameterWords: parameterWords(form),
    inputs: 2,
    code: () => code(form),
  };
}
