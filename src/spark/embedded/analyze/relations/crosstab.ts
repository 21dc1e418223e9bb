/** How often pairs of values come: groups of the one, and a pivot of the other's texts. */
import { create } from "@bufbuild/protobuf";
import { alias, attribute, call, expression, literal, relation } from "../../../plan/index.js";
import {
  type Expression,
  Expression_LiteralSchema,
  Aggregate_GroupType as GroupType,
} from "../../../proto/index.js";
import type { Analyze } from "../analyzer.js";

export const crosstab: Analyze<"crosstab"> = (analyzer, { input, col1, col2 }) => {
  const counted = relation("aggregate", {
    input: input!,
    groupType: GroupType.PIVOT,
    groupingExpressions: [alias(textOf(col1, asText(col1)), `${col1}_${col2}`)],
    aggregateExpressions: [alias(call("count", [literal(1)]), "count")],
    // Spark leaves backticks out of the columns' names.
    pivot: { col: textOf(col2, call("replace", [asText(col2), literal("`"), literal("")])) },
  });
  const zero = create(Expression_LiteralSchema, { literalType: { case: "long", value: 0n } });
  return analyzer.relation(relation("fillNa", { input: counted, cols: [], values: [zero] }));
};

function asText(name: string): Expression {
  return expression("cast", { expr: attribute(name), castToType: { case: "typeStr", value: "string" } });
}

function textOf(name: string, text: Expression): Expression {
  return call("when", [call("isnull", [attribute(name)]), literal("null"), text]);
}
