/**
 * What an expression has that must be waited for, made ready before names are resolved: texts of SQL are parsed, and subqueries are found.
 * Afterwards resolving is a plain function.
 */
import { create } from "@bufbuild/protobuf";
import { type Expression, type Expression_SortOrder, ExpressionSchema } from "../../proto/index.js";

/** The expressions directly within one. */
export function within(expression: Expression): readonly Expression[] {
  const { exprType } = expression;
  switch (exprType.case) {
    case "unresolvedFunction":
    case "callFunction":
    case "commonInlineUserDefinedFunction":
      return exprType.value.arguments;
    case "alias":
    case "cast":
      return present(exprType.value.expr);
    case "sortOrder":
      return present(exprType.value.child);
    case "lambdaFunction":
      return present(exprType.value.function);
    case "window": {
      const { windowFunction, partitionSpec, orderSpec, frameSpec } = exprType.value;
      const bounds = [frameSpec?.lower, frameSpec?.upper].flatMap((bound) =>
        bound?.boundary.case === "value" ? [bound.boundary.value] : [],
      );
      return [
        ...present(windowFunction),
        ...partitionSpec,
        ...orderSpec.flatMap(({ child }) => present(child)),
        ...bounds,
      ];
    }
    case "unresolvedExtractValue":
      return [...present(exprType.value.child), ...present(exprType.value.extraction)];
    case "updateFields":
      return [...present(exprType.value.structExpression), ...present(exprType.value.valueExpression)];
    case "namedArgumentExpression":
      return present(exprType.value.value);
    case "subqueryExpression":
      return exprType.value.inSubqueryValues;
    case "directShufflePartitionId":
      return present(exprType.value.child);
    default:
      return [];
  }
}

function present(expression: Expression | undefined): Expression[] {
  return expression === undefined ? [] : [expression];
}

function hasKind(expression: Expression, kind: Expression["exprType"]["case"]): boolean {
  return expression.exprType.case === kind || within(expression).some((child) => hasKind(child, kind));
}

/** The same expression with its texts of SQL parsed; itself, when it has none. */
export async function withStringsParsed(
  expression: Expression,
  parse: (text: string) => Promise<Expression>,
): Promise<Expression> {
  if (!hasKind(expression, "expressionString")) return expression;
  return change(expression, async (each) =>
    each.exprType.case === "expressionString" ? await parse(each.exprType.value.expression) : undefined,
  );
}

type Change = (expression: Expression) => Promise<Expression | undefined>;

async function change(expression: Expression, to: Change): Promise<Expression> {
  const changed = await to(expression);
  if (changed !== undefined) return changed;
  const one = (child: Expression | undefined) =>
    child === undefined ? Promise.resolve(undefined) : change(child, to);
  const all = async (children: readonly Expression[]) => {
    const made: Expression[] = [];
    for (const child of children) made.push(await change(child, to));
    return made;
  };
  const sorts = async (orders: readonly Expression_SortOrder[]) => {
    const made: Expression_SortOrder[] = [];
    for (const order of orders) made.push(withField(order, { child: await one(order.child) }));
    return made;
  };
  const { exprType } = expression;
  const made = (value: object): Expression =>
    create(ExpressionSchema, {
      ...(expression.common === undefined ? {} : { common: expression.common }),
      exprType: { case: exprType.case, value: { ...exprType.value!, ...value } } as Expression["exprType"],
    });
  switch (exprType.case) {
    case "unresolvedFunction":
    case "callFunction":
    case "commonInlineUserDefinedFunction":
      return made({ arguments: await all(exprType.value.arguments) });
    case "alias":
    case "cast":
      return made({ expr: await one(exprType.value.expr) });
    case "sortOrder":
    case "directShufflePartitionId":
      return made({ child: await one(exprType.value.child) });
    case "lambdaFunction":
      return made({ function: await one(exprType.value.function) });
    case "window":
      return made({
        windowFunction: await one(exprType.value.windowFunction),
        partitionSpec: await all(exprType.value.partitionSpec),
        orderSpec: await sorts(exprType.value.orderSpec),
      });
    case "unresolvedExtractValue":
      return made({
        child: await one(exprType.value.child),
        extraction: await one(exprType.value.extraction),
      });
    case "updateFields":
      return made({
        structExpression: await one(exprType.value.structExpression),
        valueExpression: await one(exprType.value.valueExpression),
      });
    case "namedArgumentExpression":
      return made({ value: await one(exprType.value.value) });
    case "subqueryExpression":
      return made({ inSubqueryValues: await all(exprType.value.inSubqueryValues) });
    default:
      return expression;
  }
}

function withField<T extends object>(message: T, fields: Partial<T>): T {
  return Object.assign(Object.create(Object.getPrototypeOf(message) as object) as T, message, fields);
}
