/** The golden tables and queries on DuckDB, by the function registry alone. */
import * as duckdb from "@duckdb/node-api";
import { NotSupportedError } from "../../../src/errors.js";
import { registerJavaScript } from "../../../src/spark/embedded/duckdb/javascript-functions.js";
import { runtimeError } from "../../../src/spark/embedded/expression/runtime-errors.js";
import { sqlType } from "../../../src/spark/embedded/expression/sql-types.js";
import { textSql } from "../../../src/spark/embedded/expression/text-sql.js";
import { sqlOf } from "../../../src/spark/embedded/expression/to-sql.js";
import { textSqlOf } from "../../../src/spark/embedded/expression/to-text-sql.js";
import type { Attribute, Typed } from "../../../src/spark/embedded/expression/typed.js";
import { MACROS } from "../../../src/spark/embedded/functions/duckdb-macros.js";
import type { SqlContext } from "../../../src/spark/embedded/functions/function-spec.js";
import { SparkException } from "../../../src/spark/errors/index.js";
import { ArrayType, type DataType, MapType, parseType, StructType } from "../../../src/spark/types/index.js";
import { ExpressionReader } from "./expression.js";
import type { GoldenGroup } from "./family.js";
import { type GoldenColumn, TABLES, type TableName } from "./tables.js";

/** What is recorded of a query, and what ours is brought to. */
export interface Answer {
  readonly name?: string;
  readonly type?: unknown;
  readonly nullable?: boolean;
  /** Each value as text, parts of nested ones as well; `{"!": condition}` for a row that stops the query. */
  readonly rows?: readonly unknown[];
  /** Of a query that is wrong as a whole. */
  readonly error?: string;
}

/** The rows that stop a query, as it is recorded. */
export function failingRows({ rows = [] }: Answer): number[] {
  return rows.flatMap((value, row) =>
    typeof value === "object" && value !== null && "!" in value ? [row] : [],
  );
}

const ROW = "row_number_of_table";

export class GoldenDuckDB {
  readonly #connection: duckdb.DuckDBConnection;
  readonly #columns = new Map<TableName, ReadonlyMap<string, Typed>>();

  private constructor(connection: duckdb.DuckDBConnection) {
    this.#connection = connection;
  }

  static async open(): Promise<GoldenDuckDB> {
    const instance = await duckdb.DuckDBInstance.create(":memory:", { threads: "1" });
    const connection = await instance.connect();
    await connection.run("SET TimeZone = 'UTC'");
    registerJavaScript(duckdb, connection);
    for (const macro of MACROS) await connection.run(macro);
    const found = new GoldenDuckDB(connection);
    let id = 0;
    for (const [name, { columns }] of Object.entries(TABLES)) {
      const attributes = columns.map(({ name, type, values }) =>
        attributeOf(++id, name, parseType(type), values),
      );
      found.#columns.set(
        name as TableName,
        new Map(attributes.map((attribute) => [attribute.name, typedOf(attribute)])),
      );
      await connection.run(tableSql(name, columns, attributes));
    }
    return found;
  }

  close(): void {
    this.#connection.closeSync();
  }

  /** @param failing the rows that are thought to fail, which spares the others from being asked one by one; the answer is the same without it */
  async answer(
    query: string,
    { table, kind, timeZone = "UTC" }: GoldenGroup,
    failing: readonly number[] = [],
  ): Promise<Answer> {
    const context: SqlContext = { timeZone };
    let typed: Typed;
    try {
      typed = new ExpressionReader(query, this.#columns.get(table)!, context).read();
    } catch (error) {
      if (error instanceof SparkException && error.condition !== undefined) return { error: error.condition };
      throw error;
    }
    // A column that is only cast keeps its name; the analyzer sees to that.
    const named =
      typed.kind === "cast" && typed.child.kind === "attribute" && typed.pretty.includes("CAST(")
        ? typed.child
        : typed;
    const found = { name: named.pretty, type: typed.type.jsonValue(), nullable: typed.nullable };
    const sql = sqlOf(typed, context);
    try {
      return { ...found, rows: await this.#rows(sql, typed.type, table, kind) };
    } catch (error) {
      if (kind !== "scalar") return { ...found, error: conditionOf(error, sql) };
    }
    return { ...found, rows: await this.#eachRow(sql, typed.type, table, failing) };
  }

  /** As Spark is asked: each row alone, so that one that fails doesn't stop the others. Those that shouldn't fail go together, and alone if one does. */
  async #eachRow(sql: string, type: DataType, table: TableName, failing: readonly number[]) {
    const places = [...TABLES[table].columns[0]!.values.keys()];
    const rows: unknown[] = [];
    const alone = async (i: number) => {
      try {
        [rows[i]] = await this.#rows(sql, type, table, "scalar", [i]);
      } catch (error) {
        rows[i] = { "!": conditionOf(error, sql) };
      }
    };
    if (!/\bc\d+\b/.test(sql)) {
      // What has no column in it fails for all rows alike.
      await alone(0);
      return places.map(() => rows[0]);
    }
    const good = places.filter((i) => !failing.includes(i));
    try {
      const values = await this.#rows(sql, type, table, "scalar", good);
      for (const [at, i] of good.entries()) rows[i] = values[at];
    } catch {
      for (const i of good) await alone(i);
    }
    for (const i of failing) await alone(i);
    return rows;
  }

  async #rows(
    sql: string,
    type: DataType,
    table: TableName,
    kind: GoldenGroup["kind"],
    only?: readonly number[],
  ) {
    const group = this.#columns.get(table)?.get("g");
    const by = group?.kind === "attribute" ? `c${group.attribute.id}` : "";
    const where = only === undefined ? "" : ` WHERE ${ROW} IN (${only.join(", ")})`;
    const from = `(SELECT * FROM ${table}${where} ORDER BY ${ROW})`;
    const behind = {
      scalar: `ORDER BY ${ROW}`,
      window: `ORDER BY ${ROW}`,
      total: "",
      aggregate: `GROUP BY ${by} ORDER BY ${by} NULLS FIRST`,
    };
    // Its rows are shown when all of them are there, so that a failing one isn't left out.
    const reader = await this.#connection.runAndReadAll(
      `SELECT ${exactSql(sql, type)} AS r FROM ${from} ${behind[kind]}`,
    );
    const text = reader.getColumnsJson()[0] ?? [];
    return text.map((value) =>
      value === null
        ? null
        : type.typeName === "array" || type.typeName === "map" || type.typeName === "struct"
          ? JSON.parse(value as string)
          : value,
    );
  }
}

function conditionOf(error: unknown, sql: string): string {
  const { message } = error as Error;
  const known = runtimeError(message);
  if (known instanceof NotSupportedError) throw known;
  if (known?.condition === undefined) throw new Error(`${message}\nof ${sql}`, { cause: error });
  return known.condition;
}

function attributeOf(id: number, name: string, type: DataType, values: GoldenColumn["values"]): Attribute {
  // A column that is read from strings can be null for Spark, whatever is in it.
  return { id, name, type, nullable: values.length >= 0, qualifier: [], metadata: {}, plans: new Set() };
}

function typedOf(attribute: Attribute): Typed {
  const { name, type, nullable } = attribute;
  return { kind: "attribute", attribute, type, nullable, pretty: name };
}

function tableSql(table: string, columns: readonly GoldenColumn[], attributes: readonly Attribute[]): string {
  const rows = columns[0]!.values.map(
    (_, i) =>
      `(${[i, ...columns.map(({ values }) => (values[i] === null ? "NULL" : textSql(values[i]!)))].join(", ")})`,
  );
  const reads = columns.map((column, i) => `${readSql(`s${i}`, column.type)} AS c${attributes[i]!.id}`);
  const names = columns.map((_, i) => `s${i}`).join(", ");
  return `CREATE TABLE ${table} AS SELECT ${ROW}, ${reads.join(", ")} FROM (VALUES ${rows.join(", ")}) AS t(${ROW}, ${names})`;
}

function readSql(text: string, type: string): string {
  if (type === "binary") return `from_hex(${text})`;
  if (type === "date") return `DATE '1970-01-01' + CAST(${text} AS INTEGER)`;
  if (type.startsWith("timestamp")) return `make_timestamp(CAST(${text} AS BIGINT))`;
  return `CAST(${text} AS ${sqlType(parseType(type))})`;
}

/** As record.py's `exact`. */
function exactSql(sql: string, type: DataType): string {
  if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType)
    return `CAST(to_json(${nestedSql(sql, type)}) AS VARCHAR)`;
  return atomSql(sql, type);
}

function nestedSql(sql: string, type: DataType): string {
  const variable = `v${sql.length}`;
  if (type instanceof ArrayType)
    return `list_transform(${sql}, lambda ${variable}: ${nestedSql(variable, type.elementType)})`;
  if (type instanceof MapType) {
    const pair = `{'k': ${nestedSql(`${variable}.key`, type.keyType)}, 'v': ${nestedSql(`${variable}.value`, type.valueType)}}`;
    return `list_transform(map_entries(${sql}), lambda ${variable}: ${pair})`;
  }
  if (type instanceof StructType) {
    const fields = type.fields.map(({ dataType }, i) => `'f${i}': ${nestedSql(`${sql}.f${i}`, dataType)}`);
    return `CASE WHEN ${sql} IS NULL THEN NULL ELSE {${fields.join(", ")}} END`;
  }
  return atomSql(sql, type);
}

function atomSql(sql: string, type: DataType): string {
  switch (type.typeName) {
    case "binary":
      return `hex(${sql})`;
    case "date":
      return `CAST(${sql} - DATE '1970-01-01' AS VARCHAR)`;
    case "timestamp":
    case "timestamp_ntz":
      return `CAST(epoch_us(${sql}) AS VARCHAR)`;
    case "yearmonthinterval":
    case "daytimeinterval":
    case "interval":
      return textSqlOf(sql, type, { timeZone: "UTC" });
    default:
      return `CAST(${sql} AS VARCHAR)`;
  }
}
