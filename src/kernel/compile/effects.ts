/** What a compiled function does to its arrays, and what it needs of a target: found once, read by all back ends and launches. */
import type { ArrayVariable, FunctionIR, LanesType, ProgramIR, ValueType } from "./ir.js";
import { expressionsIn, expressionsOf, statementsIn } from "./walk.js";

/** How an array is used. */
export interface ArrayUse {
  readonly read: boolean;
  /** Written by a store or an atomic operation. */
  readonly written: boolean;
  /** Changed by an atomic operation somewhere. */
  readonly atomic: boolean;
}

export interface Effects {
  /** Of each array parameter of the entry, and each shared, local and constant array, through all calls. */
  readonly arrays: ReadonlyMap<ArrayVariable, ArrayUse>;
  readonly barriers: boolean;
  readonly subgroups: boolean;
  readonly lanes: boolean;
  /** Types of all values and elements. */
  readonly types: ReadonlySet<ValueType>;
}

type Use = { -readonly [K in keyof ArrayUse]: ArrayUse[K] };

interface Found {
  readonly arrays: Map<ArrayVariable, Use>;
  barriers: boolean;
  subgroups: boolean;
  lanes: boolean;
  readonly types: Set<ValueType>;
}

const known = new WeakMap<ProgramIR, Effects>();

/** What the program does. */
export function effectsOf(program: ProgramIR): Effects {
  let effects = known.get(program);
  if (effects === undefined) {
    const found: Found = {
      arrays: new Map(),
      barriers: false,
      subgroups: false,
      lanes: false,
      types: new Set(),
    };
    // Callees come first, so that what they do to their parameters is known where they are called.
    for (const fn of program.functions) look(fn, found);
    effects = found;
    known.set(program, effects);
  }
  return effects;
}

function useOf(found: Found, array: ArrayVariable): Use {
  let use = found.arrays.get(array);
  if (use === undefined) {
    use = { read: false, written: false, atomic: false };
    found.arrays.set(array, use);
  }
  return use;
}

function look(fn: FunctionIR, found: Found): void {
  for (const parameter of fn.parameters) {
    if (parameter.kind === "array") useOf(found, parameter);
    else found.types.add(parameter.type);
  }
  for (const statement of statementsIn(fn.body)) {
    for (const expression of expressionsOf(statement)) {
      for (const inner of expressionsIn(expression)) {
        found.types.add(inner.type);
        if (isLanes(inner.type) || inner.kind.startsWith("lanes")) found.lanes = true;
        if (inner.kind === "subgroup") found.subgroups = true;
        if (inner.kind === "builtin" && (inner.name === "laneId" || inner.name === "warpSize"))
          found.subgroups = true;
        if (inner.kind === "load" || inner.kind === "lanesLoad") useOf(found, inner.array).read = true;
      }
    }
    switch (statement.kind) {
      case "store":
      case "lanesStore":
        useOf(found, statement.array).written = true;
        break;
      case "atomic": {
        const use = useOf(found, statement.array);
        use.read = true;
        use.written = true;
        use.atomic = true;
        break;
      }
      case "array":
        useOf(found, statement.array);
        break;
      case "barrier":
        found.barriers = true;
        break;
      case "call":
        for (const [k, arg] of statement.args.entries())
          if (arg.kind === "array")
            join(useOf(found, arg), useOf(found, statement.callee.parameters[k] as ArrayVariable));
        break;
    }
  }
}

function join(use: Use, inner: Use): void {
  use.read ||= inner.read;
  use.written ||= inner.written;
  use.atomic ||= inner.atomic;
}

const LANES: ReadonlySet<string> = new Set<LanesType>([
  ...(["i8x16", "u8x16", "i16x8", "u16x8", "i32x4", "u32x4", "i64x2"] as const),
  ...(["f32x4", "f64x2"] as const),
]);

/** True for a vector of explicit lanes. */
export function isLanes(type: ValueType): type is LanesType {
  return LANES.has(type);
}
