/** Functions of the user's that have names in SQL. */
import { create } from "@bufbuild/protobuf";
import { encode } from "../../../portable/index.js";
import { bindOwnFunction, ownFunctionOf } from "../../plan/index.js";
import {
  type CommonInlineUserDefinedFunction,
  CommonInlineUserDefinedFunctionSchema,
  type PythonUDF,
  PythonUDFSchema,
} from "../../proto/index.js";
import { analysisError } from "../analyze/analysis-errors.js";
import { notEmbedded } from "../not-embedded.js";

const parcels = new WeakMap<PythonUDF, Uint8Array>();

/** The function as it was when it was registered; undefined for one that wasn't. */
export function registeredAs(udf: PythonUDF): Uint8Array | undefined {
  return parcels.get(udf);
}

/**
 * Gives a function a name. It is kept as it is now: what it captured may change later.
 *
 * @throws NotPortableError for one that can't travel
 */
export function registerFunction(
  registered: Map<string, CommonInlineUserDefinedFunction>,
  message: CommonInlineUserDefinedFunction,
): void {
  const { functionName, function: given } = message;
  const own = given.case === "pythonUdf" ? ownFunctionOf(given.value) : undefined;
  if (given.case !== "pythonUdf" || own === undefined) {
    throw notEmbedded(`the function ${functionName}, which isn't written in JavaScript,`);
  }
  if (own.kind !== "udf" && own.kind !== "vectorised udf") {
    throw analysisError("INVALID_PLAN_INPUT", `${functionName} is no function of values.`, {}, "XX000");
  }
  // A message of its own: the same function may be registered again when it has captured something else.
  const { outputType } = given.value;
  const udf = create(PythonUDFSchema, outputType === undefined ? {} : { outputType });
  bindOwnFunction(udf, { ...own, body: () => undefined });
  parcels.set(udf, new Uint8Array(encode(own.body, "process", `the function ${own.name}`).bytes));
  registered.set(
    functionName.toLowerCase(),
    create(CommonInlineUserDefinedFunctionSchema, {
      functionName,
      deterministic: message.deterministic,
      function: { case: "pythonUdf", value: udf },
    }),
  );
}
