/** `+` and `-` of dates, which are other functions than those of numbers. */
import { NotSupportedError } from "../../../errors.js";
import type { TypeName } from "../../types/index.js";
import { isIntegral } from "../expression/cast-rules.js";
import type { Typed } from "../expression/typed.js";

const OF_TIME: readonly TypeName[] = [
  "date",
  "timestamp",
  "timestamp_ntz",
  "interval",
  "yearmonthinterval",
  "daytimeinterval",
];

/** The function that an operator stands for, with its arguments in their order; undefined when it is of numbers. */
export function dateOperation(
  name: string,
  args: readonly Typed[],
): { readonly name: string; readonly args: readonly Typed[] } | undefined {
  const [a, b] = args;
  if (!["+", "-", "*", "/"].includes(name) || a === undefined || b === undefined || args.length !== 2)
    return undefined;
  if (a.type.typeName === "date" && isDays(b))
    return { name: name === "+" ? "date_add" : "date_sub", args: [a, b] };
  if (name === "+" && b.type.typeName === "date" && isDays(a)) return { name: "date_add", args: [b, a] };
  if (args.some(({ type }) => OF_TIME.includes(type.typeName))) {
    throw new NotSupportedError(
      `${a.type.simpleString()} ${name} ${b.type.simpleString()}`,
      "the embedded engine",
      "connect to Spark for this: SparkSession.builder.remote(…)",
    );
  }
  return undefined;
}

function isDays({ type }: Typed): boolean {
  return isIntegral(type) && type.typeName !== "long";
}
