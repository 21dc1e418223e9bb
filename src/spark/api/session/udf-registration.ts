import { ValueError } from "../../../errors.js";
import { commandPlan } from "../../plan/index.js";
import type { DataType } from "../../types/index.js";
import { ownCall } from "../own-call.js";
import { type OwnColumnFunction, ownColumnFunction } from "../own-column-function.js";
import type { SparkSession } from "./spark-session.js";

/**
 * Gives functions of one's own names in SQL.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.SparkSession.udf.html
 */
export class UDFRegistration {
  readonly #session: SparkSession;

  /** Use {@link SparkSession.udf}. */
  constructor(session: SparkSession) {
    this.#session = session;
  }

  /**
   * Makes a function known to this session's SQL by a name. It is what it is now: what it has captured stays so.
   *
   * ```ts
   * await spark.udf.register("plus_one", (x: number) => x + 1, "int");
   * await spark.sql("SELECT plus_one(id) FROM range(3)");
   * ```
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.UDFRegistration.register.html
   * @param f a function, or what F.udf gave
   * @param returnType of a function. Default: string
   * @throws ValueError for what is no function, an empty name, or a type for what F.udf gave; NotPortableError; SparkException
   */
  // biome-ignore lint/suspicious/noExplicitAny: a function of any arguments
  async register<A extends any[], R>(
    name: string,
    f: OwnColumnFunction<A, R> | ((...args: A) => R),
    returnType?: DataType | string,
  ): Promise<OwnColumnFunction<A, R>> {
    if (typeof name !== "string" || name === "") throw new ValueError("udf.register: the name is empty");
    if (isOwn<A, R>(f) && returnType !== undefined) {
      throw new ValueError("udf.register: what F.udf gave has its type already; give none");
    }
    const of: OwnColumnFunction<A, R> = isOwn<A, R>(f)
      ? f
      : ownColumnFunction("udf.register", "udf", f as (...args: never) => unknown, returnType ?? "string", {
          name,
        });
    const { own, returnType: type, deterministic } = of;
    const message = ownCall({ ...own, name }, type, { deterministic });
    await this.#session.run(commandPlan("registerFunction", message));
    return of;
  }
}

function isOwn<A extends readonly unknown[], R>(f: unknown): f is OwnColumnFunction<A, R> {
  return typeof f === "function" && "own" in f && "returnType" in f;
}
