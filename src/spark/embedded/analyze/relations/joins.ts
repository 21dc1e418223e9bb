/** Joins, and what becomes of the columns of both sides. */
import { NotSupportedError } from "../../../../errors.js";
import { Join_JoinType as JoinType } from "../../../proto/index.js";
import { BooleanType } from "../../../types/index.js";
import { castOf } from "../../expression/cast-rules.js";
import { isDeterministic } from "../../expression/tree.js";
import type { Attribute, Typed } from "../../expression/typed.js";
import { resolveCall } from "../../functions/resolve-call.js";
import { notEmbedded } from "../../not-embedded.js";
import { analysisError, notBoolean } from "../analysis-errors.js";
import type { Analyze, Analyzer } from "../analyzer.js";
import { pass, withHidden } from "../nodes.js";
import type { JoinHow, JoinNode, Named, PlanNode } from "../plan-node.js";
import { quoted } from "../quoted-name.js";
import { attributeExpr } from "../scope.js";
import { newAttribute } from "../session.js";

const HOW: Readonly<Record<JoinType, JoinHow | undefined>> = {
  [JoinType.UNSPECIFIED]: undefined,
  [JoinType.INNER]: "inner",
  [JoinType.FULL_OUTER]: "full",
  [JoinType.LEFT_OUTER]: "left",
  [JoinType.RIGHT_OUTER]: "right",
  [JoinType.LEFT_ANTI]: "anti",
  [JoinType.LEFT_SEMI]: "semi",
  [JoinType.CROSS]: "cross",
};

export const join: Analyze<"join"> = async (
  analyzer,
  { left, right, joinCondition, joinType, usingColumns },
) => {
  const [a, b] = [await analyzer.relation(left), await analyzer.relation(right)];
  const how = howOf(joinType);
  if (usingColumns.length > 0) return joinUsing(analyzer, a, b, how, usingColumns);
  if (joinCondition === undefined) return joinNode(a, b, how, undefined);
  const both = analyzer.scope([a, b]);
  const { resolver, expressions } = await analyzer.resolver(both, [joinCondition]);
  const condition = resolver.resolve(expressions[0]!);
  if (condition.type.typeName !== "boolean" && condition.type.typeName !== "void") {
    throw notBoolean("JOIN", condition.pretty, condition.type);
  }
  if (!isDeterministic(condition)) {
    throw analysisError(
      "INVALID_NON_DETERMINISTIC_EXPRESSIONS",
      `A join is on a condition that has one answer, and "${condition.pretty}" has another each time.`,
      { sqlExprs: `"${condition.pretty}"` },
      "42K0E",
    );
  }
  const [l, r] = [withHidden(a, [condition]), withHidden(b, [condition])];
  const node = joinNode(l, r, how, castOf(condition, new BooleanType()));
  if (l === a && r === b) return node;
  const output = outputOf(a, b, how);
  return { kind: "project", input: node, items: output.map(pass), output };
};

export const lateralJoin: Analyze<"lateralJoin"> = async (
  analyzer,
  { left, right, joinCondition, joinType },
) => {
  const a = await analyzer.relation(left);
  const how = howOf(joinType);
  if (how !== "inner" && how !== "left" && how !== "cross") {
    throw new NotSupportedError(`a lateral join that is ${how}`, "Spark", "Make it inner, left or cross.");
  }
  const b = await analyzer.inner({ outer: analyzer.scope([a]) }).relation(right);
  const condition =
    joinCondition === undefined
      ? undefined
      : await (async () => {
          const { resolver, expressions } = await analyzer.resolver(analyzer.scope([a, b]), [joinCondition]);
          return castOf(resolver.resolve(expressions[0]!), new BooleanType());
        })();
  return { ...joinNode(a, b, how, condition), lateral: true };
};

function howOf(type: JoinType): JoinHow {
  const how = HOW[type];
  if (how === undefined) {
    throw analysisError("INVALID_PLAN_INPUT", "The plan has a join without a type.", {}, "XX000");
  }
  return how;
}

/** @param condition of true and false */
function joinNode(left: PlanNode, right: PlanNode, how: JoinHow, condition: Typed | undefined): JoinNode {
  return {
    kind: "join",
    left,
    right,
    how: how === "cross" && condition !== undefined ? "inner" : how,
    condition,
    lateral: false,
    output: outputOf(left, right, how),
  };
}

function outputOf(left: PlanNode, right: PlanNode, how: JoinHow): Attribute[] {
  if (how === "semi" || how === "anti") return [...left.output];
  return [
    ...(how === "right" || how === "full" ? left.output.map(nullable) : left.output),
    ...(how === "left" || how === "full" ? right.output.map(nullable) : right.output),
  ];
}

function nullable(attribute: Attribute): Attribute {
  return { ...attribute, nullable: true };
}

/** One column of each key, then the rest of the left side and of the right. */
function joinUsing(
  analyzer: Analyzer,
  left: PlanNode,
  right: PlanNode,
  how: JoinHow,
  names: readonly string[],
): PlanNode {
  const keys = names.map((name) => ({
    left: keyOf(analyzer, left, name, "left"),
    right: keyOf(analyzer, right, name, "right"),
  }));
  const equal = keys.map((key) =>
    resolveCall("==", [attributeExpr(key.left), attributeExpr(key.right)], {}, analyzer.session),
  );
  const condition = equal.reduce((all, one) => resolveCall("and", [all, one], {}, analyzer.session));
  const node = joinNode(left, right, how, condition);
  if (how === "semi" || how === "anti") {
    const rest = left.output.filter(({ id }) => !keys.some((key) => key.left.id === id));
    const output = [...keys.map((key) => key.left), ...rest];
    return { kind: "project", input: node, items: output.map(pass), output };
  }
  const isKey = (id: number) => keys.some((key) => key.left.id === id || key.right.id === id);
  const rest = node.output.filter(({ id }) => !isKey(id)).map(pass);
  const of = (attribute: Attribute) => node.output.find(({ id }) => id === attribute.id)!;
  const items = keys.map((key): Named => {
    if (how === "right") return pass(of(key.right));
    return how === "full" ? either(analyzer, of(key.left), of(key.right)) : pass(of(key.left));
  });
  const shown = new Set(items.map(({ attribute }) => attribute.id));
  const hidden = keys.flatMap((key) => [of(key.left), of(key.right)]).filter(({ id }) => !shown.has(id));
  const all = [...items, ...rest];
  return {
    kind: "project",
    input: node,
    items: all,
    output: all.map(({ attribute }) => attribute),
    hidden,
  };
}

/** Of a full join: whichever side has the row. */
function either(analyzer: Analyzer, left: Attribute, right: Attribute): Named {
  const value = resolveCall("coalesce", [attributeExpr(left), attributeExpr(right)], {}, analyzer.session);
  return { attribute: newAttribute(analyzer.session, value, left.name), value };
}

function keyOf(analyzer: Analyzer, side: PlanNode, name: string, which: "left" | "right"): Attribute {
  const found = side.output.filter((attribute) => analyzer.same(attribute.name, name));
  if (found.length === 1) return found[0]!;
  if (found.length > 1) {
    throw analysisError(
      "AMBIGUOUS_REFERENCE",
      `The ${which} side of the join has ${found.length} columns ${quoted(name)}.`,
      {
        name: quoted(name),
        referenceNames: `[${found.map((each) => [...each.qualifier, each.name].map(quoted).join(".")).join(", ")}]`,
      },
      "42704",
    );
  }
  // All of them, and not those that are like it.
  const names = side.output.map((attribute) => attribute.name).sort((a, b) => (a < b ? -1 : 1));
  const proposal = names.map(quoted).join(", ");
  throw analysisError(
    "UNRESOLVED_USING_COLUMN_FOR_JOIN",
    `The ${which} side of the join has no column ${quoted(name)}; it has [${proposal}].`,
    { colName: quoted(name), side: which, suggestion: proposal },
    "42703",
  );
}

export const asOfJoin: Analyze<"asOfJoin"> = () => {
  throw notEmbedded("a join as of a time");
};
