import { AnalysisException } from "../../errors/index.js";
import { typeQuoted } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";

/**
 * @param message a sentence of ours; Spark's condition and state are put around it
 * @param sqlState SQL's state of it
 */
export function analysisError(
  condition: string,
  message: string,
  messageParameters: Readonly<Record<string, string>> = {},
  sqlState = "42000",
): AnalysisException {
  return new AnalysisException(`[${condition}] ${message} SQLSTATE: ${sqlState}`, {
    condition,
    messageParameters,
    sqlState,
  });
}

/** @param counts how many there may be: `2` or `[2, 3]` */
export function wrongCount(name: string, counts: string, args: readonly Typed[]): AnalysisException {
  return analysisError(
    "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
    `\`${name}\` takes ${counts} arguments, and there are ${args.length}.`,
    {
      functionName: `\`${name}\``,
      expectedNum: counts,
      actualNum: String(args.length),
      docroot: "https://spark.apache.org/docs/latest",
    },
    "42605",
  );
}

/** A call as Spark's errors show it, in quotes. */
export function callQuoted(name: string, args: readonly Typed[]): string {
  return `"${name}(${args.map(({ pretty }) => pretty).join(", ")})"`;
}

/**
 * @param call as {@link callQuoted} has it
 * @param input Spark's name of the argument
 * @param type as Spark writes it: `"INT"`, in quotes
 */
export function notFoldable(call: string, input: string, type: string, arg: Typed): AnalysisException {
  return analysisError(
    "DATATYPE_MISMATCH.NON_FOLDABLE_INPUT",
    `${call}: the argument "${arg.pretty}" has to be constant.`,
    { sqlExpr: call, inputName: `\`${input}\``, inputType: type, inputExpr: `"${arg.pretty}"` },
    "42K09",
  );
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
