/**
 * The entry of a program with every call written out, so that the gang's emitter and its analyses see one list of statements.
 * A call's body gets variables of its own, `return` becomes a `set` and a `break` out of a loop that runs once.
 */
import type { ArrayVariable, Expression, FunctionIR, Label, ProgramIR, Statement, Variable } from "../ir.js";
import { statementsIn } from "../walk.js";

export interface InlinedBody {
  readonly statements: readonly Statement[];
  readonly parameters: readonly (Variable | ArrayVariable)[];
  /** Where the entry's result is left; null when it has none. */
  readonly result: Variable | null;
}

/** What names of one call stand for. */
interface Names {
  readonly variables: Map<Variable, Variable>;
  readonly arrays: Map<ArrayVariable, ArrayVariable>;
  readonly labels: Map<Label, Label>;
  readonly result: Variable | null;
  /** The label that `return` breaks out of, and whether it was used. */
  readonly exit: Label;
  used: boolean;
  /** The call around; null for the entry, which keeps its own variables: users of the body know them. */
  readonly caller: Names | null;
  /** What a called function sets or makes itself. What else it names is the caller's: a nested function sees variables around it. */
  readonly own: ReadonlySet<Variable | ArrayVariable>;
}

let instances = 0;

function variableOf(names: Names, v: Variable): Variable {
  if (names.caller === null) return v;
  const known = names.variables.get(v);
  if (known !== undefined) return known;
  if (!names.own.has(v)) return variableOf(names.caller, v);
  const own: Variable = { kind: "variable", name: `${v.name}$${instances}`, type: v.type };
  names.variables.set(v, own);
  return own;
}

/** Arrays that a called function makes are its call's own; others are the caller's. */
function arrayOf(names: Names, a: ArrayVariable): ArrayVariable {
  if (names.caller === null) return a;
  const known = names.arrays.get(a);
  if (known !== undefined) return known;
  if (!names.own.has(a)) return arrayOf(names.caller, a);
  const own = { ...a, name: `${a.name}$${instances}` };
  names.arrays.set(a, own);
  return own;
}

/** The variables that a function's body sets, and the local arrays that it makes. */
function ownOf(f: FunctionIR): ReadonlySet<Variable | ArrayVariable> {
  const out = new Set<Variable | ArrayVariable>();
  for (const s of statementsIn(f.body)) {
    if (s.kind === "set" || s.kind === "parallel") out.add(s.variable);
    else if (s.kind === "array" && s.array.space === "local") out.add(s.array);
    else if ((s.kind === "call" || s.kind === "atomic") && s.result !== null) out.add(s.result);
  }
  return out;
}

/** A copy of an expression, its parts mapped. */
function expression(names: Names, e: Expression): Expression {
  if (names.caller === null) return e;
  const of = (x: Expression): Expression => expression(names, x);
  switch (e.kind) {
    case "constant":
    case "builtin":
      return e;
    case "get":
      return { ...e, variable: variableOf(names, e.variable) };
    case "negate":
    case "not":
    case "invert":
    case "convert":
    case "math1":
    case "lanesSplat":
    case "lanesExtract":
    case "lanesReduce":
    case "lanesConvert":
      return { ...e, operand: of(e.operand) };
    case "arithmetic":
    case "bits":
    case "compare":
    case "logical":
    case "math2":
    case "lanesShuffle":
      return { ...e, left: of(e.left), right: of(e.right) };
    case "choose":
      return { ...e, condition: of(e.condition), then: of(e.then), otherwise: of(e.otherwise) };
    case "load":
      return { ...e, array: arrayOf(names, e.array), indices: e.indices.map(of) };
    case "length":
      return { ...e, array: arrayOf(names, e.array) };
    case "subgroup":
      return { ...e, value: of(e.value), lane: e.lane === null ? null : of(e.lane) };
    case "lanes":
      return { ...e, operands: e.operands.map(of) };
    case "lanesShift":
      return { ...e, operand: of(e.operand), by: of(e.by) };
    case "lanesLoad":
      return { ...e, array: arrayOf(names, e.array), index: of(e.index) };
    case "lanesOf":
      return { ...e, elements: e.elements.map(of) };
    case "lanesReplace":
      return { ...e, operand: of(e.operand), element: of(e.element) };
  }
}

function labelOf(names: Names, label: Label): Label {
  return names.labels.get(label) ?? label;
}

/** `tail`: nothing of the function comes after these statements, so a return at their end needs no jump. */
function block(names: Names, statements: readonly Statement[], tail: boolean): Statement[] {
  const out: Statement[] = [];
  for (const [k, s] of statements.entries()) {
    out.push(...statement(names, s, tail && k === statements.length - 1));
    if (s.kind === "return" || s.kind === "break" || s.kind === "continue") break;
  }
  return out;
}

function statement(names: Names, s: Statement, tail: boolean): Statement[] {
  const of = (x: Expression): Expression => expression(names, x);
  switch (s.kind) {
    case "set":
      return [{ ...s, variable: variableOf(names, s.variable), value: of(s.value) }];
    case "store":
      return [{ ...s, array: arrayOf(names, s.array), indices: s.indices.map(of), value: of(s.value) }];
    case "lanesStore":
      return [{ ...s, array: arrayOf(names, s.array), index: of(s.index), value: of(s.value) }];
    case "atomic":
      return [
        {
          ...s,
          array: arrayOf(names, s.array),
          indices: s.indices.map(of),
          value: of(s.value),
          expected: s.expected === null ? null : of(s.expected),
          result: s.result === null ? null : variableOf(names, s.result),
        },
      ];
    case "call":
      return call(names, s);
    case "if":
      return [
        {
          ...s,
          condition: of(s.condition),
          then: block(names, s.then, tail),
          otherwise: block(names, s.otherwise, tail),
        },
      ];
    case "loop": {
      const label = names.caller === null ? s.label : { name: s.label.name };
      names.labels.set(s.label, label);
      return [
        {
          ...s,
          label,
          prelude: block(names, s.prelude, false),
          condition: of(s.condition),
          body: block(names, s.body, false),
          update: block(names, s.update, false),
        },
      ];
    }
    case "parallel":
      return [
        {
          ...s,
          variable: variableOf(names, s.variable),
          start: of(s.start),
          stop: of(s.stop),
          step: of(s.step),
          body: block(names, s.body, false),
          reductions: s.reductions.map((r) => ({ ...r, variable: variableOf(names, r.variable) })),
        },
      ];
    case "break":
    case "continue":
      return [{ ...s, label: labelOf(names, s.label) }];
    case "return": {
      const out: Statement[] = [];
      if (s.value !== null && names.result !== null)
        out.push({ kind: "set", variable: names.result, value: of(s.value), place: s.place });
      if (!tail) {
        names.used = true;
        out.push({ kind: "break", label: names.exit, place: s.place });
      }
      return out;
    }
    case "array":
      return [{ ...s, array: arrayOf(names, s.array) }];
    case "barrier":
    case "fence":
    case "debugger":
      return [s];
  }
}

/** `do { statements } while (false)`, if a `break` needs it. */
function once(names: Names, statements: Statement[], place: FunctionIR["place"]): Statement[] {
  if (!names.used) return statements;
  return [
    {
      kind: "loop",
      prelude: [],
      condition: { kind: "constant", value: false, type: "bool", place },
      body: statements,
      update: [],
      testLast: true,
      label: names.exit,
      place,
    },
  ];
}

function call(caller: Names, s: Statement & { kind: "call" }): Statement[] {
  instances++;
  const { callee } = s;
  const names: Names = {
    variables: new Map(),
    arrays: new Map(),
    labels: new Map(),
    result:
      callee.result === null
        ? null
        : { kind: "variable", name: `${callee.name}$${instances}`, type: callee.result },
    exit: { name: `${callee.name}$${instances}` },
    used: false,
    caller,
    own: ownOf(callee),
  };
  const out: Statement[] = [];
  for (const [k, p] of callee.parameters.entries()) {
    const arg = s.args[k];
    if (p.kind === "array") names.arrays.set(p, arrayOf(caller, arg as ArrayVariable));
    else {
      const own: Variable = { kind: "variable", name: `${p.name}$${instances}`, type: p.type };
      names.variables.set(p, own);
      out.push({
        kind: "set",
        variable: own,
        value: expression(caller, arg as Expression),
        place: s.place,
      });
    }
  }
  const body = block(names, callee.body, true);
  if (names.result !== null)
    out.push({
      kind: "set",
      variable: names.result,
      value: zero(names.result, s.place),
      place: s.place,
    });
  out.push(...once(names, body, s.place));
  if (s.result !== null && names.result !== null)
    out.push({
      kind: "set",
      variable: variableOf(caller, s.result),
      value: { kind: "get", variable: names.result, type: names.result.type, place: s.place },
      place: s.place,
    });
  return out;
}

/** What a function gives that ends without `return`: zero, as every variable begins. */
function zero(v: Variable, place: FunctionIR["place"]): Expression {
  const value = v.type === "bool" ? false : v.type === "i64" || v.type === "u64" ? 0n : 0;
  const constant: Expression = { kind: "constant", value, type: v.type, place };
  if (!v.type.includes("x")) return constant;
  const lane = v.type.startsWith("i64x") ? "i64" : v.type.startsWith("f") ? v.type.slice(0, 3) : "i32";
  const element: Expression = {
    kind: "constant",
    value: lane === "i64" ? 0n : 0,
    type: lane as "i64",
    place,
  };
  return { kind: "lanesSplat", operand: element, type: v.type, place };
}

/** Writes all calls out. The entry's own variables, arrays and labels stay as they are. */
export function inlineCalls(program: ProgramIR): InlinedBody {
  const { entry } = program;
  const result: Variable | null =
    entry.result === null ? null : { kind: "variable", name: "result$", type: entry.result };
  const names: Names = {
    variables: new Map(),
    arrays: new Map(),
    labels: new Map(),
    result,
    exit: { name: "return$" },
    used: false,
    caller: null,
    own: new Set(),
  };
  const body = block(names, entry.body, true);
  const first: Statement[] =
    result === null
      ? []
      : [{ kind: "set", variable: result, value: zero(result, entry.place), place: entry.place }];
  return { statements: [...first, ...once(names, body, entry.place)], parameters: entry.parameters, result };
}
