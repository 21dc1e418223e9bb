/** A program as one script of JavaScript: a function a function, each statement on a line of its own, with a map to the source's lines. */
import type { ArrayVariable, FunctionIR, Label, Place, ProgramIR, Statement, Variable } from "../ir.js";
import { lineInFile } from "../source-line.js";
import { allExpressions, expressionsIn, expressionsOf, statementsIn } from "../walk.js";
import { zeroText } from "./operations.js";
import { type Line, type Surroundings, statementLines } from "./statements.js";

export interface ProgramText {
  readonly lines: readonly Line[];
  /** The entry's name in the text. */
  readonly entry: string;
  /** Descriptions of arrays, in the order in which the text counts them. */
  readonly arrays: readonly ArrayVariable[];
  /** Whether the entry waits for other threads: it's a generator then. */
  readonly waits: boolean;
}

/** Names that the text has for itself. */
const TAKEN = [
  "t",
  "$",
  "A",
  "k",
  "stop",
  "step",
  "arguments",
  "eval",
  "await",
  "Math",
  "BigInt",
  "Number",
  "yield",
];

/** Gives each thing a name of its own: the source's where it is free. */
class Namer {
  readonly #names = new Map<object, string>();
  readonly #taken = new Set(TAKEN);

  of(thing: object, wish: string): string {
    let name = this.#names.get(thing);
    if (name === undefined) {
      const base = wish.replace(/[^\w$]/g, "_").replace(/^(?=\d)/, "_") || "_";
      name = base;
      for (let k = 1; this.#taken.has(name); k++) name = `${base}_${k}`;
      this.#taken.add(name);
      this.#names.set(thing, name);
    }
    return name;
  }
}

/** Functions that wait for others at a barrier or in a subgroup, or call one that does: callees come first. */
function waitingFunctions(program: ProgramIR): Set<FunctionIR> {
  const waiting = new Set<FunctionIR>();
  for (const fn of program.functions)
    for (const s of statementsIn(fn.body)) {
      const waits =
        s.kind === "barrier" ||
        (s.kind === "call" && waiting.has(s.callee)) ||
        expressionsOf(s).some((e) => [...expressionsIn(e)].some(({ kind }) => kind === "subgroup"));
      if (waits) waiting.add(fn);
    }
  return waiting;
}

function arraysIn(fn: FunctionIR): Set<ArrayVariable> {
  const found = new Set<ArrayVariable>();
  for (const s of statementsIn(fn.body)) {
    if ("array" in s) found.add(s.array as ArrayVariable);
    if (s.kind === "call")
      for (const arg of s.args) if (arg.kind === "array") found.add(arg as ArrayVariable);
  }
  for (const e of allExpressions(fn.body)) if (e.kind === "load" || e.kind === "length") found.add(e.array);
  for (const parameter of fn.parameters) found.delete(parameter as ArrayVariable);
  return found;
}

function variablesIn(body: readonly Statement[]): Set<Variable> {
  const found = new Set<Variable>();
  for (const s of statementsIn(body)) {
    if (s.kind === "set" || s.kind === "parallel") found.add(s.variable);
    else if ((s.kind === "call" || s.kind === "atomic") && s.result !== null) found.add(s.result);
  }
  return found;
}

export function programText(program: ProgramIR): ProgramText {
  const functionNames = new Namer();
  const arrays: ArrayVariable[] = [];
  const entryOf = (array: ArrayVariable): string => {
    if (!arrays.includes(array)) arrays.push(array);
    return `A[${arrays.indexOf(array)}]`;
  };
  const waiting = waitingFunctions(program);
  const nameOf = (fn: FunctionIR): string => functionNames.of(fn, `${fn.name || "kernel"}`);
  const lines: Line[] = [];
  for (const fn of program.functions) {
    const names = new Namer();
    const around: Surroundings = {
      variable: (variable) => names.of(variable, variable.name),
      array: (array) => names.of(array, array.name),
      label: (label: Label) => names.of(label, `${label.name || "loop"}_loop`),
      line: (place: Place) => lineInFile(program.source, place),
      callee: (callee) => ({ name: nameOf(callee), waits: waiting.has(callee) }),
      entryOf,
    };
    // Functions are visible to the variables of each other: their names are taken first.
    for (const other of program.functions) names.of(other, nameOf(other));
    const at = (text: string): Line => ({ text, place: fn.place });
    const parameters = fn.parameters.map((p) => (p.kind === "array" ? around.array(p) : around.variable(p)));
    lines.push(
      at(`function${waiting.has(fn) ? "*" : ""} ${nameOf(fn)}(${["t", ...parameters].join(", ")}) {`),
    );
    for (const variable of variablesIn(fn.body))
      if (!fn.parameters.includes(variable))
        lines.push(at(` let ${around.variable(variable)} = ${zeroText(variable.type)};`));
    for (const array of arraysIn(fn))
      lines.push(
        at(
          array.space === "local"
            ? ` let ${around.array(array)};`
            : ` const ${around.array(array)} = t.array(${entryOf(array)});`,
        ),
      );
    lines.push(...statementLines(fn.body, around, 1));
    if (fn.result !== null) lines.push(at(` return ${zeroText(fn.result)};`));
    lines.push(at("}"));
  }
  return { lines, entry: nameOf(program.entry), arrays, waits: waiting.has(program.entry) };
}
