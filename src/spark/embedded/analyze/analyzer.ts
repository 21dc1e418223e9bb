/** Relations of a plan's messages to nodes whose names are resolved. What each kind of relation means is in relations/. */
import { queryOf, type RelationKind } from "../../plan/index.js";
import {
  type Expression,
  type Relation,
  type SubqueryExpression,
  SubqueryExpression_SubqueryType as SubqueryType,
} from "../../proto/index.js";
import type { Attribute, Typed } from "../expression/typed.js";
import { notEmbedded } from "../not-embedded.js";
import { analysisError } from "./analysis-errors.js";
import { ExpressionResolver } from "./expression-resolver.js";
import { within, withStringsParsed } from "./expression-strings.js";
import type { PlanNode } from "./plan-node.js";
import { RELATIONS } from "./relations/table.js";
import { anyCase, exactCase, type SameName } from "./resolve-name.js";
import { type Scope, scopeOf } from "./scope.js";
import type { AnalysisSession } from "./session.js";
import { existsSubquery, inSubquery, scalarSubquery } from "./subqueries.js";
import type { TimeWindows } from "./time-windows.js";

/** What kinds of relations are analyzed with. */
export type RelationValue<K extends RelationKind> = Extract<Relation["relType"], { case: K }>["value"];
export type Analyze<K extends RelationKind> = (
  analyzer: Analyzer,
  value: RelationValue<K>,
  relation: Relation,
) => PlanNode | Promise<PlanNode>;
export type RelationTable = { readonly [K in RelationKind]?: Analyze<K> };

interface Around {
  readonly references?: ReadonlyMap<bigint, Relation>;
  readonly outer?: Scope;
  readonly plans?: Map<bigint, readonly Attribute[]>;
  /** Views that are being read, so that none reads itself. */
  readonly views?: readonly string[];
  /** What stands for the last rows of recursive queries that are being made, by its messages. */
  readonly lastRows?: ReadonlyMap<object, () => PlanNode>;
}

export class Analyzer {
  readonly session: AnalysisSession;
  readonly same: SameName;
  readonly plans: Map<bigint, readonly Attribute[]>;
  readonly outer: Scope | undefined;
  readonly references: ReadonlyMap<bigint, Relation>;
  readonly views: readonly string[];
  readonly lastRows: ReadonlyMap<object, () => PlanNode>;

  constructor(session: AnalysisSession, around: Around = {}) {
    this.session = session;
    this.same = session.caseSensitive ? exactCase : anyCase;
    this.plans = around.plans ?? new Map<bigint, readonly Attribute[]>();
    this.outer = around.outer;
    this.references = around.references ?? new Map<bigint, Relation>();
    this.views = around.views ?? [];
    this.lastRows = around.lastRows ?? new Map<object, () => PlanNode>();
  }

  /** An analyzer within this one: of a subquery, or of a view, which sees nothing of what is around it. */
  inner(around: Around): Analyzer {
    return new Analyzer(this.session, {
      references: this.references,
      plans: this.plans,
      views: this.views,
      lastRows: this.lastRows,
      ...around,
    });
  }

  /** @throws AnalysisException, ParseException; NotSupportedError for a relation that this engine hasn't */
  async relation(relation: Relation | undefined): Promise<PlanNode> {
    if (relation?.relType.case === undefined) {
      throw analysisError("INVALID_PLAN_INPUT", "The plan has a relation without a kind.", {}, "XX000");
    }
    const analyze = RELATIONS[relation.relType.case] as Analyze<RelationKind> | undefined;
    if (analyze === undefined) {
      throw notEmbedded(`the relation ${relation.relType.case}`);
    }
    const made = await analyze(this, relation.relType.value as never, relation);
    const node = this.session.standIn(made);
    const id = relation.common?.planId;
    return id === undefined ? node : this.#ofPlan(node, id);
  }

  #ofPlan(node: PlanNode, id: bigint): PlanNode {
    const mark = (attribute: Attribute): Attribute => ({
      ...attribute,
      plans: new Set([...attribute.plans, id]),
    });
    const output = node.output.map(mark);
    this.plans.set(id, output);
    return { ...node, output, ...(node.hidden === undefined ? {} : { hidden: node.hidden.map(mark) }) };
  }

  scope(
    nodes: readonly PlanNode[],
    more: Pick<Scope, "beyond" | "aggregated" | "skipsAmbiguous"> = {},
  ): Scope {
    return scopeOf(nodes, { same: this.same, plans: this.plans, outer: this.outer }, more);
  }

  /** What resolves these expressions over nodes; they come back with their texts of SQL parsed. */
  async resolver(
    scope: Scope,
    expressions: readonly Expression[],
    timeWindows?: TimeWindows,
  ): Promise<{ readonly resolver: ExpressionResolver; readonly expressions: readonly Expression[] }> {
    const parsed: Expression[] = [];
    for (const expression of expressions) {
      parsed.push(await withStringsParsed(expression, (text) => this.session.parseExpression(text)));
    }
    const subqueries = new Map<SubqueryExpression, Typed>();
    for (const expression of parsed) await this.#subqueries(expression, scope, subqueries);
    return {
      resolver: new ExpressionResolver(this.session, scope, subqueries, timeWindows),
      expressions: parsed,
    };
  }

  /** One expression over a node. */
  async expression(node: PlanNode, expression: Expression): Promise<Typed> {
    const { resolver, expressions } = await this.resolver(this.scope([node]), [expression]);
    return resolver.resolve(expressions[0]!);
  }

  async #subqueries(
    expression: Expression,
    scope: Scope,
    found: Map<SubqueryExpression, Typed>,
  ): Promise<void> {
    for (const child of within(expression)) await this.#subqueries(child, scope, found);
    if (expression.exprType.case !== "subqueryExpression") return;
    const message = expression.exprType.value;
    // A subquery of an expression's text isn't beside the plan: it has just been parsed.
    const relation = this.references.get(message.planId) ?? queryOf(message);
    if (relation === undefined) {
      throw analysisError("INVALID_PLAN_INPUT", "The plan lacks the relation of a subquery.", {}, "XX000");
    }
    const plan = await this.inner({ outer: scope }).relation(relation);
    const values = message.inSubqueryValues.map((value) =>
      new ExpressionResolver(this.session, scope, found).resolve(value),
    );
    found.set(message, this.#subquery(message.subqueryType, plan, values));
  }

  #subquery(type: SubqueryType, plan: PlanNode, values: readonly Typed[]): Typed {
    switch (type) {
      case SubqueryType.SCALAR:
        return scalarSubquery(this.session, plan);
      case SubqueryType.EXISTS:
        return existsSubquery(this.session, plan);
      case SubqueryType.IN:
        return inSubquery(this.session, plan, values);
      default:
        throw notEmbedded("a table as an argument of a function");
    }
  }
}
