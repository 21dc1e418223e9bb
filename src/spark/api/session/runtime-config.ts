import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { ValueError } from "../../../errors.js";
import type { Engine } from "../../engine/index.js";
import { type ConfigRequest_Operation, ConfigRequest_OperationSchema } from "../../proto/index.js";

type OperationInit = NonNullable<MessageInitShape<typeof ConfigRequest_OperationSchema>["opType"]>;

export type ConfigValue = string | number | bigint | boolean;

/**
 * The settings of a session: `await spark.conf.set("spark.sql.session.timeZone", "Europe/Vienna")`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/configuration.html
 */
export class RuntimeConfig {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** @throws AnalysisException for one that can't be changed while Spark runs */
  async set(key: string, value: ConfigValue): Promise<void> {
    await this.setAll({ [key]: value });
  }

  /** Several at once. @param silent leaves out those that can't be changed, and says nothing */
  async setAll(values: Readonly<Record<string, ConfigValue>>, silent = false): Promise<void> {
    const pairs = Object.entries(values).map(([key, value]) => ({ key, value: String(value) }));
    if (pairs.length > 0) await this.#ask({ case: "set", value: { pairs, silent } });
  }

  /** @throws SparkException for a setting that isn't set and has no default, unless one is given here */
  async get(key: string): Promise<string>;
  async get<D extends string | null>(key: string, defaultValue: D): Promise<string | D>;
  async get(key: string, defaultValue?: string | null): Promise<string | null> {
    const pairs =
      defaultValue === undefined
        ? await this.#ask({ case: "get", value: { keys: [key] } })
        : await this.#ask({
            case: "getWithDefault",
            value: { pairs: [defaultValue === null ? { key } : { key, value: defaultValue }] },
          });
    return pairs[0]?.value ?? null;
  }

  /** All that are set. */
  async getAll(): Promise<Record<string, string>> {
    const pairs = await this.#ask({ case: "getAll", value: {} });
    return Object.fromEntries(pairs.map(({ key, value }) => [key, value ?? ""]));
  }

  /** Back to the default. */
  async unset(key: string): Promise<void> {
    await this.#ask({ case: "unset", value: { keys: [key] } });
  }

  /** Whether it can be changed while Spark runs. */
  async isModifiable(key: string): Promise<boolean> {
    const pairs = await this.#ask({ case: "isModifiable", value: { keys: [key] } });
    const value = pairs[0]?.value;
    if (value === "true" || value === "false") return value === "true";
    throw new ValueError(`${this.#engine.name} said neither whether ${key} can be changed nor that it can't`);
  }

  async #ask(operation: OperationInit) {
    const { pairs, warnings } = await this.#engine.config(operationOf(operation));
    for (const warning of warnings) process.emitWarning(warning, "SparkWarning");
    return pairs;
  }
}

function operationOf(opType: OperationInit): ConfigRequest_Operation["opType"] {
  return create(ConfigRequest_OperationSchema, { opType }).opType;
}
