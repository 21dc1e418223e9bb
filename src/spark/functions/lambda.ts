import { ValueError } from "../../errors.js";
import { Column } from "../api/column.js";
import { expression } from "../plan/index.js";

const NAMES = ["x", "y", "z"];

let made = 0;

/**
 * A function of columns as Spark's lambda: it is called once, here, with a variable for each parameter, and what it gives is the lambda's body.
 * A variable's name is used once in a process, so that a lambda within another's body can't take its variables for its own.
 *
 * @param taker the function that takes it, for the error
 * @param least how many variables it has
 * @param most how many it has if it has parameters for them
 * @throws ValueError for what is no function, or gives no column
 */
export function lambda(
  taker: string,
  f: (...variables: Column[]) => Column,
  least: number,
  most: number = least,
): Column {
  if (typeof f !== "function") {
    throw new ValueError(`F.${taker} takes a function of columns, such as (x) => x.add(1), not ${String(f)}`);
  }
  const variables = NAMES.slice(0, Math.max(least, Math.min(f.length, most))).map((name) => ({
    nameParts: [`${name}_${++made}`],
  }));
  const body = f(
    ...variables.map((variable) => new Column(expression("unresolvedNamedLambdaVariable", variable))),
  );
  if (!(body instanceof Column)) {
    throw new ValueError(
      `the function that F.${taker} was given returned ${String(body)}; it returns a column, and F.lit makes one of a value`,
    );
  }
  return new Column(expression("lambdaFunction", { function: body.expression, arguments: variables }));
}
