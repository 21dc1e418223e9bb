import { ArrayType, type DataType, IntegerType, MapType, NullType } from "../../types/index.js";
import { typeWords } from "../expression/type-names.js";
import type { Typed } from "../expression/typed.js";
import { analysisError } from "./analysis-errors.js";

/** A variable's type, and whether it can be null. */
export interface Variable {
  readonly type: DataType;
  readonly nullable: boolean;
}

const INDEX: Variable = { type: new IntegerType(), nullable: false };

/**
 * What the variables of a lambda function stand for, by the function that it is given to.
 *
 * @param name the function, in small letters
 * @param args its arguments; a lambda is undefined
 * @param at which of them the lambda is
 * @param count how many variables it has
 * @throws AnalysisException INVALID_LAMBDA_FUNCTION_CALL, DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE
 */
export function lambdaVariables(
  name: string,
  args: readonly (Typed | undefined)[],
  at: number,
  count: number,
): readonly Variable[] {
  const variables = variablesOf(name, args, at);
  if (variables === undefined) {
    throw analysisError(
      "INVALID_LAMBDA_FUNCTION_CALL.NON_HIGHER_ORDER_FUNCTION",
      `The function ${name} takes no lambda function there.`,
      { class: name },
      "42K0D",
    );
  }
  const { least, most } = variables;
  if (count < least || count > most.length) {
    throw analysisError(
      "INVALID_LAMBDA_FUNCTION_CALL.NUM_ARGS_MISMATCH",
      `The lambda function of ${name} has ${count} parameters; it gets ${most.length}.`,
      { expectedNumArgs: String(count), actualNumArgs: String(most.length) },
      "42K0D",
    );
  }
  return most.slice(0, count);
}

function variablesOf(
  name: string,
  args: readonly (Typed | undefined)[],
  at: number,
): { readonly least: number; readonly most: readonly Variable[] } | undefined {
  const exactly = (...most: Variable[]) => ({ least: most.length, most });
  switch (name) {
    case "transform":
    case "filter":
      return at === 1 ? { least: 1, most: [element(name, args, 0), INDEX] } : undefined;
    case "exists":
    case "any_match":
    case "forall":
      return at === 1 ? exactly(element(name, args, 0)) : undefined;
    case "array_sort":
      return at === 1 ? exactly(element(name, args, 0), element(name, args, 0)) : undefined;
    case "zip_with": {
      if (at !== 2) return undefined;
      const [left, right] = [element(name, args, 0), element(name, args, 1)];
      return exactly({ ...left, nullable: true }, { ...right, nullable: true });
    }
    case "aggregate":
    case "reduce": {
      const start = args[1];
      if (start === undefined) return undefined;
      const sum = { type: start.type, nullable: true };
      if (at === 2) return exactly(sum, element(name, args, 0));
      return at === 3 ? exactly(sum) : undefined;
    }
    case "map_filter":
    case "transform_keys":
    case "transform_values": {
      if (at !== 1) return undefined;
      const { keyType, valueType, valueContainsNull } = mapOf(name, args, 0);
      return exactly({ type: keyType, nullable: false }, { type: valueType, nullable: valueContainsNull });
    }
    case "map_zip_with": {
      if (at !== 2) return undefined;
      const [left, right] = [mapOf(name, args, 0), mapOf(name, args, 1)];
      return exactly(
        { type: left.keyType, nullable: false },
        { type: left.valueType, nullable: true },
        { type: right.valueType, nullable: true },
      );
    }
    default:
      return undefined;
  }
}

function element(name: string, args: readonly (Typed | undefined)[], at: number): Variable {
  const type = args[at]?.type;
  if (type instanceof ArrayType) return { type: type.elementType, nullable: type.containsNull };
  if (type instanceof NullType) return { type, nullable: true };
  throw wrongType(name, args, at, "ARRAY");
}

function mapOf(name: string, args: readonly (Typed | undefined)[], at: number): MapType {
  const type = args[at]?.type;
  if (type instanceof MapType) return type;
  throw wrongType(name, args, at, "MAP");
}

const ORDINALS = ["first", "second", "third"];

function wrongType(name: string, args: readonly (Typed | undefined)[], at: number, wanted: string): Error {
  const arg = args[at];
  const call = `${name}(${args.map((each) => each?.pretty ?? "lambdafunction").join(", ")})`;
  const type = arg === undefined ? "a lambda function" : typeWords(arg.type);
  return analysisError(
    "DATATYPE_MISMATCH.UNEXPECTED_INPUT_TYPE",
    `The ${ORDINALS[at]} argument of "${call}" is of the type "${type}"; it has to be "${wanted}".`,
    {
      sqlExpr: `"${call}"`,
      paramIndex: ORDINALS[at]!,
      inputSql: `"${arg?.pretty ?? ""}"`,
      inputType: `"${type}"`,
      requiredType: `"${wanted}"`,
    },
    "42K09",
  );
}
