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
 * Which pass of a program a shader is: `map` one result an element; `whole` a reduction small enough for one workgroup;
 * else `partial` results of lanes, `combine` of those, `final` the result.
 */
export type Pass = "map" | "whole" | "partial" | "combine" | "final";

export interface ShaderForm {
  readonly program: Program;
  readonly layouts: readonly InputLayout[];
  /** Dimensions of the result that strided inputs are addressed by; 0 without strided inputs. */
  readonly rank: number;
  readonly pass: Pass;
}

/** Words of the parameter block before the scalars. */
export const HEADER_WORDS = 4;

/**
 * The parameter block, in words: [elements of this launch, first element of this launch in the whole result, place of
 * the first partial result, 0], the scalars, the result's shape if any input is strided, the strides (in elements) of
 * each strided input.
 */
export function parameterWords(form: ShaderForm): number {
  if (readsPartials(form.pass)) return HEADER_WORDS;
  const strided = form.layouts.filter((layout) => layout === "strided").length;
  return HEADER_WORDS + form.program.scalars.length + (strided > 0 ? form.rank * (strided + 1) : 0);
}

function word(k: number): string {
  return `params[${k >> 2}].${"xyzw"[k & 3]}`;
}

/** Statements that give each strided input its place. */
function addressing(form: ShaderForm): string[] {
  const strided = form.layouts.flatMap((layout, k) => (layout === "strided" ? [k] : []));
  if (strided.length === 0) return [];
  const shapeAt = HEADER_WORDS + form.program.scalars.length;
  const lines = [`  var rest = i + ${word(1)};`, ...strided.map((k) => `  var at${k} = 0u;`)];
  for (let axis = form.rank - 1; axis >= 0; axis--) {
    const length = word(shapeAt + axis);
    const place = axis === 0 ? "rest" : `(rest % ${length})`;
    strided.forEach((k, s) => {
      lines.push(`  at${k} = at${k} + ${place} * ${word(shapeAt + form.rank * (s + 1) + axis)};`);
    });
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
  const lines = addressing(form);
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

/** Whether a pass reads partial results, not the program's inputs. */
function readsPartials(pass: Pass): boolean {
  return pass === "combine" || pass === "final";
}

/** Whether every lane leaves a partial result. Without barriers, which cost a software driver ten times the work. */
function leavesPartials(pass: Pass): boolean {
  return pass === "partial" || pass === "combine";
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
  else {
    if (program.reduction === null) throw new Error(`a ${pass} pass needs a program with a reduction`);
    body.push(reductionMain(pass, accumulatorOf(program.reduction, root), root));
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
