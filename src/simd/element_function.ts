/** A compiled function of elements as an operation of np's graph. */
import type { DType } from "../array/index.js";
import { costOfProgram, type ElementType, type ProgramIR } from "../kernel/compile/index.js";
import { emitScalarCall, scalarImports, scalarShape } from "../kernel/compile/wasm/index.js";
import { type ElementFunction, nextFunctionNumber } from "../kernel/index.js";
import { dtypeOfElement } from "./element_types.js";

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
  return {
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
      emit: (e, args) =>
        emitScalarCall(e.f, program, {
          lanes: e.lanes,
          relaxed: e.relaxed,
          scalar: e.scalar,
          inputs: args.map(({ local, width }, k) => ({ local, width, element: inputs[k] as ElementType })),
          output,
        }),
    },
  };
}
