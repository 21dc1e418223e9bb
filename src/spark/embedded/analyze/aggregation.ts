/** Groups: keys and aggregates are columns of a node, and what is made of them a select above it. */
import { LongType } from "../../types/index.js";
import { groupedSql, isRegrouped } from "../expression/sort-order.js";
import { childrenOf, hasAggregate, isDeterministic, keyOf, mapChildren } from "../expression/tree.js";
import type { AggregateExpr, Attribute, CallExpr, Typed } from "../expression/typed.js";
import { analysisError, missingAggregation } from "./analysis-errors.js";
import { groupingValue, isGroupingCall, outside } from "./grouping.js";
import { attributeIds, isPassed, pass, projectNode, substitute } from "./nodes.js";
import type { Named, PlanNode, ProjectNode } from "./plan-node.js";
import { attributeExpr } from "./scope.js";
import type { AnalysisSession } from "./session.js";
import { newAttribute } from "./session.js";

/** What is grouped, how, and what is asked of the groups. */
export interface Grouping {
  readonly input: PlanNode;
  readonly keys: readonly Typed[];
  /** Each set's keys, as places in `keys`. */
  readonly sets?: readonly (readonly number[])[] | undefined;
  readonly items: readonly Named[];
}

/**
 * @throws AnalysisException MISSING_AGGREGATION, NESTED_AGGREGATE_FUNCTION, GROUP_BY_AGGREGATE, UNSUPPORTED_GROUPING_EXPRESSION
 */
export function aggregateNode(session: AnalysisSession, grouping: Grouping): ProjectNode {
  return new Aggregation(session, grouping).node();
}

class Aggregation {
  readonly #session: AnalysisSession;
  readonly #grouping: Grouping;
  readonly #keys: { readonly value: Typed; readonly attribute: Attribute }[] = [];
  /** Keys' columns whose values as they were are other columns: -0.0 is grouped as 0.0. */
  readonly #asTheyWere = new Map<number, Typed>();
  readonly #aggregates = new Map<string, { readonly attribute: Attribute; readonly value: AggregateExpr }>();
  readonly #groupingId: Attribute | undefined;

  constructor(session: AnalysisSession, grouping: Grouping) {
    this.#session = session;
    this.#grouping = grouping;
    this.#groupingId =
      grouping.sets === undefined ? undefined : this.#column("spark_grouping_id", new LongType(), false);
    for (const value of grouping.keys) this.#addKey(value);
  }

  node(): ProjectNode {
    const { input, sets } = this.#grouping;
    const items = this.#grouping.items.map((item): Named => this.#item(item));
    const aggregates = [...this.#aggregates.values()];
    const keys = this.#keys.map(({ attribute }) => attribute);
    const below = projectNode(input, [
      ...this.#keys.map(({ attribute, value }) => ({ attribute, value: normalized(value) })),
      ...this.#copies(),
      ...input.output
        .filter(({ id }, i) => !keys.some((key) => key.id === id) && firstOf(input.output, id) === i)
        .map(pass),
    ]);
    const output = [
      ...keys,
      ...(this.#groupingId === undefined ? [] : [this.#groupingId]),
      ...aggregates.map(({ attribute }) => attribute),
    ];
    const groups: PlanNode = {
      kind: "aggregate",
      input: below,
      keys,
      sets,
      groupingId: this.#groupingId,
      aggregates,
      output,
    };
    return { ...projectNode(groups, items), grouped: this.#grouping };
  }

  #addKey(value: Typed): void {
    if (hasAggregate(value)) {
      throw analysisError(
        "GROUP_BY_AGGREGATE",
        `"${value.pretty}" is an aggregate, and groups are made before there are any.`,
        { sqlExpr: value.pretty },
        "42903",
      );
    }
    if (value.type.typeName === "variant") {
      throw analysisError(
        "GROUP_EXPRESSION_TYPE_IS_NOT_ORDERABLE",
        `"${value.pretty}" is of the type "${value.type.simpleString().toUpperCase()}", whose values have no order to be grouped by.`,
        { sqlExpr: `"${value.pretty}"`, dataType: `"${value.type.simpleString().toUpperCase()}"` },
        "42822",
      );
    }
    const nullable = value.nullable || this.#grouping.sets !== undefined;
    const attribute =
      value.kind === "attribute"
        ? { ...value.attribute, nullable }
        : this.#column(value.pretty, value.type, nullable);
    if (this.#keys.some((key) => key.attribute.id === attribute.id)) {
      // A key that is there twice is one: its place in grouping sets needs another column, though.
      this.#keys.push({ value, attribute: this.#column(attribute.name, attribute.type, nullable) });
      return;
    }
    this.#keys.push({ value, attribute });
    if (value.kind === "attribute" && isRegrouped(value.type)) {
      this.#asTheyWere.set(
        attribute.id,
        attributeExpr(this.#column(attribute.name, attribute.type, attribute.nullable)),
      );
    }
  }

  #copies(): Named[] {
    return [...this.#asTheyWere].map(([id, copy]) => {
      if (copy.kind !== "attribute") throw new TypeError("a copy of a key is a column");
      const original = this.#keys.find(({ attribute }) => attribute.id === id)!.value;
      return { attribute: copy.attribute, value: original };
    });
  }

  #column(name: string, type: Typed["type"], nullable: boolean): Attribute {
    return newAttribute(this.#session, { type, nullable }, name);
  }

  #item(item: Named): Named {
    const value = this.#above(item.value);
    const known = new Set([
      ...this.#keys.map(({ attribute }) => attribute.id),
      ...[...this.#aggregates.values()].map(({ attribute }) => attribute.id),
      ...(this.#groupingId === undefined ? [] : [this.#groupingId.id]),
      ...this.#grouping.items.map(({ attribute }) => attribute.id),
    ]);
    const ofInput = new Map(this.#grouping.input.output.map((attribute) => [attribute.id, attribute]));
    for (const id of attributeIds(value)) {
      if (ofInput.has(id) && !this.#keys.some(({ attribute }) => attribute.id === id)) {
        throw missingAggregation(ofInput.get(id)!.name);
      }
      if (!known.has(id) && ofInput.has(id)) throw missingAggregation(ofInput.get(id)!.name);
    }
    if (isPassed(item) && value.kind === "attribute") return pass(value.attribute);
    return { attribute: { ...item.attribute, nullable: value.nullable }, value };
  }

  /** An expression over the groups: keys and aggregates in it become their columns. */
  #above(typed: Typed): Typed {
    if (isGroupingCall(typed)) {
      if (this.#groupingId === undefined) throw outside();
      const keys = this.#keys.map(({ value }) => value);
      return groupingValue(typed, keys, this.#groupingId);
    }
    if (typed.kind !== "literal") {
      const text = keyOf(typed);
      const key = this.#keys.find(({ value }) => keyOf(value) === text);
      if (key !== undefined && isDeterministic(typed)) {
        return { ...attributeExpr(key.attribute), pretty: typed.pretty };
      }
    }
    if (typed.kind === "aggregate") return this.#aggregate(typed);
    if (typed.kind === "window") {
      const made = mapChildren(typed.function, (child) => this.#above(child));
      const around = mapChildren({ ...typed, function: typed.function }, (child) =>
        child === typed.function ? child : this.#above(child),
      );
      return { ...around, function: made } as Typed;
    }
    return mapChildren(typed, (child) => this.#above(child));
  }

  #aggregate(typed: AggregateExpr): Typed {
    for (const child of childrenOf(typed)) {
      if (hasAggregate(child)) {
        throw analysisError(
          "NESTED_AGGREGATE_FUNCTION",
          `"${typed.pretty}" is an aggregate of an aggregate; make one in a select below.`,
          {},
          "42607",
        );
      }
    }
    if (!isDeterministic(typed)) {
      throw analysisError(
        "AGGREGATE_FUNCTION_WITH_NONDETERMINISTIC_EXPRESSION",
        `"${typed.pretty}" is of a value that is another one each time; put it in a column of a select below.`,
        { sqlExpr: `"${typed.pretty}"` },
        "42845",
      );
    }
    const text = keyOf(typed);
    let known = this.#aggregates.get(text);
    if (known === undefined) {
      const value = mapChildren(typed, (child) => substitute(child, this.#asTheyWere)) as AggregateExpr;
      known = { attribute: this.#column(typed.pretty, typed.type, typed.nullable), value };
      this.#aggregates.set(text, known);
    }
    return { ...attributeExpr(known.attribute), pretty: typed.pretty };
  }
}

/** Minus zero and zero are one group, and Spark calls it 0.0; maps are of one group in whatever order their entries are. */
function normalized(value: Typed): Typed {
  if (!isRegrouped(value.type)) return value;
  const { type, nullable, pretty } = value;
  const call: CallExpr = {
    kind: "call",
    name: "of its group",
    args: [value],
    sql: ([x]) => groupedSql(x!, type),
    deterministic: true,
    type,
    nullable,
    pretty,
  };
  return call;
}

function firstOf(columns: readonly Attribute[], id: number): number {
  return columns.findIndex((column) => column.id === id);
}
