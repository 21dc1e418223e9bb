/** Statements as lines of JavaScript, each with the line of the source it comes from. */
import type { ArrayVariable, FunctionIR, Label, Place, Statement } from "../ir.js";
import { expressionText, type Names } from "./expression.js";

/** A line of the text, and where in the source it comes from. */
export interface Line {
  readonly text: string;
  readonly place: Place;
}

/** What the statements of one function need to know of the program. */
export interface Surroundings extends Names {
  /** A function's name, and whether it waits for other threads. */
  callee(fn: FunctionIR): { readonly name: string; readonly waits: boolean };
  label(label: Label): string;
  /** The text for an array's description. */
  entryOf(array: ArrayVariable): string;
}

export function statementLines(
  statements: readonly Statement[],
  around: Surroundings,
  depth: number,
): Line[] {
  return statements.flatMap((statement) => linesOf(statement, around, depth));
}

function linesOf(s: Statement, around: Surroundings, depth: number): Line[] {
  const at = (text: string, deeper = 0): Line => ({
    text: `${" ".repeat(depth + deeper)}${text}`,
    place: s.place,
  });
  const value = (e: Parameters<typeof expressionText>[0]): string => expressionText(e, around);
  const indices = (all: readonly Parameters<typeof expressionText>[0][]): string =>
    `[${all.map(value).join(", ")}]`;
  const inside = (statements: readonly Statement[], deeper = 1): Line[] =>
    statementLines(statements, around, depth + deeper);
  const line = around.line(s.place);
  switch (s.kind) {
    case "set":
      return [at(`${around.variable(s.variable)} = ${value(s.value)};`)];
    case "store":
      return [at(`t.store(${around.array(s.array)}, ${indices(s.indices)}, ${value(s.value)}, ${line});`)];
    case "atomic": {
      const expected = s.expected === null ? "undefined" : value(s.expected);
      const call = `t.atomic(${JSON.stringify(s.op)}, ${around.array(s.array)}, ${indices(s.indices)}, ${value(s.value)}, ${expected}, ${line})`;
      return [at(s.result === null ? `${call};` : `${around.variable(s.result)} = ${call};`)];
    }
    case "call": {
      const { name, waits } = around.callee(s.callee);
      const args = s.args.map((arg) => (arg.kind === "array" ? around.array(arg) : value(arg)));
      const call = `${waits ? "yield* " : ""}${name}(${["t", ...args].join(", ")})`;
      return [at(s.result === null ? `${call};` : `${around.variable(s.result)} = ${call};`)];
    }
    case "if":
      return [
        at(`if (${value(s.condition)}) {`),
        ...inside(s.then),
        ...(s.otherwise.length === 0 ? [] : [at("} else {"), ...inside(s.otherwise)]),
        at("}"),
      ];
    case "loop": {
      const label = around.label(s.label);
      // `continue` leaves the body and goes on with the update.
      const round = [at(`${label}_next: {`, 1), ...inside(s.body, 2), at("}", 1), ...inside(s.update)];
      const test = [...inside(s.prelude), at(`if (!${value(s.condition)}) break ${label};`, 1)];
      return [
        at(`${label}: while (true) {`),
        ...(s.testLast ? [...round, ...test] : [...test, ...round]),
        at("}"),
      ];
    }
    case "parallel": {
      const i = around.variable(s.variable);
      return [
        at(
          `for (let k = ${value(s.start)}, stop = ${value(s.stop)}, step = ${value(s.step)}; step > 0 ? k < stop : step < 0 && k > stop; k += step) {`,
        ),
        at(`${i} = k;`, 1),
        ...inside(s.body),
        at("}"),
      ];
    }
    case "break":
      return [at(`break ${around.label(s.label)};`)];
    case "continue":
      return [at(`break ${around.label(s.label)}_next;`)];
    case "return":
      return [at(s.value === null ? "return;" : `return ${value(s.value)};`)];
    case "barrier":
      return [at(`yield* t.barrier(${line});`)];
    case "fence":
      return [];
    case "array":
      // Those of a block are there from its beginning.
      return s.array.space === "shared"
        ? []
        : [at(`${around.array(s.array)} = t.array(${around.entryOf(s.array)});`)];
    case "debugger":
      return [at("debugger;")];
    case "lanesStore":
      return [
        at(`$.lanes.store(t, ${around.array(s.array)}, ${value(s.index)}, ${value(s.value)}, ${line});`),
      ];
  }
}
