import { create } from "@bufbuild/protobuf";
import { ValueError } from "../../errors.js";
import { bindOwnFunction, type OwnFunction } from "../plan/index.js";
import {
  type CommonInlineUserDefinedFunction,
  CommonInlineUserDefinedFunctionSchema,
  type Expression,
  PythonUDFSchema,
} from "../proto/index.js";
import { DataType, parseSchema, parseType, StructType, typeToMessage } from "../types/index.js";

/** What a message says of a function besides which one it is. */
interface CallOptions {
  readonly args?: readonly Expression[];
  readonly deterministic?: boolean;
}

/** The message of a function of one's own, bound to it. */
export function ownCall(
  own: OwnFunction,
  type: DataType,
  { args = [], deterministic = true }: CallOptions = {},
): CommonInlineUserDefinedFunction {
  const pythonUdf = create(PythonUDFSchema, { outputType: typeToMessage(type) });
  bindOwnFunction(pythonUdf, own);
  return create(CommonInlineUserDefinedFunctionSchema, {
    functionName: own.name,
    deterministic,
    arguments: [...args],
    function: { case: "pythonUdf", value: pythonUdf },
  });
}

/** The name of a function in messages of errors and in plans. @throws ValueError for what is no function */
export function nameOfFunction(method: string, body: unknown): string {
  if (typeof body !== "function") {
    throw new ValueError(`${method} takes a function, not ${body === null ? "null" : `a ${typeof body}`}`);
  }
  return body.name === "" ? "<lambda>" : body.name;
}

/** @throws ParseException for words that are no columns; ValueError for what is no schema */
export function schemaGiven(method: string, schema: StructType | string): StructType {
  if (typeof schema === "string") return parseSchema(schema);
  if (schema instanceof StructType) return schema;
  throw new ValueError(
    `${method} takes a schema: "day date, delay double", or a StructType; not ${String(schema)}`,
  );
}

/** @throws ParseException for words that are no type; ValueError for what is no type */
export function typeGiven(method: string, type: DataType | string): DataType {
  if (typeof type === "string") return parseType(type);
  if (type instanceof DataType) return type;
  throw new ValueError(`${method} takes a type: "int", or one of types; not ${String(type)}`);
}
