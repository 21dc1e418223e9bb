import { ValueError } from "../../../errors.js";
import { refuseMembers } from "../../errors/refused-members.js";
import { relation } from "../../plan/index.js";
import { Parse_ParseFormat } from "../../proto/index.js";
import { parseDDL, type StructType } from "../../types/index.js";
import { typeToMessage } from "../../types/type-messages.js";
import { DataFrame } from "../data-frame/data-frame.js";
import { Frame, type FrameOf } from "../data-frame/frame.js";
import { NOT_OFFERED } from "../not-offered.js";
import type { SparkSession } from "../session/spark-session.js";
import { type Options, type OptionValue, WithOptions } from "./options.js";

type Paths = string | readonly string[];
type Lines = FrameOf<unknown>;

/** Options, and the schema that the files have. */
export interface ReadOptions {
  readonly schema?: StructType | string | undefined;
  readonly [option: string]: OptionValue | StructType;
}

/**
 * Reads files and tables: `spark.read.csv("flights.csv", { header: true, inferSchema: true })`. Nothing is read before the DataFrame is used. The options are
 * Spark's: https://spark.apache.org/docs/latest/sql-data-sources.html
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrameReader.html
 */
export class DataFrameReader extends WithOptions {
  static {
    refuseMembers(DataFrameReader, "DataFrameReader", NOT_OFFERED.DataFrameReader);
  }

  readonly #session: SparkSession;
  #format: string | undefined;
  #schema: StructType | string | undefined;

  constructor(session: SparkSession) {
    super();
    this.#session = session;
  }

  /** What the files are: `csv`, `json`, `parquet`, `orc`, `text`, `xml`, or another source that Spark has. */
  format(source: string): this {
    this.#format = source;
    return this;
  }

  /** The columns, as a type or in SQL's words; they needn't be inferred then. */
  schema(schema: StructType | string): this {
    this.#schema = schema;
    return this;
  }

  /** The files, or what the options say. @param path files, folders or patterns; several are read as one */
  load(path: Paths = [], options: ReadOptions & { readonly format?: string | undefined } = {}): DataFrame {
    const { format, ...others } = options;
    if (format !== undefined) this.format(format);
    this.#take(others);
    const schema = this.#schema;
    return this.#frame("read", {
      readType: {
        case: "dataSource",
        value: {
          ...(this.#format !== undefined && { format: this.#format }),
          ...(schema !== undefined && { schema: typeof schema === "string" ? schema : schema.json() }),
          options: this.optionTexts(),
          paths: [path].flat(),
        },
      },
    });
  }

  /** A table or view of the catalog. */
  table(tableName: string): DataFrame {
    const value = { unparsedIdentifier: tableName, options: this.optionTexts() };
    return this.#frame("read", { readType: { case: "namedTable", value } });
  }

  /** Files of comma-separated values, or a DataFrame's only column of lines of them. */
  csv(path: Paths | Lines, options: ReadOptions = {}): DataFrame {
    return this.#parsed("csv", Parse_ParseFormat.CSV, path, options);
  }

  /** Files with a JSON object a line (`multiLine`: each file one or an array of them), or a DataFrame's only column of them. */
  json(path: Paths | Lines, options: ReadOptions = {}): DataFrame {
    return this.#parsed("json", Parse_ParseFormat.JSON, path, options);
  }

  /** Files of XML, whose rows are elements `rowTag`, or a DataFrame's only column of them. */
  xml(path: Paths | Lines, options: ReadOptions = {}): DataFrame {
    return this.#parsed("xml", Parse_ParseFormat.XML, path, options);
  }

  parquet(path: Paths, options: ReadOptions = {}): DataFrame {
    return this.format("parquet").load(path, options);
  }

  orc(path: Paths, options: ReadOptions = {}): DataFrame {
    return this.format("orc").load(path, options);
  }

  /** Lines, in a column `value` (`wholetext`: whole files). */
  text(path: Paths, options: ReadOptions = {}): DataFrame<{ value: string }> {
    return this.format("text").load(path, options).as<{ value: string }>();
  }

  /**
   * A table of a database, by JDBC: Spark needs the database's driver.
   * @param options `partitionColumn`, `lowerBound`, `upperBound` and `numPartitions` read it in parallel; `predicates` gives a condition for each partition
   */
  jdbc(url: string, table: string, options: Options = {}, predicates: readonly string[] = []): DataFrame {
    this.format("jdbc").options({ ...options, url, dbtable: table });
    return this.#frame("read", {
      readType: {
        case: "dataSource",
        value: { format: "jdbc", options: this.optionTexts(), predicates: [...predicates] },
      },
    });
  }

  #parsed(name: string, format: Parse_ParseFormat, path: Paths | Lines, options: ReadOptions): DataFrame {
    if (!(path instanceof Frame)) return this.format(name).load(path as Paths, options);
    if (path.sparkSession !== this.#session) {
      throw new ValueError(`read.${name} was given a DataFrame of another session`);
    }
    this.#take(options);
    const schema = typeof this.#schema === "string" ? parseDDL(this.#schema) : this.#schema;
    return this.#frame("parse", {
      input: path.relation,
      format,
      options: this.optionTexts(),
      ...(schema !== undefined && { schema: typeToMessage(schema) }),
    });
  }

  #take({ schema, ...options }: ReadOptions): void {
    if (schema !== undefined) this.schema(schema);
    this.options(options as Options);
  }

  #frame<K extends "read" | "parse">(kind: K, value: Parameters<typeof relation<K>>[1]): DataFrame {
    return new DataFrame(relation(kind, value), this.#session);
  }
}
