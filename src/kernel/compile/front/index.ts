/** From a TypeScript function to a typed tree. See ../../../../docs/compiled_functions.md for the language. */
import type { Node } from "acorn";
import { ValueError } from "../../../errors.js";
import type { ArrayVariable, FunctionIR, ProgramIR } from "../ir.js";
import { type Argument, lowerFunction } from "./function.js";
import type { Callee, Lowered, Lowering, Program } from "./lowering.js";
import { namesOf } from "./names.js";
import type { Compilable, CompileRequest, ParameterType } from "./request.js";
import { parseFunction } from "./source.js";
import { type Open, valueType } from "./types.js";

export type { Compilable, CompileRequest, ParameterType } from "./request.js";

const known = new WeakMap<object, Map<string, ProgramIR>>();

const typeText = (type: ParameterType): string =>
  type.kind === "scalar" ? type.type : `${type.element}[${type.ndim}]`;

/**
 * The function's program for parameters of these types. Kept for the function while `constants` are the same object.
 * @throws CompileError with line and construct, for what isn't in the language and for types that don't fit
 */
export function compileFunction(fn: Compilable, request: CompileRequest): ProgramIR {
  if (typeof fn !== "function" && typeof (fn as { text?: unknown })?.text !== "string")
    throw new ValueError(`A function is compiled, not ${fn === null ? "null" : typeof fn}.`);
  const owner = request.constants ?? fn;
  let programs = known.get(owner);
  if (programs === undefined) {
    programs = new Map();
    known.set(owner, programs);
  }
  const key = [
    numberOf(fn),
    request.form,
    request.float,
    request.name,
    ...request.parameters.map(typeText),
  ].join();
  let program = programs.get(key);
  if (program === undefined) {
    program = compileAnew(fn, request);
    programs.set(key, program);
  }
  return program;
}

const numbers = new WeakMap<object, number>();
let count = 0;

/** Tells functions apart in keys. */
function numberOf(fn: object): number {
  let number = numbers.get(fn);
  if (number === undefined) {
    number = count++;
    numbers.set(fn, number);
  }
  return number;
}

/** What `/` of integers gives. */
function floatOf({ float, form, parameters }: CompileRequest): "f32" | "f64" {
  if (float !== undefined) return float;
  const types = parameters.map((parameter) =>
    parameter.kind === "scalar" ? parameter.type : parameter.element,
  );
  if (types.includes("f64")) return "f64";
  return types.includes("f32") || form === "kernel" ? "f32" : "f64";
}

function compileAnew(fn: Compilable, request: CompileRequest): ProgramIR {
  const name = request.name ?? (fn.name === "" ? "(anonymous)" : fn.name);
  const { source, node } = parseFunction(fn, name);
  const functions: FunctionIR[] = [];
  const program: Program = {
    source,
    form: request.form,
    float: floatOf(request),
    given: request.constants,
    constants: new Map(),
    functions,
    shared: [],
    callees: new Map(),
    active: new Set(),
    instance: (callee, args, at, from) => instanceOf(program, callee, args, at, from),
  };
  const names = namesOf(fn, request.constants);
  const entry: Callee = { key: fn, name, node, names, source, scope: null };
  program.active.add(fn);
  const lowered = lowerFunction(
    program,
    entry,
    request.parameters.map((type, k) => argumentOf(type, k)),
    true,
  );
  functions.push(lowered);
  return {
    entry: lowered,
    functions,
    form: request.form,
    float: program.float,
    shared: program.shared,
    constants: [...program.constants.values()],
    source,
  };
}

function argumentOf(type: ParameterType, k: number): Argument {
  if (type.kind === "scalar") return { kind: "scalar", type: valueType(type.type) };
  return {
    kind: "array",
    name: `array${k}`,
    element: type.element,
    space: "global",
    ndim: type.ndim,
    shape: null,
    values: null,
  };
}

const arrayNumber = (array: ArrayVariable): string =>
  `${array.element} ${array.space} ${array.ndim} ${array.shape?.join("x") ?? "?"} ${numberOf(array)}`;

/** A callee for arguments of these types; made once for each. */
function instanceOf(
  program: Program,
  callee: Callee,
  args: readonly (Lowered | ArrayVariable)[],
  at: Node,
  from: Lowering,
): FunctionIR {
  if (program.active.has(callee.key))
    return from.refuse(
      at,
      `${callee.name}, which calls itself`,
      "Write a loop: neither lanes nor shaders have a stack.",
    );
  const types = args.map(
    (arg): Argument => ("expression" in arg ? { kind: "scalar", type: settledWeak(arg, from) } : arg),
  );
  const key = args
    .map((arg, k) => ("expression" in arg ? (types[k] as { type: Open }).type : arrayNumber(arg)))
    .join();
  let instances = program.callees.get(callee.key);
  if (instances === undefined) {
    instances = new Map();
    program.callees.set(callee.key, instances);
  }
  const made = instances.get(key);
  if (made !== undefined) return made;
  program.active.add(callee.key);
  try {
    const fn = lowerFunction(program, callee, types, false);
    // Before the last pass, types may be on their way up: what they asked for isn't called in the end.
    if (from.final) {
      instances.set(key, fn);
      program.functions.push(fn);
    }
    return fn;
  } finally {
    program.active.delete(callee.key);
  }
}

/** A literal is what it would be alone. */
function settledWeak({ type, expression }: Lowered, from: Lowering): Open {
  if (type === "?" && !from.final) return "?";
  return expression.type;
}
