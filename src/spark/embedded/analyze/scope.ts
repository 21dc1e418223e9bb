/** What names mean at a place of a plan. */
import { AnalysisException } from "../../errors/index.js";
import type { Attribute, AttributeExpr } from "../expression/typed.js";
import { ambiguousColumn, cannotResolveDataFrameColumn, unresolvedColumn } from "./analysis-errors.js";
import type { PlanNode } from "./plan-node.js";
import { type Found, resolveName, type SameName } from "./resolve-name.js";

export interface Scope {
  readonly visible: readonly Attribute[];
  /** Only by a qualifier or a DataFrame. */
  readonly hidden: readonly Attribute[];
  readonly same: SameName;
  /** What DataFrames' columns are, by their plans' ids: of every relation that was gone through. */
  readonly plans: ReadonlyMap<bigint, readonly Attribute[]>;
  /** Asked when nothing of the above has the name: aliases of the same select, columns below a sort. */
  readonly beyond?: ((parts: readonly string[], planId: bigint | undefined) => Found | undefined) | undefined;
  /** Where an aggregate's arguments are looked up first: above a grouping, in what was grouped. */
  readonly aggregated?: Scope | undefined;
  /** Whether a name that several columns have is the name of none: an order looks further then, and knows no such column in the end. */
  readonly skipsAmbiguous?: boolean | undefined;
  /** The query around a subquery. */
  readonly outer?: Scope | undefined;
}

export function scopeOf(
  nodes: readonly PlanNode[],
  around: Pick<Scope, "same" | "plans" | "outer">,
  more: Pick<Scope, "beyond" | "aggregated" | "skipsAmbiguous"> = {},
): Scope {
  return {
    visible: nodes.flatMap(({ output }) => output),
    hidden: nodes.flatMap(({ hidden }) => hidden ?? []),
    same: around.same,
    plans: around.plans,
    outer: around.outer,
    ...more,
  };
}

/**
 * The column that a name means.
 *
 * @throws AnalysisException UNRESOLVED_COLUMN, AMBIGUOUS_REFERENCE, AMBIGUOUS_COLUMN_REFERENCE, CANNOT_RESOLVE_DATAFRAME_COLUMN
 */
export function lookUp(scope: Scope, parts: readonly string[], planId: bigint | undefined): Found {
  for (let scopeAt: Scope | undefined = scope; scopeAt !== undefined; scopeAt = scopeAt.outer) {
    const at = scopeAt;
    const skips = planId === undefined && at.skipsAmbiguous === true;
    const found =
      orNone(skips, () => lookUpIn(at, parts, planId)) ?? orNone(skips, () => at.beyond?.(parts, planId));
    if (found !== undefined) return found;
  }
  if (planId === undefined) throw unresolvedColumn(parts, scope.visible);
  const ofPlan = scope.plans.get(planId);
  if (ofPlan !== undefined && resolveName(parts, ofPlan, scope.same) === undefined) {
    throw unresolvedColumn(parts, ofPlan);
  }
  throw cannotResolveDataFrameColumn(parts.join("."));
}

function orNone(skips: boolean, find: () => Found | undefined): Found | undefined {
  try {
    return find();
  } catch (error) {
    if (skips && error instanceof AnalysisException && error.condition === "AMBIGUOUS_REFERENCE")
      return undefined;
    throw error;
  }
}

/** In one scope, without those around it and beyond. */
export function lookUpIn(
  scope: Scope,
  parts: readonly string[],
  planId: bigint | undefined,
): Found | undefined {
  if (planId === undefined) {
    return (
      resolveName(parts, scope.visible, scope.same) ??
      (parts.length > 1 ? qualified(resolveName(parts, scope.hidden, scope.same), parts) : undefined)
    );
  }
  const among = [...scope.visible, ...scope.hidden].filter(({ plans }) => plans.has(planId));
  if (among.length === 0) return undefined;
  const names = parts.length === 1 ? among.filter(({ name }) => scope.same(name, parts[0]!)) : among;
  const ids = new Set(names.map(({ id }) => id));
  // Two columns of one DataFrame may have one name, which is another error than a DataFrame that is here twice.
  const ofPlan = scope.plans.get(planId)?.filter(({ name }) => scope.same(name, parts[0]!)) ?? [];
  if (parts.length === 1 && ids.size > 1 && ids.size > new Set(ofPlan.map(({ id }) => id)).size) {
    throw ambiguousColumn(parts[0]!);
  }
  return resolveName(parts, among, scope.same);
}

function qualified(found: Found | undefined, parts: readonly string[]): Found | undefined {
  return found !== undefined && found.fields.length < parts.length - 1 ? found : undefined;
}

export function attributeExpr(attribute: Attribute): AttributeExpr {
  return {
    kind: "attribute",
    attribute,
    type: attribute.type,
    nullable: attribute.nullable,
    pretty: attribute.name,
  };
}
