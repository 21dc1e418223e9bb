/**
 * A program as a WGSL compute shader. Every element of the result is one call of `element(i)`; the grid strides over
 * them. A reduction runs in passes: many lanes that each accumulate a stride, fewer that do so with what those left, and
 * one workgroup that joins the rest in a tree. The order depends on the number of elements alone, so results repeat from
 * run to run. Text only: nothing here touches a device.
 */
import type { DType } from "../../array/index.js";
import { wgslFunctions } from "../compile/wgsl/index.js";
import type { ElementFunction } from "../element-function.js";
import { type Instruction, type Program, rootOf } from "../program.js";
import { castExpression } from "./casts.js";
import { wgslExpression } from "./column.js";
import { libraryFor } from "./library/index.js";
import { type Accumulator, accumulatorOf } from "./reduction.js";
import { wgslType } from "./types.js";

/** Lanes of a workgroup: what every device can do (WebGPU's default maxComputeInvocationsPerWorkgroup). */
export const LANES = 256;

/** How an input is laid out against the result: element by element, one element for all, or by strides. */
export type InputLayout = "dense" | "single" | "strided";

/**
 * Which pass of a program a shader is: `map` one result an element; `write` the same, to places of the result that strides
 * tell; `whole` a reduction small enough for one workgroup; else `partial` results of lanes, `combine` of those, `final` the
 * result. A reduction over some axes leaves a result a row: `rows` a lane a row; else `row-partial` lanes that each take a part of
 * a row, `row-combine` of those, `row-final` the results.
 */
export type Pass =
  | "map"
  | "write"
  | "whole"
  | "partial"
  | "combine"
  | "final"
  | "rows"
  | "row-partial"
  | "row-combine"
  | "row-final";

export interface ShaderForm {
  readonly program: Program;
  readonly layouts: readonly InputLayout[];
  /** Dimensions that strided arrays are addressed by; 0 without strided arrays. */
  readonly rank: number;
  readonly pass: Pass;
}

/** Words of the parameter block before the scalars. */
export const HEADER_WORDS = 8;

/** The arrays that strides tell the places of, in the order of their words; the result last. */
function stridedOf(form: ShaderForm): string[] {
  const inputs = form.layouts.flatMap((layout, k) => (layout === "strided" ? [`${k}`] : []));
  return form.pass === "write" ? [...inputs, "_result"] : inputs;
}

/**
 * The parameter block, in words: [elements or lanes of this launch, first element of this launch in the whole, place of
 * the first (partial) result, 0 (library/bits.ts counts on it), elements a row, lanes a row, 0, 0], the scalars, the shape if any array is strided, and of each
 * strided array its first element's place and its strides, in elements (negative ones modulo 2^32, as places are).
 */
export function parameterWords(form: ShaderForm): number {
  if (readsPartials(form.pass)) return HEADER_WORDS;
  const strided = stridedOf(form).length;
  return (
    HEADER_WORDS + form.program.scalars.length + (strided > 0 ? form.rank + strided * (form.rank + 1) : 0)
  );
}

function word(k: number): string {
  return `params[${k >> 2}].${"xyzw"[k & 3]}`;
}

/** Statements that give strided arrays their places. */
function addressing(form: ShaderForm, wanted: (array: string) => boolean): string[] {
  const arrays = stridedOf(form).map((name, nth) => ({ name, nth }));
  const strided = arrays.filter(({ name }) => wanted(name));
  if (strided.length === 0) return [];
  const shapeAt = HEADER_WORDS + form.program.scalars.length;
  const wordsOf = (nth: number): number => shapeAt + form.rank + nth * (form.rank + 1);
  const lines = strided.map(({ name, nth }) => `  var at${name} = ${word(wordsOf(nth))};`);
  if (form.rank > 0) lines.unshift(`  var rest = i + ${word(1)};`);
  for (let axis = form.rank - 1; axis >= 0; axis--) {
    const length = word(shapeAt + axis);
    const place = axis === 0 ? "rest" : `(rest % ${length})`;
    for (const { name, nth } of strided)
      lines.push(`  at${name} = at${name} + ${place} * ${word(wordsOf(nth) + 1 + axis)};`);
    if (axis > 0) lines.push(`  rest = rest / ${length};`);
  }
  return lines;
}

/** A user's function in a shader. */
function functionForm(fn: ElementFunction): { readonly declarations: string; readonly entry: string } {
  return wgslFunctions(fn.program, `function${fn.number}_`);
}

/** Declarations of the users' functions that a program calls, each once. */
function functionDeclarations(program: Program): string {
  const functions = new Set(
    program.instructions.flatMap((ins) => (ins.kind === "function" ? [ins.function] : [])),
  );
  return [...functions].map((fn) => `${functionForm(fn).declarations}\n`).join("");
}

/** The function that computes the element at place `i` of this launch. */
function elementFunction(form: ShaderForm): string {
  const { program } = form;
  const lines = addressing(form, (array) => array !== "_result");
  program.instructions.forEach((ins, k) => {
    const value = ((): string => {
      switch (ins.kind) {
        case "load": {
          const layout = form.layouts[ins.input];
          const place = layout === "dense" ? "i" : layout === "single" ? "0" : `at${ins.input}`;
          return wgslType(ins.dtype).fromStorage(`in${ins.input}[${place}]`);
        }
        case "scalar":
          return wgslType(ins.dtype).fromWord(word(HEADER_WORDS + ins.scalar));
        case "cast": {
          const from = (program.instructions[ins.arg] as { dtype: DType }).dtype;
          return castExpression(from, ins.dtype, `v${ins.arg}`);
        }
        case "function":
          return `${functionForm(ins.function).entry}(${ins.args.map((a) => `v${a}`).join(", ")})`;
        case "op": {
          // The condition of `where` comes first; the values' dtype decides.
          const operand = program.instructions[ins.args[ins.args.length - 1] as number] as { dtype: DType };
          return wgslExpression(
            ins.op,
            operand.dtype,
            ins.args.map((a) => `v${a}`),
          );
        }
      }
    })();
    lines.push(`  let v${k}: ${wgslType(ins.dtype).value} = ${value};`);
  });
  lines.push(`  return v${program.instructions.length - 1};`);
  return `fn element(i: u32) -> ${wgslType(rootOf(program).dtype).value} {\n${lines.join("\n")}\n}`;
}

function mapMain(dtype: DType): string {
  return `@compute @workgroup_size(${LANES})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let n = ${word(0)};
  for (var i = id.x; i < n; i = i + groups.x * ${LANES}u) {
    result[i] = ${wgslType(dtype).toStorage("element(i)")};
  }
}`;
}

/** As `mapMain`, to places that strides tell. */
function writeMain(form: ShaderForm, dtype: DType): string {
  const place = addressing(form, (array) => array === "_result");
  return `fn place(i: u32) -> u32 {
${place.join("\n")}
  return at_result;
}

@compute @workgroup_size(${LANES})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let n = ${word(0)};
  for (var i = id.x; i < n; i = i + groups.x * ${LANES}u) {
    result[place(i)] = ${wgslType(dtype).toStorage("element(i)")};
  }
}`;
}

/** Whether a pass reads partial results, not the program's inputs. */
export function readsPartials(pass: Pass): boolean {
  return pass === "combine" || pass === "final" || pass === "row-combine" || pass === "row-final";
}

/** Whether every lane leaves a partial result. Without barriers, which cost a software driver ten times the work. */
function leavesPartials(pass: Pass): boolean {
  return pass === "partial" || pass === "combine" || pass === "row-partial" || pass === "row-combine";
}

/** Lanes that each take every so many elements of a row: neighbours read neighbours. */
function rowsMain(pass: Pass, acc: Accumulator, dtype: DType): string {
  const at = `row * ${word(4)} + k`;
  const element = readsPartials(pass) ? acc.fromPair(`in0[${at}]`) : acc.of(`element(${at})`);
  const found = leavesPartials(pass) ? acc.toPair("total") : wgslType(dtype).toStorage(acc.finish("total"));
  return `fn join(x: ${acc.type}, y: ${acc.type}) -> ${acc.type} { return ${acc.join("x", "y")}; }

@compute @workgroup_size(${LANES})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
  let parts = ${word(5)};
  for (var lane = id.x; lane < ${word(0)}; lane = lane + groups.x * ${LANES}u) {
    let row = lane / parts;
    var total: ${acc.type} = ${acc.identity};
    for (var k = lane % parts; k < ${word(4)}; k = k + parts) { total = join(total, ${element}); }
    result[${word(2)} + lane] = ${found};
  }
}`;
}

function overRows(pass: Pass): boolean {
  return pass === "rows" || pass === "row-partial" || pass === "row-combine" || pass === "row-final";
}

function reductionMain(pass: Pass, acc: Accumulator, dtype: DType): string {
  const element = readsPartials(pass) ? acc.fromPair("in0[i]") : acc.of("element(i)");
  const join = `fn join(x: ${acc.type}, y: ${acc.type}) -> ${acc.type} { return ${acc.join("x", "y")}; }`;
  const accumulate = `  let n = ${word(0)};
  var total: ${acc.type} = ${acc.identity};
  for (var i = id.x; i < n; i = i + groups.x * ${LANES}u) { total = join(total, ${element}); }`;
  if (leavesPartials(pass))
    return `${join}

@compute @workgroup_size(${LANES})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
${accumulate}
  result[${word(2)} + id.x] = ${acc.toPair("total")};
}`;
  return `var<workgroup> lanes: array<${acc.type}, ${LANES}>;

${join}

@compute @workgroup_size(${LANES})
fn main(@builtin(global_invocation_id) id: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>) {
${accumulate}
  lanes[id.x] = total;
  workgroupBarrier();
  for (var width = ${LANES / 2}u; width > 0u; width = width >> 1u) {
    if (id.x < width) { lanes[id.x] = join(lanes[id.x], lanes[id.x + width]); }
    workgroupBarrier();
  }
  if (id.x == 0u) { result[0] = ${wgslType(dtype).toStorage(acc.finish("lanes[0]"))}; }
}`;
}

/**
 * The text of a shader.
 * @throws NotSupportedError for an operation, a cast or a dtype that WGSL doesn't have
 */
export function render(form: ShaderForm): string {
  const { program, pass } = form;
  const root = rootOf(program).dtype;
  const inputs = readsPartials(pass) ? ["vec2<u32>"] : program.inputs.map((dtype) => wgslType(dtype).storage);
  const result = leavesPartials(pass) ? "vec2<u32>" : wgslType(root).storage;
  const body: string[] = [];
  if (!readsPartials(pass)) body.push(functionDeclarations(program), elementFunction(form));
  if (pass === "map") body.push(mapMain(root));
  else if (pass === "write") body.push(writeMain(form, root));
  else {
    if (program.reduction === null) throw new Error(`a ${pass} pass needs a program with a reduction`);
    const accumulator = accumulatorOf(program.reduction, root);
    body.push((overRows(pass) ? rowsMain : reductionMain)(pass, accumulator, root));
  }
  const code = body.join("\n\n");
  return [
    `@group(0) @binding(0) var<uniform> params: array<vec4<u32>, ${Math.ceil(parameterWords(form) / 4)}>;`,
    `@group(0) @binding(1) var<storage, read_write> result: array<${result}>;`,
    ...inputs.map((type, k) => `@group(0) @binding(${k + 2}) var<storage, read> in${k}: array<${type}>;`),
    libraryFor(code),
    code,
  ].join("\n");
}

function instructionKey(ins: Instruction): string {
  switch (ins.kind) {
    case "load":
      return `l${ins.input}:${ins.dtype.code}`;
    case "scalar":
      return `s${ins.scalar}:${ins.dtype.code}`;
    case "cast":
      return `c${ins.arg}:${ins.dtype.code}`;
    case "function":
      return `f${ins.function.number}(${ins.args.join(" ")})`;
    case "op":
      return `${ins.op}(${ins.args.join(" ")}):${ins.dtype.code}`;
  }
}

/** What tells shaders apart: equal keys render to equal text. */
export function shaderKey(form: ShaderForm): string {
  const { program, layouts, rank, pass } = form;
  const root = rootOf(program).dtype.code;
  if (readsPartials(pass)) return `${pass} ${program.reduction} ${root}`;
  const instructions = program.instructions.map(instructionKey);
  const shape = layouts.map((layout) => layout.slice(0, 2)).join("");
  return `${pass} ${program.reduction} ${shape} ${rank} ${instructions.join(";")}`;
}
