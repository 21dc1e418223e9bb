/** A kernel as a compute shader: bindings, the block of parameters, and where each line comes from. */
import { libraryFor } from "../../wgsl/library/index.js";
import { type ArrayUse, effectsOf } from "../effects.js";
import type { ArrayVariable, Builtin, Place, ProgramIR, Variable } from "../ir.js";
import { WgslArray } from "./arrays.js";
import { capturesOf } from "./captures.js";
import { builtinName, entryBody } from "./functions.js";
import { Module } from "./module.js";
import { elementTypeOf, narrowElement, type WgslType, wgslTypeOf } from "./types.js";

export type Dim3 = readonly [x: number, y: number, z: number];

export interface KernelForm {
  /** Threads of a block. */
  readonly block: Dim3;
  /** Bytes of the dynamic shared arrays. */
  readonly sharedBytes: number;
  /** For each parameter the first one that is given the same memory: itself, but where one buffer is given twice. */
  readonly same: readonly number[];
}

/** How a parameter of the kernel reaches the shader. */
export type WgslParameter =
  | {
      readonly kind: "array";
      /** Null for an array of which the kernel asks the lengths at most. */
      readonly binding: number | null;
      readonly use: ArrayUse;
      readonly element: WgslType;
      /** Word of the parameter block with the first axis's length. */
      readonly word: number;
    }
  | { readonly kind: "scalar"; readonly type: WgslType; readonly word: number };

export interface WgslKernel {
  readonly code: string;
  /** Of each line of `code`. */
  readonly places: readonly (Place | null)[];
  readonly parameters: readonly WgslParameter[];
  /** Of each binding from 1 on, whether the kernel writes it. */
  readonly bindings: readonly boolean[];
  /** Words of the parameter block: the grid, 0, the first block of this dispatch, 0, then lengths and scalars. */
  readonly parameterWords: number;
  /** Bytes of shared memory. */
  readonly sharedBytes: number;
  /** Needs the device's feature of that name. */
  readonly subgroups: boolean;
}

const HEADER_WORDS = 8;
const NONE: ArrayUse = { read: false, written: false, atomic: false };

const word = (k: number): string => `params[${k >> 2}].${"xyzw"[k & 3]}`;

const BUILTINS: Readonly<Record<Builtin, (block: Dim3) => string>> = {
  "threadIdx.x": () => "bitcast<i32>(thread.x)",
  "threadIdx.y": () => "bitcast<i32>(thread.y)",
  "threadIdx.z": () => "bitcast<i32>(thread.z)",
  "blockIdx.x": () => `bitcast<i32>(group.x + ${word(4)})`,
  "blockIdx.y": () => `bitcast<i32>(group.y + ${word(5)})`,
  "blockIdx.z": () => `bitcast<i32>(group.z + ${word(6)})`,
  "blockDim.x": ([x]) => `${x}i`,
  "blockDim.y": ([, y]) => `${y}i`,
  "blockDim.z": ([, , z]) => `${z}i`,
  "gridDim.x": () => `bitcast<i32>(${word(0)})`,
  "gridDim.y": () => `bitcast<i32>(${word(1)})`,
  "gridDim.z": () => `bitcast<i32>(${word(2)})`,
  laneId: () => "bitcast<i32>(lane)",
  warpSize: () => "bitcast<i32>(lanes)",
};

function joined(uses: readonly ArrayUse[]): ArrayUse {
  return {
    read: uses.some(({ read }) => read),
    written: uses.some(({ written }) => written),
    atomic: uses.some(({ atomic }) => atomic),
  };
}

/**
 * The shader of a program of form "kernel".
 * @throws NotSupportedError for what a shader doesn't have, with the line
 */
export function wgslKernel(program: ProgramIR, form: KernelForm): WgslKernel {
  const effects = effectsOf(program);
  const { entry } = program;
  const useOf = (array: ArrayVariable): ArrayUse => effects.arrays.get(array) ?? NONE;
  const module = new Module(program, {
    prefix: "",
    atomic: (array) => useOf(array).atomic,
    sharedBytes: form.sharedBytes,
  });
  const { writer } = module;
  const bindings: boolean[] = [];
  const parameters: WgslParameter[] = [];
  const arrays = new Map<ArrayVariable, WgslArray>();
  const begin: (readonly [Variable, string])[] = [];
  const declarations: string[] = [];
  let words = HEADER_WORDS;
  entry.parameters.forEach((parameter, k) => {
    if (parameter.kind === "variable") {
      const type = wgslTypeOf(program, entry.place, parameter.type);
      begin.push([parameter, type === "bool" ? `${word(words)} != 0u` : `bitcast<${type}>(${word(words)})`]);
      parameters.push({ kind: "scalar", type, word: words++ });
      return;
    }
    const group = entry.parameters.filter(
      (other, j): other is ArrayVariable => other.kind === "array" && form.same[j] === form.same[k],
    );
    const use = joined(group.map(useOf));
    const first = parameters[form.same[k] as number];
    const element = elementTypeOf(program, entry.place, parameter.element);
    const used = use.read || use.written;
    const shared =
      first?.kind === "array"
        ? (arrays.get(entry.parameters[form.same[k] as number] as ArrayVariable) as WgslArray)
        : null;
    const name = module.name(`a_${parameter.name}`);
    const array = new WgslArray(
      program,
      entry.place,
      parameter,
      {
        name,
        variable: shared?.variable ?? name,
        atomic: use.atomic || (use.written && narrowElement(parameter.element) !== null),
        asBits: group.some((one) => one.element !== parameter.element),
      },
      Array.from({ length: parameter.ndim }, (_, axis) => word(words + axis)),
      writer,
    );
    arrays.set(parameter, array);
    let binding = first?.kind === "array" ? first.binding : null;
    if (used && shared === null) {
      bindings.push(use.written);
      binding = bindings.length;
      declarations.push(
        `@group(0) @binding(${binding}) var<storage, ${use.written ? "read_write" : "read"}> ${name}: array<${array.storage}>;`,
      );
    }
    parameters.push({ kind: "array", binding, use, element, word: words });
    words += parameter.ndim;
  });
  const { builtins } = capturesOf(entry);
  entryBody(
    module,
    entry,
    arrays,
    `@compute @workgroup_size(${form.block.join(", ")})\nfn main(${inputsOf(builtins)})`,
    (scope) => {
      for (const name of builtins)
        scope.writer.line(`let ${builtinName(name)} = ${BUILTINS[name](form.block)};`);
      const { set } = capturesOf(entry);
      for (const [variable, text] of begin)
        scope.writer.line(`${set.has(variable) ? "var" : "let"} ${scope.nameOf(variable)} = ${text};`);
    },
  );
  const body = writer.lines.join("\n");
  const head = [
    ...(effects.subgroups ? ["enable subgroups;"] : []),
    `@group(0) @binding(0) var<uniform> params: array<vec4<u32>, ${Math.ceil(words / 4)}>;`,
    ...declarations,
    ...libraryFor(body).split("\n"),
  ];
  return {
    code: `${head.join("\n")}\n${body}\n`,
    places: [...head.map(() => null), ...placesOfLines(writer.lines, writer.places)],
    parameters,
    bindings,
    parameterWords: words,
    sharedBytes: module.sharedBytes,
    subgroups: effects.subgroups,
  };
}

/** What was written as one line may be two. */
function placesOfLines(lines: readonly string[], places: readonly (Place | null)[]): (Place | null)[] {
  return lines.flatMap((line, k) => line.split("\n").map(() => places[k] ?? null));
}

function inputsOf(builtins: ReadonlySet<Builtin>): string {
  const names = [...builtins];
  const inputs = [
    ["threadIdx", "@builtin(local_invocation_id) thread: vec3<u32>"],
    ["blockIdx", "@builtin(workgroup_id) group: vec3<u32>"],
    ["laneId", "@builtin(subgroup_invocation_id) lane: u32"],
    ["warpSize", "@builtin(subgroup_size) lanes: u32"],
  ] as const;
  return inputs
    .filter(([of]) => names.some((name) => name.startsWith(of)))
    .map(([, text]) => text)
    .join(", ");
}
