/** Expressions, as messages. What people give is turned into them in api/column.ts. */
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { type Expression, ExpressionSchema } from "../proto/index.js";

type ExpressionInit = NonNullable<MessageInitShape<typeof ExpressionSchema>["exprType"]>;
/** The kinds of expressions: the names of Expression's. */
export type ExpressionKind = NonNullable<ExpressionInit["case"]>;
export type ExpressionInitOf<K extends ExpressionKind> = Extract<ExpressionInit, { case: K }>["value"];

export function expression<K extends ExpressionKind>(kind: K, value: ExpressionInitOf<K>): Expression {
  return create(ExpressionSchema, { exprType: { case: kind, value } as ExpressionInit });
}

/** @param name as SQL writes it: `a.b` is field b of a, `` `a.b` `` one column */
export function attribute(name: string, planId?: bigint): Expression {
  return expression("unresolvedAttribute", {
    unparsedIdentifier: name,
    ...(planId === undefined ? {} : { planId }),
  });
}

export function star(target?: string, planId?: bigint): Expression {
  return expression("unresolvedStar", {
    ...(target === undefined ? {} : { unparsedTarget: target }),
    ...(planId === undefined ? {} : { planId }),
  });
}

export function call(functionName: string, args: readonly Expression[], isDistinct = false): Expression {
  return expression("unresolvedFunction", { functionName, arguments: [...args], isDistinct });
}

export function alias(expr: Expression, ...name: readonly string[]): Expression {
  return expression("alias", { expr, name: [...name] });
}
