import {
  AnalysisException,
  IllegalArgumentException,
  SparkNoSuchElementException,
} from "../../errors/index.js";
import type { ConfigRequest_Operation, ConfigResponse, KeyValue } from "../../proto/index.js";
import { timeZone } from "../../types/time-zone.js";
import { notEmbedded } from "../not-embedded.js";

type Answer = Pick<ConfigResponse, "pairs" | "warnings">;

const TIME_ZONE = "spark.sql.session.timeZone";

/** What Spark's settings are when nobody sets them: those that programs ask for. The time zone is the machine's. */
const DEFAULTS: Readonly<Record<string, string>> = {
  "spark.sql.ansi.enabled": "true",
  "spark.sql.caseSensitive": "false",
  "spark.sql.shuffle.partitions": "200",
  "spark.sql.session.localRelationCacheThreshold": "67108864",
  "spark.sql.repl.eagerEval.enabled": "false",
  "spark.sql.repl.eagerEval.maxNumRows": "20",
  "spark.sql.repl.eagerEval.truncate": "20",
  "spark.sql.sources.default": "parquet",
  "spark.sql.sources.partitionOverwriteMode": "STATIC",
  "spark.sql.warehouse.dir": "spark-warehouse",
  "spark.sql.execution.arrow.maxRecordsPerBatch": "10000",
  "spark.sql.timestampType": "TIMESTAMP_LTZ",
  "spark.sql.pivotMaxValues": "10000",
  "spark.sql.cteRecursionLevelLimit": "100",
  "spark.sql.cteRecursionRowLimit": "1000000",
  "spark.master": "embedded",
};

/** What can be only one way here. */
const FIXED: Readonly<Record<string, string>> = {
  "spark.sql.ansi.enabled": "true",
  "spark.sql.timestampType": "TIMESTAMP_LTZ",
};

const BOOLEANS: ReadonlySet<string> = new Set(["spark.sql.caseSensitive", "spark.sql.ansi.enabled"]);

/** The configuration of a session: strings by their keys. What isn't Spark's is kept too. */
export class SessionSettings {
  readonly #set = new Map<string, string>();
  readonly #fixedAtStart: ReadonlySet<string>;

  readonly #atStart: Readonly<Record<string, string>>;
  /** The machine's, which asking for takes long and which plans ask for often. */
  readonly #ownZone: string = Intl.DateTimeFormat().resolvedOptions().timeZone;

  constructor(start: Readonly<Record<string, string>>) {
    this.#atStart = start;
    for (const [key, value] of Object.entries(start)) this.set(key, value, true);
    this.#fixedAtStart = new Set(Object.keys(start).filter((key) => !key.startsWith("spark.sql.")));
  }

  get(key: string): string | undefined {
    return this.#set.get(key) ?? (key === TIME_ZONE ? this.#ownZone : DEFAULTS[key]);
  }

  /** What somebody has set. */
  given(key: string): string | undefined {
    return this.#set.get(key);
  }

  get timeZone(): string {
    return this.get(TIME_ZONE)!;
  }

  get caseSensitive(): boolean {
    return this.get("spark.sql.caseSensitive") === "true";
  }

  /** @throws IllegalArgumentException for a value that can't be; NotSupportedError for one that only a real Spark can have */
  set(key: string, value: string, atStart = false): void {
    if (!atStart && this.#fixedAtStart?.has(key)) {
      throw cannotModify(key);
    }
    const given = BOOLEANS.has(key) ? value.toLowerCase() : value;
    if (BOOLEANS.has(key) && given !== "true" && given !== "false") {
      throw invalid(key, value, "a boolean: true or false");
    }
    const fixed = FIXED[key];
    if (fixed !== undefined && given.toLowerCase() !== fixed.toLowerCase()) {
      throw notEmbedded(`${key}=${value}`);
    }
    if (key === TIME_ZONE) {
      try {
        timeZone(value);
      } catch (cause) {
        throw invalid(key, value, "a time zone: Europe/Paris, UTC, +02:00", cause);
      }
    }
    this.#set.set(key, given);
  }

  /** As it was at the start; without a key all that can be set. @throws AnalysisException CANNOT_MODIFY_CONFIG */
  reset(key?: string): void {
    for (const each of key === undefined ? [...this.#set.keys()] : [key]) {
      if (this.#fixedAtStart.has(each)) {
        if (key !== undefined) throw cannotModify(each);
        continue;
      }
      const first = this.#atStart[each];
      if (first === undefined) this.#set.delete(each);
      else this.#set.set(each, first);
    }
  }

  /** @throws SparkNoSuchElementException SQL_CONF_NOT_FOUND, … */
  ask(operation: ConfigRequest_Operation["opType"]): Answer {
    const answer = (pairs: readonly (readonly [string, string | undefined])[]): Answer => ({
      pairs: pairs.map(([key, value]) => pair(key, value)),
      warnings: [],
    });
    switch (operation.case) {
      case "set":
        for (const { key, value } of operation.value.pairs) {
          if (value === undefined) throw invalid(key, "null", "a string");
          try {
            this.set(key, value);
          } catch (error) {
            if (operation.value.silent !== true) throw error;
          }
        }
        return answer([]);
      case "get":
        return answer(
          operation.value.keys.map((key) => {
            const value = this.get(key);
            if (value === undefined) throw notFound(key);
            return [key, value] as const;
          }),
        );
      case "getWithDefault":
        return answer(operation.value.pairs.map(({ key, value }) => [key, this.#set.get(key) ?? value]));
      case "getOption":
        return answer(operation.value.keys.map((key) => [key, this.get(key)]));
      case "getAll": {
        const { prefix = "" } = operation.value;
        const all = new Map<string, string>();
        for (const [key, value] of Object.entries(DEFAULTS)) all.set(key, value);
        all.set(TIME_ZONE, this.#ownZone);
        for (const [key, value] of this.#set) all.set(key, value);
        return answer(
          [...all].flatMap(([key, value]) =>
            key.startsWith(prefix) ? [[key.slice(prefix.length), value] as const] : [],
          ),
        );
      }
      case "unset":
        for (const key of operation.value.keys) this.#set.delete(key);
        return answer([]);
      case "isModifiable":
        return answer(
          operation.value.keys.map((key) => [
            key,
            String(
              key.startsWith("spark.sql.") && FIXED[key] === undefined && key !== "spark.sql.warehouse.dir",
            ),
          ]),
        );
      default:
        return answer([]);
    }
  }
}

function cannotModify(key: string): AnalysisException {
  return new AnalysisException(
    `[CANNOT_MODIFY_CONFIG] The setting "${key}" is set when a session starts. SQLSTATE: 46110`,
    { condition: "CANNOT_MODIFY_CONFIG", messageParameters: { key: `"${key}"` }, sqlState: "46110" },
  );
}

function pair(key: string, value: string | undefined): KeyValue {
  return { $typeName: "spark.connect.KeyValue", key, ...(value === undefined ? {} : { value }) };
}

function invalid(key: string, value: string, allowed: string, cause?: unknown): Error {
  return new IllegalArgumentException(
    `[INVALID_CONF_VALUE.REQUIREMENT] The setting "${key}" is ${value}; it is ${allowed}. SQLSTATE: 22022`,
    {
      condition: "INVALID_CONF_VALUE.REQUIREMENT",
      messageParameters: { confName: key, confValue: value, confRequirement: allowed },
      sqlState: "22022",
      cause,
    },
  );
}

function notFound(key: string): Error {
  return new SparkNoSuchElementException(
    `[SQL_CONF_NOT_FOUND] The setting "${key}" isn't set. SQLSTATE: 42K0I`,
    { condition: "SQL_CONF_NOT_FOUND", messageParameters: { sqlConf: `"${key}"` }, sqlState: "42K0I" },
  );
}
