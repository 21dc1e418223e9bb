import { createRequire } from "node:module";
import { quoted, withDuckDB } from "../../examples/flights/read_flights.js";
import { type Job, serve, timed } from "../harness/serve.js";
import { answerOf } from "./answer.js";
import type { Work } from "./work.js";

type Connection = Parameters<Parameters<typeof withDuckDB>[0]>[0];

const { version } = createRequire(import.meta.url)("@duckdb/node-api/package.json");

const BY_ORIGIN =
  "SELECT origin, count(*), avg(delay), stddev(delay), median(delay) FROM flights GROUP BY origin ORDER BY origin";

/** DuckDB by itself: what the embedded engine adds to it is what it takes longer. */
function make(work: Work): Job | string {
  const sql = { flights: BY_ORIGIN, sql: work.sql, words: "", mapInArrow: "", udf: "", applyInArrow: "" }[
    work.task
  ];
  if (sql === "") return "it has no such thing";
  let ask: ((text: string) => Promise<object[]>) | undefined;
  let end: (() => void) | undefined;
  let closed: Promise<void> | undefined;
  const started = () =>
    new Promise<(text: string) => Promise<object[]>>((resolve, reject) => {
      closed = withDuckDB(async (connection) => {
        await open(connection, work);
        resolve(async (text) => (await connection.runAndReadAll(text)).getRowObjects());
        await new Promise<void>((over) => (end = over));
      });
      closed.catch(reject);
    });
  return {
    run: () => timed(async () => answerOf(await (ask ??= await started())(sql))),
    async close() {
      end?.();
      await closed;
    },
  };
}

async function open(connection: Connection, { input, workers }: Work): Promise<void> {
  await connection.run(`SET threads = ${workers}`);
  for (const [name, path] of Object.entries(input))
    await connection.run(`CREATE VIEW ${name} AS SELECT * FROM read_parquet(${quoted(path)})`);
}

await serve({ version: `DuckDB ${version}, Node ${process.versions.node}`, make });
