/** Group by, rollup, cube, grouping sets and pivot. */
import { SparkRuntimeException } from "../../../errors/index.js";
import { numericAggregateOf, numericAggregates } from "../../../plan/index.js";
import {
  type Aggregate_Pivot,
  type Expression,
  Aggregate_GroupType as GroupType,
} from "../../../proto/index.js";
import {
  ArrayType,
  type DataType,
  DayTimeIntervalType,
  IntegerType,
  StructType,
  YearMonthIntervalType,
} from "../../../types/index.js";
import { valueText } from "../../../types/value-text.js";
import { castOf } from "../../expression/cast-rules.js";
import { literalOf } from "../../expression/literal.js";
import { hasAggregate, mapChildren } from "../../expression/tree.js";
import type { AggregateExpr, Attribute, Typed } from "../../expression/typed.js";
import { resolveCall } from "../../functions/resolve-call.js";
import { notEmbedded } from "../../not-embedded.js";
import { aggregateNode } from "../aggregation.js";
import { analysisError } from "../analysis-errors.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import type { ExpressionResolver } from "../expression-resolver.js";
import { literalFrom } from "../literals.js";
import { itemsOf, nameOf } from "../named-items.js";
import { distinctNode, pass, projectNode, sameExpression, withHidden } from "../nodes.js";
import type { Named, PlanNode } from "../plan-node.js";
import { lateral } from "../resolve-name.js";
import { attributeExpr } from "../scope.js";
import { newAttribute } from "../session.js";
import { TimeWindows } from "../time-windows.js";

const INT = new IntegerType();

/** Values of a pivot that nobody has listed, at the most: Spark's `spark.sql.pivotMaxValues`. */
const MOST_PIVOT_VALUES = 10_000;

export const aggregate: Analyze<"aggregate"> = async (analyzer, relation) => {
  const input = await analyzer.relation(relation.input);
  const given = relation.aggregateExpressions.flatMap((expression) => ofColumns(expression, input));
  const setLists = relation.groupingSets.map(({ groupingSet }) => groupingSet);
  const all: readonly Expression[] = [
    ...relation.groupingExpressions,
    ...given,
    ...setLists.flat(),
    ...(relation.pivot?.col === undefined ? [] : [relation.pivot.col]),
  ];
  const named: Attribute[] = [];
  const times = new TimeWindows(analyzer.session);
  const scope = analyzer.scope([input], {
    beyond: (parts, planId) =>
      planId === undefined
        ? (times.named(parts, analyzer.same) ?? lateral(parts, named, analyzer.same))
        : undefined,
  });
  const { resolver, expressions } = await analyzer.resolver(scope, all, times);
  const groups = expressions
    .slice(0, relation.groupingExpressions.length)
    .flatMap((expression) => columnsOf(resolver, expression));
  const aggregates = expressions
    .slice(relation.groupingExpressions.length)
    .slice(0, given.length)
    .flatMap((expression) => {
      const made = columnsOf(resolver, expression);
      named.push(...made.map(({ attribute }) => attribute));
      return made;
    });
  const keys = groups.map(({ value }) => value);
  const shown = withHidden(input, [...keys, ...aggregates.map(({ value }) => value), ...times.values]);
  const isOfSessions = times.isSession && keys.some((key) => isColumn(key, times.column!));
  if (isOfSessions && relation.groupType !== GroupType.GROUPBY) {
    throw notEmbedded("session_window in a rollup, a cube or a pivot");
  }
  const from = isOfSessions ? times.sessions(shown, keys) : times.over(shown);
  const items = [...groups, ...aggregates];
  const count = keys.length;
  switch (relation.groupType) {
    case GroupType.GROUPBY:
      return aggregateNode(analyzer.session, { input: from, keys, items });
    case GroupType.ROLLUP: {
      const sets = Array.from({ length: count + 1 }, (_, i) => places(count - i));
      return aggregateNode(analyzer.session, { input: from, keys, sets, items });
    }
    case GroupType.CUBE: {
      const sets = Array.from({ length: 2 ** count }, (_, bits) =>
        places(count).filter((place) => ((bits >> (count - 1 - place)) & 1) === 0),
      );
      return aggregateNode(analyzer.session, { input: from, keys, sets, items });
    }
    case GroupType.GROUPING_SETS: {
      const start = relation.groupingExpressions.length + given.length;
      let at = start;
      const sets = setLists.map((list) =>
        list.map(() => placeOf(keys, resolver.resolve(expressions[at++]!))),
      );
      return aggregateNode(analyzer.session, { input: from, keys, sets, items });
    }
    case GroupType.PIVOT: {
      const column = resolver.resolve(expressions.at(-1)!);
      return pivoted(analyzer, from, groups, aggregates, column, relation.pivot!);
    }
    default:
      throw analysisError("INVALID_PLAN_INPUT", "The plan has groups without a type.", {}, "XX000");
  }
};

/** What stands for an aggregate of each column of numbers, as those. */
function ofColumns(expression: Expression, { output }: PlanNode): readonly Expression[] {
  const name = numericAggregateOf(expression);
  if (name === undefined) return [expression];
  return numericAggregates(
    name,
    output.map((column) => ({ name: column.name, dataType: column.type })),
  );
}

function isColumn(typed: Typed, { id }: Attribute): boolean {
  return typed.kind === "attribute" && typed.attribute.id === id;
}

function places(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function placeOf(keys: readonly Typed[], key: Typed): number {
  const place = keys.findIndex((other) => sameExpression(other, key));
  if (place >= 0) return place;
  throw analysisError(
    "GROUPING_COLUMN_MISMATCH",
    `"${key.pretty}" is in a grouping set and not grouped by.`,
    { grouping: key.pretty, groupingColumns: keys.map(({ pretty }) => pretty).join(",") },
  );
}

function columnsOf(resolver: ExpressionResolver, expression: Expression): Named[] {
  return itemsOf(resolver, expression).map((item) => {
    if (item.kind === "column") return item.named;
    throw analysisError(
      "UNSUPPORTED_GENERATOR.OUTSIDE_SELECT",
      `"${item.generator.pretty}" makes rows, and groups don't.`,
      { plan: "Aggregate" },
      "42K0E",
    );
  });
}

/** Each aggregate once for each value, of the rows with that value; null where there are none. */
async function pivoted(
  analyzer: Analyzer,
  input: PlanNode,
  groups: readonly Named[],
  aggregates: readonly Named[],
  column: Typed,
  { values: listed }: Aggregate_Pivot,
): Promise<PlanNode> {
  const { session } = analyzer;
  const values =
    listed.length > 0
      ? listed.map((literal): Typed => castOf(literalFrom(literal), column.type))
      : await distinctValues(analyzer, input, column);
  // A column is called what its value is as a string.
  const textOf = (value: Typed) =>
    value.kind === "literal"
      ? valueText(withAllUnits(value.type), { timeZone: session.timeZone, style: "cast" })(value.value)
      : value.pretty;
  const items = values.flatMap((value, i) => {
    const is = resolveCall("<=>", [column, value], {}, session);
    const any = onlyWhere(resolveCall("count", [literalOf(1, INT)], {}, session), is);
    const name = textOf(listed.length > 0 ? literalFrom(listed[i]!) : value);
    return aggregates.map((one): Named => {
      if (!hasAggregate(one.value)) {
        throw analysisError(
          "AGGREGATE_FUNCTION_EXPECTED_IN_PIVOT",
          `"${one.value.pretty}" is in a pivot and no aggregate.`,
          { sql: one.value.pretty },
          "42000",
        );
      }
      const filtered = onlyWhere(one.value, is);
      const made = resolveCall(
        "when",
        [resolveCall(">", [any, literalOf(0, INT)], {}, session), filtered],
        {},
        session,
      );
      const title = aggregates.length === 1 ? name : `${name}_${one.attribute.name}`;
      return {
        attribute: { ...one.attribute, id: session.newId(), name: title, nullable: true, metadata: {} },
        value: { ...made, nullable: true } as Typed,
      };
    });
  });
  return aggregateNode(session, {
    input,
    keys: groups.map(({ value }) => value),
    items: [...groups, ...items],
  });
}

/** Spark forgets an interval's units here. */
function withAllUnits(type: DataType): DataType {
  if (type instanceof DayTimeIntervalType) return new DayTimeIntervalType();
  return type instanceof YearMonthIntervalType ? new YearMonthIntervalType() : type;
}

function onlyWhere(typed: Typed, condition: Typed): Typed {
  if (typed.kind !== "aggregate") return mapChildren(typed, (child) => onlyWhere(child, condition));
  const made: AggregateExpr = { ...typed, filter: condition };
  return made;
}

async function distinctValues(analyzer: Analyzer, input: PlanNode, column: Typed): Promise<Typed[]> {
  const attribute = newAttribute(analyzer.session, column, nameOf(column));
  const one = projectNode(input, [
    column.kind === "attribute" ? pass(column.attribute) : { attribute, value: column },
  ]);
  const distinct = distinctNode(one);
  const sorted: PlanNode = {
    kind: "sort",
    input: distinct,
    keys: [{ child: attributeExpr(one.output[0]!), ascending: true, nullsFirst: true }],
    output: one.output,
  };
  const limited: PlanNode = {
    kind: "limit",
    input: sorted,
    limit: MOST_PIVOT_VALUES + 1,
    offset: 0,
    output: one.output,
  };
  const rows = await analyzer.session.collect(limited);
  if (rows.length > MOST_PIVOT_VALUES) {
    throw analysisError(
      "PIVOT_TOO_MANY_VALUES",
      `The column "${column.pretty}" has more than ${MOST_PIVOT_VALUES} values; list those that are wanted.`,
      { maxValues: String(MOST_PIVOT_VALUES) },
    );
  }
  for (const [value] of rows) refuseNested(value, column);
  return rows.map(([value]) => literalOf(value, column.type));
}

/** Spark makes no column of what isn't one value. */
function refuseNested(value: unknown, { type, pretty }: Typed): void {
  if (value === null) return;
  if (type instanceof ArrayType) {
    throw analysisError(
      "PIVOT_VALUE_DATA_TYPE_MISMATCH",
      `The columns of a pivot are values, and "${pretty}" has arrays.`,
      { value: pretty, valueType: "array", pivotType: type.simpleString() },
      "42K09",
    );
  }
  if (type instanceof StructType) {
    throw new SparkRuntimeException(`The columns of a pivot are values, and "${pretty}" has structs.`, {
      condition: "UNSUPPORTED_FEATURE.LITERAL_TYPE",
      messageParameters: { value: pretty, type: type.simpleString() },
      sqlState: "0A000",
    });
  }
}
