import { AnalysisException } from "../../errors/index.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";

/** @param message a sentence of ours; Spark's condition and state are put around it */
export function analysisError(
  condition: string,
  message: string,
  messageParameters: Readonly<Record<string, string>>,
  sqlState: string,
): AnalysisException {
  return new AnalysisException(`[${condition}] ${message} SQLSTATE: ${sqlState}`, {
    condition,
    messageParameters,
    sqlState,
  });
}

/** @param allowed as Spark writes it: `"NUMERIC"`, in quotes */
export function wrongInput(pretty: string, index: number, allowed: string, arg: Typed): AnalysisException {
  const ordinals = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"];
  const paramIndex = ordinals[index] ?? `${index + 1}th`;
  return analysisError(
    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
    `"${pretty}": the ${paramIndex} argument has to be ${allowed}, and "${arg.pretty}" is ${typeQuoted(arg.type)}.`,
    {
      sqlExpr: `"${pretty}"`,
      paramIndex,
      requiredType: allowed,
      inputSql: `"${arg.pretty}"`,
      inputType: typeQuoted(arg.type),
    },
    "42K09",
  );
}
