import { expression, type OwnFunction } from "../plan/index.js";
import type { DataType } from "../types/index.js";
import { Column, type ColumnOrName, toColumn } from "./column.js";
import { nameOfFunction, ownCall, typeGiven } from "./own-call.js";

/**
 * A function of one's own as a function of columns; `spark.udf.register` gives it a name in SQL.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.udf.html
 */
export interface OwnColumnFunction<A extends readonly unknown[] = readonly unknown[], R = unknown> {
  /** The column of its values. */
  (...cols: { readonly [K in keyof A]: ColumnOrName }): Column<R>;
  readonly returnType: DataType;
  readonly deterministic: boolean;
  readonly own: OwnFunction;
  /** The same for a function that may give different values for the same arguments: it isn't called again, or less often, than the plan says. */
  asNondeterministic(): OwnColumnFunction<A, R>;
}

interface Options {
  readonly name?: string;
  readonly bigint?: boolean;
}

/** @throws ValueError for what is no function or no type; ParseException */
export function ownColumnFunction<A extends readonly unknown[], R>(
  method: string,
  kind: "udf" | "vectorised udf",
  body: (...args: never) => unknown,
  type: DataType | string,
  { name = nameOfFunction(method, body), bigint = false }: Options,
): OwnColumnFunction<A, R> {
  nameOfFunction(method, body);
  return withOwn({ kind, name, body, bigint }, typeGiven(method, type), true);
}

/** @throws ValueError for a function with the wrong number of columns */
function withOwn<A extends readonly unknown[], R>(
  own: OwnFunction,
  returnType: DataType,
  deterministic: boolean,
): OwnColumnFunction<A, R> {
  const call = (...cols: readonly ColumnOrName[]): Column<R> => {
    const args = cols.map((col) => toColumn(col).expression);
    const message = ownCall(own, returnType, { args, deterministic });
    return new Column(expression("commonInlineUserDefinedFunction", message));
  };
  return Object.assign(call, {
    returnType,
    deterministic,
    own,
    asNondeterministic: () => withOwn<A, R>(own, returnType, false),
  }) as OwnColumnFunction<A, R>;
}
