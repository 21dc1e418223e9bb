import type { Data } from "./data.js";
import { QUERIES } from "./queries.js";

/** One row of the table. */
export interface Work {
  readonly id: string;
  /** What is done, for the table. */
  readonly title: string;
  readonly task: "flights" | "words" | "mapInArrow" | "udf" | "applyInArrow" | "sql";
  /** Who takes part; the first is the one without whom there is nothing to tell. */
  readonly peers: readonly PeerName[];
  readonly asked: readonly Asked[];
  /** What is read: files, or tables by their names. */
  readonly input: Readonly<Record<string, string>>;
  /** Of rows that are made and not read. */
  readonly rows: number;
  readonly groups: number;
  readonly sql: string;
  readonly workers: number;
  /** Where Spark and DuckDB put what doesn't fit in memory. */
  readonly temp: string;
}

/** What is asked for of one peer beside another. */
export interface Asked {
  readonly of: PeerName;
  readonly beside: PeerName;
  /** So many times as fast at least; below 1 it may be slower. */
  readonly least: number;
  /** `cold`: from the process's start until the first answer. */
  readonly when: "warm" | "cold";
}

export type PeerName = "embedded" | "on Spark" | "PySpark" | "DuckDB";

/** The issue asks for the figures with two. */
export const WORKERS = 2;

/**
 * @param scale 1, or less for a look whether everything runs
 * @param temp a folder for what doesn't fit in memory
 */
export function works({ flights, mails, tables }: Data, scale: number, temp: string): Work[] {
  const common = { input: {}, rows: 0, groups: 0, sql: "", workers: WORKERS, temp };
  const many = (count: number) => Math.max(1, Math.round(count * scale));
  const warm = (of: PeerName, least: number): Asked[] => [{ of, beside: "PySpark", least, when: "warm" }];
  return [
    {
      ...common,
      id: "flights by origin",
      title: "flights by origin",
      task: "flights",
      input: { flights },
      peers: ["embedded", "on Spark", "PySpark", "DuckDB"],
      asked: [
        ...warm("embedded", 10),
        { of: "embedded", beside: "PySpark", least: 10, when: "cold" },
        ...warm("on Spark", 1 / 1.1),
      ],
    },
    {
      ...common,
      id: "mapInArrow",
      title: "mapInArrow, 10M rows",
      task: "mapInArrow",
      rows: many(10_000_000),
      peers: ["on Spark", "PySpark"],
      asked: warm("on Spark", 1 / 1.3),
    },
    {
      ...common,
      id: "udf",
      title: "udf, 3M rows",
      task: "udf",
      rows: many(3_000_000),
      peers: ["on Spark", "PySpark", "embedded"],
      asked: warm("on Spark", 1),
    },
    {
      ...common,
      id: "words",
      title: "word count by an RDD",
      task: "words",
      input: { mails },
      peers: ["embedded", "PySpark"],
      asked: warm("embedded", 2),
    },
    {
      ...common,
      id: "applyInArrow",
      title: "applyInArrow, 1M rows, 50k groups",
      task: "applyInArrow",
      rows: many(1_000_000),
      groups: many(50_000),
      peers: ["on Spark", "PySpark", "embedded"],
      asked: warm("on Spark", 5),
    },
    ...QUERIES.map(
      ({ name, title, sql }): Work => ({
        ...common,
        id: `1 GB, ${name}`,
        title: `1 GB: ${title}`,
        task: "sql",
        input: tables,
        sql,
        peers: ["embedded", "PySpark", "DuckDB"],
        asked: warm("embedded", 5),
      }),
    ),
  ];
}
