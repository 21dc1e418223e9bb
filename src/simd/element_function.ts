/** A compiled function of elements as an operation of np's graph. */
import type { DType } from "../array/index.js";
import { costOfProgram, type ElementType, type ProgramIR } from "../kernel/compile/index.js";
import {
  emitScalarCall,
  type Note,
  Notes,
  scalarImports,
  scalarShape,
} from "../kernel/compile/wasm/index.js";
import { type ElementFunction, nextFunctionNumber } from "../kernel/index.js";
import { dtypeOfElement } from "./element_types.js";

const writtenForms = new WeakMap<ElementFunction, { lanes: number; readonly notes: Notes }>();

/** The lanes of a function's kernels, and what they do lane by lane. */
export function writtenOf(form: ElementFunction): {
  readonly lanes: number;
  readonly notes: readonly Note[];
} {
  const written = writtenForms.get(form);
  return { lanes: written?.lanes ?? 1, notes: written?.notes.list ?? [] };
}

/**
 * @param inputs the element types that arguments are cast to
 * @param output what the result is stored as
 */
export function elementFunction(
  program: ProgramIR,
  inputs: readonly ElementType[],
  output: ElementType,
  threads: ElementFunction["threads"],
): ElementFunction {
  const written = { lanes: 1, notes: new Notes() };
  const made: ElementFunction = {
    number: nextFunctionNumber(),
    name: program.source.name,
    parameters: inputs.map(dtypeOfElement),
    result: dtypeOfElement(output) as DType,
    cost: costOfProgram(program),
    threads,
    program,
    wasm: {
      lanesLimit: scalarShape(program, { inputs, output }).lanesLimit,
      imports: scalarImports(program),
      emit: (e, args) => {
        // What is left over is done one at a time.
        written.lanes = Math.max(written.lanes, e.lanes);
        return emitScalarCall(e.f, program, {
          lanes: e.lanes,
          notes: written.notes,
          relaxed: e.relaxed,
          scalar: e.scalar,
          inputs: args.map(({ local, width }, k) => ({ local, width, element: inputs[k] as ElementType })),
          output,
        });
      },
    },
  };
  writtenForms.set(made, written);
  return made;
}
