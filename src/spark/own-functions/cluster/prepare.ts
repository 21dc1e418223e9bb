/** Makes the functions of a plan travel to a cluster: ../README.md, "On a cluster". */
import type { ConnectEngine, Prepared } from "../../connect/index.js";
import { ownFunctionOf } from "../../plan/own-functions.js";
import { messagesIn, rewrite } from "../../plan/rewrite.js";
import type { Plan, PythonUDF } from "../../proto/index.js";
import { Sending } from "./sending.js";

/** What hasn't the functions in it that it may run: those of a view, or of a name in SQL. */
const OPAQUE = new Set([
  "sql",
  "namedTable",
  "unresolvedTableValuedFunction",
  "cachedRemoteRelation",
  "catalog",
  "expressionString",
]);
/** Sessions in which any name of a function may be one's own. */
const named = new WeakSet<ConnectEngine>();

/**
 * Uploads what the plan's functions need, and says in the plan where it is.
 *
 * @returns with the plan itself where it has no functions
 * @throws NotPortableError for a function that can't travel; NotSupportedError without esbuild or apache-arrow; SparkException
 */
export async function prepareOwnFunctions(plan: Plan, engine: ConnectEngine): Promise<Prepared> {
  if (!hasOwnFunctions(plan)) return { plan };
  const { case: kind, value } = plan.opType;
  if (kind === "command" && value.commandType.case === "registerFunction") named.add(engine);
  const sending = await Sending.to(engine);
  const sent = await rewrite(plan, (members) => sending.change(members));
  const isKnown = kind === "root" && !named.has(engine) && !hasOpaque(plan);
  return isKnown && Number.isFinite(sending.rowBytes)
    ? { plan: sent, rowBytes: sending.rowBytes }
    : { plan: sent };
}

function hasOpaque(plan: Plan): boolean {
  for (const { case: kind } of messagesIn(plan)) if (OPAQUE.has(kind as string)) return true;
  return false;
}

function hasOwnFunctions(plan: Plan): boolean {
  for (const message of messagesIn(plan)) {
    if (ownFunctionOf(message as unknown as PythonUDF) !== undefined) return true;
  }
  return false;
}
