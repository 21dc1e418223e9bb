/** What a query may ask of its session: where its tables are, and whose it is. */
import { userInfo } from "node:os";
import { StringType } from "../../types/index.js";
import { textSql } from "../expression/text-sql.js";
import { notEmbedded } from "../not-embedded.js";
import type { FunctionTable, ScalarSpec, SqlContext } from "./function-spec.js";
import { takes } from "./parameters.js";

const word = (name: string, of: (context: SqlContext) => string): ScalarSpec => ({
  kind: "scalar",
  takes: takes(),
  gives: () => new StringType(),
  nullable: () => false,
  pretty: () => `${name}()`,
  sql: (_, __, context) => textSql(of(context)),
});

/** As Spark finds out who runs it. */
function user(): string {
  const { SPARK_USER, HADOOP_USER_NAME } = process.env;
  if (SPARK_USER !== undefined) return SPARK_USER;
  if (HADOOP_USER_NAME) return HADOOP_USER_NAME;
  try {
    return userInfo().username;
  } catch {
    throw notEmbedded("F.current_user of a user without a name", "Set SPARK_USER");
  }
}

function database({ database: current }: SqlContext): string {
  if (current !== undefined) return current;
  throw notEmbedded("F.current_database without a session");
}

export const SESSION_WORDS: FunctionTable = {
  current_catalog: word("current_catalog", () => "spark_catalog"),
  current_database: word("current_schema", database),
  current_schema: word("current_schema", database),
  current_user: word("current_user", user),
  session_user: word("session_user", user),
  user: word("user", user),
};
