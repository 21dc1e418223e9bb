/**
 * Cuts a plan at the user's functions. What is left is a plan of DuckDB's alone, with leaves where functions are called; a leaf computes its rows when
 * the plan runs. Below a cut only those columns are computed that somebody above asks for, and functions whose answers nobody asks for aren't called.
 */
import { analysisError } from "../analyze/analysis-errors.js";
import { attributeIds, isPassed, onlyColumns } from "../analyze/nodes.js";
import { inputsOf, type JoinNode, type LeafNode, type OwnNode, type PlanNode } from "../analyze/plan-node.js";
import { expressionsOf, nodesOf } from "../analyze/plan-walk.js";
import { planOfSubquery } from "../analyze/subqueries.js";
import { partsOf } from "../expression/to-sql.js";
import { walk } from "../expression/tree.js";
import type { Attribute, OwnExpr, Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { type Call, hasOwn, nextPass } from "./pass.js";
import { needsAllRows, type Steps, stepsOf } from "./rounds.js";

/** Makes the leaves. */
export interface OwnLeaves {
  column(expr: OwnExpr): Attribute;
  /** @param passed columns of the input that are asked for besides the calls' answers */
  ofCalls(input: PlanNode, passed: readonly Attribute[], calls: readonly Call[]): LeafNode;
  /** @param atMost how many rows are asked for; Infinity for all */
  ofRows(node: OwnNode, atMost: number): LeafNode;
  /** The first rows of a plan whose functions are called until there are enough. */
  ofSteps(plan: PlanNode, steps: Steps, atMost: number): LeafNode;
}

export interface CutPlan {
  readonly plan: PlanNode;
  /** The plans of subqueries, which stand in expressions as they were. */
  readonly subqueries: ReadonlyMap<PlanNode, PlanNode>;
}

/** Whether a plan calls functions of the user's. */
export function callsOwn(plan: PlanNode): boolean {
  for (const node of nodesOf(plan)) {
    if (node.kind === "own" || expressionsOf(node).some(hasOwn)) return true;
  }
  return false;
}

/** @throws AnalysisException, NotSupportedError for a call that can't be made where it stands */
export function cutPlan(plan: PlanNode, leaves: OwnLeaves): CutPlan {
  const cutter = new Cutter(leaves);
  return { plan: cutter.cut(plan, "all"), subqueries: cutter.subqueries };
}

/** Ids of the columns that somebody above asks for. */
type Needed = ReadonlySet<number> | "all";

class Cutter {
  readonly subqueries = new Map<PlanNode, PlanNode>();
  readonly #leaves: OwnLeaves;

  constructor(leaves: OwnLeaves) {
    this.#leaves = leaves;
  }

  cut(node: PlanNode, needed: Needed): PlanNode {
    return callsOwn(node) ? narrowed(this.#cut(node, needed)) : node;
  }

  #cut(node: PlanNode, needed: Needed): PlanNode {
    this.#cutSubqueries(node);
    switch (node.kind) {
      case "leaf":
        return node;
      case "project": {
        const items = node.items.filter(({ attribute }) => needed === "all" || needed.has(attribute.id));
        const values = items.map(({ value }) => value);
        const made = this.#calls(this.cut(node.input, idsOf(values)), values, new Set());
        return {
          ...node,
          input: made.input,
          items: items.map((item, i) => ({ ...item, value: made.values[i]! })),
          output: items.map(({ attribute }) => attribute),
        };
      }
      case "filter": {
        const input = this.cut(node.input, more(needed, idsOf([node.condition])));
        const made = this.#calls(input, [node.condition], needed);
        return { ...node, input: made.input, condition: made.values[0]! };
      }
      case "sort": {
        const values = node.keys.map(({ child }) => child);
        const made = this.#calls(this.cut(node.input, more(needed, idsOf(values))), values, needed);
        return {
          ...node,
          input: made.input,
          keys: node.keys.map((key, i) => ({ ...key, child: made.values[i]! })),
        };
      }
      case "limit": {
        const lower = withLimitBelow(node);
        if (lower !== node) return this.cut(lower, needed);
        const most = node.limit === undefined ? Number.POSITIVE_INFINITY : node.limit + node.offset;
        return { ...node, input: this.#limited(node.input, needed, most) };
      }
      case "tail":
      case "marker":
        return { ...node, input: this.cut(node.input, needed) };
      case "aggregate": {
        const keys = new Set(node.keys.map(({ id }) => id));
        const values = node.aggregates.map(({ value }) => value);
        const made = this.#calls(this.cut(node.input, more(keys, idsOf(values))), values, keys);
        return {
          ...node,
          input: made.input,
          aggregates: node.aggregates.map((each, i) => ({ ...each, value: aggregateOf(made.values[i]!) })),
        };
      }
      case "join":
        return this.#join(node, needed);
      case "set":
        return { ...node, inputs: node.inputs.map((input) => this.cut(input, "all")) };
      case "distinct": {
        const { keys } = node;
        const asked: Needed = keys === "all" ? "all" : more(needed, new Set(keys.map(({ id }) => id)));
        return { ...node, input: this.cut(node.input, asked) };
      }
      case "generate": {
        const { generator } = node;
        const made = this.#calls(
          this.cut(node.input, more(needed, idsOf(generator.args))),
          generator.args,
          needed,
        );
        return { ...node, input: made.input, generator: { ...generator, args: made.values } };
      }
      case "sample": {
        const { take } = node;
        if (take.how !== "strata") return { ...node, input: this.cut(node.input, needed) };
        const values = [take.column];
        const made = this.#calls(this.cut(node.input, more(needed, idsOf(values))), values, needed);
        return { ...node, input: made.input, take: { ...take, column: made.values[0]! } };
      }
      case "own":
        return this.#rows(node, Number.POSITIVE_INFINITY);
    }
  }

  /** The input of a limit: a function that makes rows is called until there are enough. */
  #limited(node: PlanNode, needed: Needed, most: number): PlanNode {
    if (node.kind === "own") return this.#rows(node, most);
    if (node.kind === "marker") return narrowed({ ...node, input: this.#limited(node.input, needed, most) });
    if (node.kind === "limit") {
      const all = Math.min(most, node.limit ?? Number.POSITIVE_INFINITY) + node.offset;
      return narrowed({ ...node, input: this.#limited(node.input, needed, all) });
    }
    if (node.kind === "project" && !node.items.some(({ value }) => hasOwn(value) || needsAllRows(value))) {
      const items = node.items.filter(({ attribute }) => needed === "all" || needed.has(attribute.id));
      const input = this.#limited(node.input, idsOf(items.map(({ value }) => value)), most);
      this.#cutSubqueries(node);
      return { ...node, input, items, output: items.map(({ attribute }) => attribute) };
    }
    if (most === Number.POSITIVE_INFINITY) return this.cut(node, needed);
    const asked = distinct(node.output).filter(({ id }) => needed === "all" || needed.has(id));
    const plan = needed === "all" ? node : onlyColumns(node, asked);
    const steps = stepsOf(plan);
    return steps === undefined || isCorrelated(plan)
      ? this.cut(node, needed)
      : this.#leaves.ofSteps(plan, steps, most);
  }

  #rows(node: OwnNode, most: number): LeafNode {
    const made = this.#withInputsCut(node);
    if (isCorrelated(made)) throw correlated({ pretty: node.name });
    return this.#leaves.ofRows(made, most);
  }

  /** A function of batches that is given all that another gives stays above it: they are called in one pass. */
  #withInputsCut(node: OwnNode): OwnNode {
    const below = unmarked(node.inputs[0]!);
    const isChained =
      node.keys === undefined &&
      below.kind === "own" &&
      (!node.isWhole || below.isWhole) &&
      node.columns[0]!.length === below.output.length &&
      node.columns[0]!.every(({ id }, i) => id === below.output[i]!.id);
    if (isChained) return { ...node, inputs: [this.#withInputsCut(below)] };
    const inputs = node.inputs.map((input, i) => {
      const asked = [...node.columns[i]!, ...(node.keys?.[i] ?? [])];
      return this.cut(input, new Set(asked.map(({ id }) => id)));
    });
    return { ...node, inputs };
  }

  /** Calls the functions in expressions over an input. @param needed what is asked of the input besides */
  #calls(
    input: PlanNode,
    values: readonly Typed[],
    needed: Needed,
  ): { readonly input: PlanNode; readonly values: readonly Typed[] } {
    const made = this.#callsOf(input, values, needed);
    const left = made.values.find(hasOwn);
    if (left !== undefined) throw correlated(left);
    return made;
  }

  /** As {@link #calls}, but leaves calls of columns that the input doesn't have. */
  #callsOf(
    input: PlanNode,
    values: readonly Typed[],
    needed: Needed,
  ): { readonly input: PlanNode; readonly values: readonly Typed[] } {
    for (let at = { input, values }; ; ) {
      const of = new Set(at.input.output.map(({ id }) => id));
      const pass = nextPass(at.values, of, (expr) => this.#leaves.column(expr));
      if (pass === undefined) return at;
      const asked = more(needed, idsOf(pass.values));
      const passed = distinct(at.input.output).filter(({ id }) => asked === "all" || asked.has(id));
      at = { input: this.#called(at.input, passed, pass.calls), values: pass.values };
    }
  }

  /** Calls come below filters that speak of a query around them, as Spark's do: they are made once, and not for each of its rows. */
  #called(input: PlanNode, passed: readonly Attribute[], calls: readonly Call[]): PlanNode {
    if (!isCorrelated(input)) return this.#leaves.ofCalls(input, passed, calls);
    if (input.kind === "filter") {
      const asked = idsOf([input.condition]);
      const more = input.input.output.filter(({ id }) => asked.has(id));
      const below = this.#called(input.input, distinct([...passed, ...more]), calls);
      return { ...input, input: below, output: below.output };
    }
    const isPassing = input.kind === "marker" || (input.kind === "project" && input.items.every(isPassed));
    if (!isPassing) throw correlated(calls[0]!.expr);
    return this.#called(input.input, passed, calls);
  }

  #join(node: JoinNode, needed: Needed): PlanNode {
    const { condition } = node;
    const asked = condition === undefined ? needed : more(needed, idsOf([condition]));
    const askedOfLeft = node.lateral ? more(asked, idsWithin(node.right)) : asked;
    const [left, right] = [this.cut(node.left, askedOfLeft), this.cut(node.right, asked)];
    if (condition === undefined || !hasOwn(condition)) return { ...node, left, right };
    const ofLeft = this.#callsOf(left, [condition], more(needed, idsOf([condition])));
    const ofRight = this.#callsOf(right, ofLeft.values, more(needed, idsOf(ofLeft.values)));
    const joined: JoinNode = { ...node, left: ofLeft.input, right: ofRight.input };
    const parts = partsOf("and", ofRight.values[0]!);
    const later = parts.filter(hasOwn);
    if (later.length === 0) return { ...joined, condition: ofRight.values[0]! };
    if (node.how !== "inner" && node.how !== "cross") throw inCondition(node);
    const now = parts.filter((part) => !hasOwn(part));
    const output = [...joined.left.output, ...joined.right.output];
    const rows: JoinNode = {
      ...joined,
      how: now.length === 0 ? "cross" : "inner",
      condition: now.length === 0 ? undefined : all(now),
      output,
    };
    const made = this.#calls(
      rows,
      later,
      needed === "all" ? new Set(node.output.map(({ id }) => id)) : needed,
    );
    return { kind: "filter", input: made.input, condition: all(made.values), output: node.output };
  }

  #cutSubqueries(node: PlanNode): void {
    for (const expression of expressionsOf(node)) {
      for (const each of walk(expression)) {
        const plan = planOfSubquery(each);
        if (plan === undefined || !callsOwn(plan)) continue;
        this.subqueries.set(plan, this.cut(plan, "all"));
      }
    }
  }
}

/** A node without the columns that its inputs have no longer. */
function narrowed(node: PlanNode): PlanNode {
  switch (node.kind) {
    case "filter":
    case "sort":
    case "limit":
    case "tail":
    case "sample":
    case "marker":
    case "join":
    case "generate": {
      const there = new Set(inputsOf(node).flatMap(({ output }) => output.map(({ id }) => id)));
      if (node.kind === "generate") for (const { id } of node.made) there.add(id);
      const output = node.output.filter(({ id }) => there.has(id));
      return output.length === node.output.length ? node : { ...node, output };
    }
    default:
      return node;
  }
}

function unmarked(node: PlanNode): PlanNode {
  return node.kind === "marker" && node.partitions === undefined ? unmarked(node.input) : node;
}

/** The columns that expressions speak of, those within subqueries too. */
function idsOf(values: readonly Typed[]): Set<number> {
  const ids = new Set<number>();
  for (const value of values) {
    for (const each of walk(value)) {
      if (each.kind === "attribute") ids.add(each.attribute.id);
      const plan = planOfSubquery(each);
      if (plan !== undefined) for (const id of idsWithin(plan)) ids.add(id);
    }
  }
  return ids;
}

/** The columns that a plan's expressions speak of: its own, and those of a query around it. */
function idsWithin(plan: PlanNode): Set<number> {
  const ids = new Set<number>();
  for (const node of nodesOf(plan)) for (const id of idsOf(expressionsOf(node))) ids.add(id);
  return ids;
}

function more(needed: Needed, ids: ReadonlySet<number>): Needed {
  return needed === "all" ? "all" : new Set([...needed, ...ids]);
}

function distinct(columns: readonly Attribute[]): Attribute[] {
  return [...new Map(columns.map((column) => [column.id, column])).values()];
}

/** A limit goes below selects that call functions: they are called for the rows that are asked for. */
function withLimitBelow(limit: Extract<PlanNode, { kind: "limit" }>): PlanNode {
  const lowered = (node: PlanNode): PlanNode | undefined => {
    if (node.kind === "marker") {
      const input = lowered(node.input);
      return input === undefined ? undefined : { ...node, input };
    }
    if (node.kind !== "project" || node.items.some(({ value }) => needsAllRows(value))) return undefined;
    const input = lowered(node.input);
    if (input !== undefined) return { ...node, input };
    if (!node.items.some(({ value }) => hasOwn(value))) return undefined;
    return { ...node, input: { ...limit, input: node.input, output: node.input.output } };
  };
  return lowered(withLimitsBelow(limit.input)) ?? limit;
}

/** A limit of what a limit leaves: the lower one first. */
function withLimitsBelow(node: PlanNode): PlanNode {
  if (node.kind === "limit") return withLimitBelow(node);
  if (node.kind !== "marker" && node.kind !== "project") return node;
  const input = withLimitsBelow(node.input);
  return input === node.input ? node : { ...node, input };
}

function aggregateOf(value: Typed): Extract<Typed, { kind: "aggregate" }> {
  if (value.kind === "aggregate") return value;
  throw new TypeError(`an aggregate became a ${value.kind}`);
}

function all(parts: readonly Typed[]): Typed {
  return parts.reduce(
    (left, right): Typed => ({
      kind: "call",
      name: "and",
      args: [left, right],
      sql: ([a, b]) => `(${a} AND ${b})`,
      deterministic: true,
      type: left.type,
      nullable: left.nullable || right.nullable,
      pretty: `(${left.pretty} AND ${right.pretty})`,
    }),
  );
}

/** Whether a plan speaks of columns that none of its nodes has. */
function isCorrelated(plan: PlanNode): boolean {
  const own = new Set<number>();
  const nodes = [...nodesOf(plan)];
  for (const node of nodes) {
    for (const { id } of node.output) own.add(id);
    for (const input of inputsOf(node)) for (const { id } of input.output) own.add(id);
  }
  return nodes.some((node) =>
    expressionsOf(node).some((value) => [...attributeIds(value)].some((id) => !own.has(id))),
  );
}

function correlated({ pretty }: Pick<Typed, "pretty">): Error {
  return notEmbedded(
    `a function of one's own that is called for each row of a query around it, as ${pretty},`,
  );
}

function inCondition({ how }: JoinNode): Error {
  const joinType = `${how.toUpperCase()}${how === "left" || how === "right" || how === "full" ? " OUTER" : ""}`;
  return analysisError(
    "UNSUPPORTED_FEATURE.PYTHON_UDF_IN_ON_CLAUSE",
    `The condition of a ${joinType} JOIN can't call a function of one's own with columns of both sides.`,
    { joinType },
    "0A000",
  );
}
