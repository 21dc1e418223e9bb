/** What a DataFrame gives, as one text that can be compared: its schema and rows, or how it fails. */
import { NotSupportedError } from "../../../src/errors.js";
import { type DataFrame, Row, SparkException } from "../../../src/spark/index.js";

export async function shown(make: () => DataFrame<never> | Promise<DataFrame<never>>): Promise<string> {
  try {
    const df = await make();
    const schema = (await df.schema()).simpleString();
    return `${schema} ${JSON.stringify(
      (await df.collect()).map((row) => Row.values(row)),
      plain,
    )}`;
  } catch (error) {
    // What only one engine refuses is no answer.
    if (error instanceof NotSupportedError || !(error instanceof SparkException)) throw error;
    return `${error.name} ${error.condition ?? ""}`;
  }
}

function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return value instanceof Map ? [...value] : value;
}
