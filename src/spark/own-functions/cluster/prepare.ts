/** Makes the functions of a plan travel to a cluster: ../README.md, "On a cluster". */
import type { ConnectEngine } from "../../connect/index.js";
import { ownFunctionOf } from "../../plan/own-functions.js";
import type { Plan, PythonUDF } from "../../proto/index.js";
import { messagesIn, rewrite } from "./rewrite.js";
import { Sending } from "./sending.js";

/**
 * Uploads what the plan's functions need, and says in the plan where it is.
 *
 * @returns the plan itself where it has no functions
 * @throws NotPortableError for a function that can't travel; NotSupportedError without esbuild or apache-arrow; SparkException
 */
export async function prepareOwnFunctions(plan: Plan, engine: ConnectEngine): Promise<Plan> {
  if (!hasOwnFunctions(plan)) return plan;
  const sending = await Sending.to(engine);
  return rewrite(plan, (members) => sending.change(members));
}

function hasOwnFunctions(plan: Plan): boolean {
  for (const message of messagesIn(plan)) {
    if (ownFunctionOf(message as unknown as PythonUDF) !== undefined) return true;
  }
  return false;
}
