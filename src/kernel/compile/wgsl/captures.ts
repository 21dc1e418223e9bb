/** What a function takes from outside without being given it: arrays of the function around, and the thread's numbers. */
import type { ArrayVariable, Builtin, FunctionIR, Variable } from "../ir.js";
import { allExpressions, arrayOf, statementsIn } from "../walk.js";

export interface Captures {
  readonly arrays: ReadonlySet<ArrayVariable>;
  readonly builtins: ReadonlySet<Builtin>;
  /** Variables that the function sets: its own, and parameters that it changes. */
  readonly set: ReadonlySet<Variable>;
}

const known = new WeakMap<FunctionIR, Captures>();

export function capturesOf(fn: FunctionIR): Captures {
  let captures = known.get(fn);
  if (captures === undefined) {
    captures = find(fn);
    known.set(fn, captures);
  }
  return captures;
}

function find(fn: FunctionIR): Captures {
  const arrays = new Set<ArrayVariable>();
  const builtins = new Set<Builtin>();
  const set = new Set<Variable>();
  const made = new Set<ArrayVariable>();
  for (const e of allExpressions(fn.body)) {
    if (e.kind === "builtin") builtins.add(e.name);
    else if (e.kind === "subgroup" && e.lane !== null) builtins.add("laneId").add("warpSize");
    const array = arrayOf(e);
    if (array !== null) arrays.add(array);
  }
  for (const s of statementsIn(fn.body)) {
    const array = arrayOf(s);
    if (array !== null) arrays.add(array);
    if (s.kind === "array") made.add(s.array);
    if (s.kind === "set" || s.kind === "parallel") set.add(s.variable);
    if ((s.kind === "call" || s.kind === "atomic") && s.result !== null) set.add(s.result);
    if (s.kind === "call") {
      for (const arg of s.args) if (arg.kind === "array") arrays.add(arg);
      const inner = capturesOf(s.callee);
      for (const each of inner.arrays) arrays.add(each);
      for (const name of inner.builtins) builtins.add(name);
    }
  }
  for (const parameter of fn.parameters) if (parameter.kind === "array") arrays.delete(parameter);
  for (const array of made) arrays.delete(array);
  return { arrays, builtins, set };
}
