/**
 * Matrix times vector, and inner products: each element of C is one row of A with the vector B (or with a row of its own),
 * or the sum of the row where there is no B. Some lanes share a row: each sums its own stride of the depth, then they join in a tree, in an order
 * that the sizes alone decide. Where the device has subgroups, one of them takes a row, and nothing waits.
 *
 * Text only: nothing here touches a device.
 */
import type { ShaderText } from "../../kernel/wgsl/index.js";
import type { Term } from "./contraction.js";
import { ELEMENTS, type ElementName, storeFunction } from "./element.js";
import { stackParameters, stackStatements, word } from "./parameters.js";

/** Lanes of a workgroup: what every device can do. */
export const LANES = 256;
/** Rows of a workgroup whose subgroups take one after the other: a few for each of 8 (of 32 lanes) or 4 (of 64). */
export const SUBGROUP_ROWS = 16;

export interface RowsForm {
  readonly element: ElementName;
  readonly term: Term;
  /** Lanes that share a row, a power of two up to `LANES`; or a subgroup does, whatever its size is. */
  readonly share: number | "subgroup";
  /** Whether neighbours along the depth of A are nearer in memory than those along its rows. */
  readonly alongDepth: boolean;
  readonly stackRank: number;
}

/** The parameter block. */
export const ROWS = {
  rows: 0,
  depth: 1,
  alpha: 2,
  beta: 3,
  aAt: 4,
  bAt: 5,
  cAt: 6,
  aRow: 7,
  aDepth: 8,
  bDepth: 9,
  cRow: 10,
  bRow: 11,
  /** From here on the stack's axes. */
  stack: 12,
} as const;

/** The statement that adds the term at the place `p` of the depth to `total`. */
function addTerm(form: RowsForm): string {
  const { read, addProduct, add, absolute } = ELEMENTS[form.element];
  const a = read(`a[aAt + row * ${word(ROWS.aRow)} + p * ${word(ROWS.aDepth)}]`);
  switch (form.term) {
    case "product":
      return `total = ${addProduct("total", a, read(`b[bAt + row * ${word(ROWS.bRow)} + p * ${word(ROWS.bDepth)}]`))};`;
    case "self":
      return `total = ${add("total", a)};`;
    case "magnitude":
      return `total = ${add("total", absolute(a))};`;
  }
}

const STORE = `store(cAt + row * ${word(ROWS.cRow)}, total, alpha, beta)`;

/** The rows of a workgroup, joined in shared memory. Barriers stand in uniform control flow: all lanes take every turn. */
function sharedMain(form: RowsForm, share: number): string {
  const { type, zero, add } = ELEMENTS[form.element];
  const rows = LANES / share;
  // Neighbouring lanes read neighbouring elements.
  const [part, own] = form.alongDepth
    ? [`lane % ${share}u`, `lane / ${share}u`]
    : [`lane / ${rows}u`, `lane % ${rows}u`];
  const apart = form.alongDepth ? 1 : rows;
  const tree =
    share === 1
      ? ""
      : `    parts[lane] = total;
    workgroupBarrier();
    for (var width = ${share / 2}u; width > 0u; width = width / 2u) {
      if (part < width) { parts[lane] = ${add("parts[lane]", `parts[lane + width * ${apart}u]`)}; }
      workgroupBarrier();
    }
    total = parts[lane];
`;
  return `${share === 1 ? "" : `var<workgroup> parts: array<${type}, ${LANES}>;\n\n`}@compute @workgroup_size(${LANES})
fn main(
  @builtin(workgroup_id) group: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
${prologue(form)}
  let part = ${part};
  for (var first = group.x * ${rows}u; first < rows; first = first + groups.x * ${rows}u) {
    let row = first + ${own};
    var total = ${zero};
    if (row < rows) {
      for (var p = part; p < depth; p = p + ${share}u) { ${addTerm(form)} }
    }
${tree}    if (part == 0u && row < rows) { ${STORE}; }
${share === 1 ? "" : "    workgroupBarrier();\n"}  }
}`;
}

/**
 * A subgroup a row. How lanes are dealt to subgroups isn't specified, so nothing is reckoned from their numbers: a
 * subgroup takes the next row from a counter, and counts its lanes. Which one takes a row has no say in its sum.
 */
function subgroupMain(form: RowsForm): string {
  const { zero } = ELEMENTS[form.element];
  const join = form.element === "bool" ? "subgroupOr" : "subgroupAdd";
  return `var<workgroup> taken: atomic<u32>;

@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3<u32>) {
${prologue(form)}
  let part = subgroupExclusiveAdd(1u);
  let share = subgroupAdd(1u);
  // Some drivers let each subgroup zero the counter when it begins, which may be when others are through.
  workgroupBarrier();
  loop {
    let row = group.x * ${SUBGROUP_ROWS}u + subgroupBroadcastFirst(atomicAdd(&taken, select(0u, 1u, part == 0u)));
    if (row >= min(rows, (group.x + 1u) * ${SUBGROUP_ROWS}u)) { break; }
    var total = ${zero};
    for (var start = 0u; start < depth; start = start + share) {
      let p = start + part;
      if (p < depth) { ${addTerm(form)} }
    }
    total = ${join}(total);
    if (part == 0u) { ${STORE}; }
  }
}`;
}

function prologue(form: RowsForm): string {
  const { type } = ELEMENTS[form.element];
  return `  let rows = ${word(ROWS.rows)};
  let depth = ${word(ROWS.depth)};
  let alpha = bitcast<${type}>(${word(ROWS.alpha)});
  let beta = bitcast<${type}>(${word(ROWS.beta)});
  var aAt = ${word(ROWS.aAt)};
  var bAt = ${word(ROWS.bAt)};
  var cAt = ${word(ROWS.cAt)};
${stackStatements(form.stackRank, ROWS.stack, "group.z")}`;
}

function code(form: RowsForm): string {
  const { type } = ELEMENTS[form.element];
  const { share } = form;
  return `${
    share === "subgroup"
      ? // A loop that all lanes of a subgroup leave together is more than the analysis of uniformity sees.
        "enable subgroups;\ndiagnostic(off, subgroup_uniformity);\n"
      : ""
  }@group(0) @binding(0) var<uniform> params: array<vec4<u32>, ${Math.ceil(parameterWords(form) / 4)}>;
@group(0) @binding(1) var<storage, read_write> c: array<${type}>;
@group(0) @binding(2) var<storage, read> a: array<${type}>;
${form.term === "product" ? `@group(0) @binding(3) var<storage, read> b: array<${type}>;\n` : ""}
${storeFunction(form.element)}

${share === "subgroup" ? subgroupMain(form) : sharedMain(form, share)}`;
}

function parameterWords(form: RowsForm): number {
  return ROWS.stack + stackParameters(form.stackRank);
}

/** The shader of a form. */
export function rowsShader(form: RowsForm): ShaderText {
  return {
    name: `blas_rows_${form.element}_${form.term}_${form.share}${form.alongDepth ? "k" : "x"}_${form.stackRank}`,
    parameterWords: parameterWords(form),
    inputs: form.term === "product" ? 2 : 1,
    code: () => code(form),
  };
}
