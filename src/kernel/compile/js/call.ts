/** Programs of one thread, run as JavaScript: the slow, obvious meaning that the other targets are held against. */
import type { ArrayVariable, ProgramIR } from "../ir.js";
import { compiledText } from "./compile.js";
import { type ArrayValue, type HeldArray, newArray, PLAIN, type Scalar } from "./memory.js";

/** An argument: a number, or an array that is read and written in place. */
export type Argument = Scalar | ArrayValue;

/** Arguments as the text wants them. */
export function heldArguments(program: ProgramIR, args: readonly Argument[]): (Scalar | HeldArray)[] {
  return program.entry.parameters.map((parameter, k) => {
    const arg = args[k] as Argument;
    return parameter.kind === "array" ? { ...(arg as ArrayValue), variable: parameter } : (arg as Scalar);
  });
}

/** Memory of a program that runs alone; constants are made once. */
function alone(): object {
  const constants = new Map<ArrayVariable, HeldArray>();
  return {
    ...PLAIN,
    array(variable: ArrayVariable): HeldArray {
      if (variable.space !== "constant") return newArray(variable, variable.shape ?? []);
      let held = constants.get(variable);
      if (held === undefined) {
        held = newArray(variable, variable.shape ?? []);
        constants.set(variable, held);
      }
      return held;
    },
  };
}

/**
 * A function of numbers (form "scalar") or a loop over arrays (form "loop"; rounds of `prange` run in their order) as JavaScript.
 * @returns takes the parameters in order; arrays are read and written in place
 */
export function jsFunction(program: ProgramIR): (...args: readonly Argument[]) => Scalar | undefined {
  const { run } = compiledText(program);
  const thread = alone();
  return (...args) => run(thread, ...heldArguments(program, args)) as Scalar | undefined;
}
