/** Functions that give tables: `range` and those that make rows of a value. */
import { call, relation } from "../../../plan/index.js";
import type { Expression } from "../../../proto/index.js";
import { LongType } from "../../../types/index.js";
import { castOf } from "../../expression/cast-rules.js";
import { isSparkFunction } from "../../functions/names.js";
import { EMBEDDED } from "../../functions/registry.js";
import { analysisError } from "../analysis-errors.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import { projectNode } from "../nodes.js";
import { select } from "../select.js";
import { newAttribute } from "../session.js";
import { oneRow } from "./leaves.js";
import { recursive } from "./recursion.js";

export const tableFunction: Analyze<"unresolvedTableValuedFunction"> = async (analyzer, message) => {
  const { functionName, arguments: args } = message;
  const recursion = await recursive(analyzer, message);
  if (recursion !== undefined) return recursion;
  const name = functionName.toLowerCase();
  if (name === "range") return analyzer.relation(await rangeOf(analyzer, args));
  const spec = Object.hasOwn(EMBEDDED, name) ? EMBEDDED[name] : undefined;
  if (spec === undefined && !isSparkFunction(name)) {
    throw analysisError(
      "UNRESOLVABLE_TABLE_VALUED_FUNCTION",
      `There is no function \`${functionName}\` that gives a table.`,
      { name: `\`${functionName}\`` },
      "42883",
    );
  }
  if (spec !== undefined && spec.kind !== "generator") {
    throw analysisError(
      "NOT_A_TABLE_FUNCTION",
      `The function \`${functionName}\` gives a value and no table.`,
      { functionName: `\`${functionName}\`` },
      "42887",
    );
  }
  return select(analyzer, oneRow(), [call(name, [...args])]);
};

/** @throws AnalysisException for arguments that aren't whole numbers */
async function rangeOf(analyzer: Analyzer, args: readonly Expression[]) {
  if (args.length < 1 || args.length > 4) {
    throw analysisError(
      "WRONG_NUM_ARGS.WITHOUT_SUGGESTION",
      `range takes 1 to 4 numbers, and there are ${args.length}.`,
      { functionName: "`range`", expectedNum: "[1, 2, 3, 4]", actualNum: String(args.length) },
      "42605",
    );
  }
  const row = oneRow();
  const { resolver, expressions } = await analyzer.resolver(analyzer.scope([row]), args);
  const items = expressions.map((expression) => {
    const value = castOf(resolver.resolve(expression), new LongType());
    return { attribute: newAttribute(analyzer.session, value, "n"), value };
  });
  const [numbers = []] = await analyzer.session.collect(projectNode(row, items));
  const [first, second, step = 1n] = numbers.map((value) => BigInt(value as number | bigint));
  return relation("range", {
    start: second === undefined ? 0n : first!,
    end: second ?? first!,
    step,
  });
}
