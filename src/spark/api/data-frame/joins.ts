import { AnalysisException } from "../../errors/index.js";
import { type Expression, Join_JoinType, SetOperation_SetOpType as SetOp } from "../../proto/index.js";
import type { Row } from "../../types/index.js";
import { Column } from "../column.js";
import type { DataFrame } from "./data-frame.js";
import type { FrameOf } from "./frame.js";
import type { InnerJoin, Joined, JoinHow } from "./row-types.js";
import { RowTransformations } from "./rows.js";

const JOIN_TYPES: ReadonlyMap<string, Join_JoinType> = new Map([
  ["inner", Join_JoinType.INNER],
  ["cross", Join_JoinType.CROSS],
  ...["outer", "full", "fullouter"].map((how) => [how, Join_JoinType.FULL_OUTER] as const),
  ...["left", "leftouter"].map((how) => [how, Join_JoinType.LEFT_OUTER] as const),
  ...["right", "rightouter"].map((how) => [how, Join_JoinType.RIGHT_OUTER] as const),
  ...["semi", "leftsemi"].map((how) => [how, Join_JoinType.LEFT_SEMI] as const),
  ...["anti", "leftanti"].map((how) => [how, Join_JoinType.LEFT_ANTI] as const),
]);

/** What makes one DataFrame of two. */
export abstract class Combinations<T> extends RowTransformations<T> {
  /**
   * Rows of both sides side by side: by columns that both have under the same name (which come once), by a condition, or all with all.
   *
   * ```ts
   * flights.join(airports, "origin", "left");
   * flights.join(airports, flights.col("origin").eq(airports.col("code")));
   * ```
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.join.html
   * @param how default: `inner`. Of `semi` and `anti` come this side's rows alone, those with and without a partner
   * @throws AnalysisException for a kind of join that Spark doesn't have; ValueError for a DataFrame of another session
   */
  join<U, K extends keyof T & keyof U & string, H extends JoinHow = InnerJoin>(
    other: FrameOf<U>,
    on: K | readonly K[],
    how?: H,
  ): DataFrame<Joined<T, U, K, H>>;
  join(
    other: FrameOf<unknown>,
    on: Column | readonly Column[] | undefined,
    how: "semi" | "leftsemi" | "left_semi" | "anti" | "leftanti" | "left_anti",
  ): DataFrame<T>;
  join(
    other: FrameOf<unknown>,
    on?: string | readonly string[] | Column | readonly Column[],
    how?: JoinHow,
  ): DataFrame<Row>;
  join(
    other: FrameOf<unknown>,
    on?: string | readonly string[] | Column | readonly Column[],
    how: string = "inner",
  ): DataFrame<never> {
    const conditions = on === undefined ? [] : ([on].flat() as (string | Column)[]);
    return this.derive("join", {
      left: this.relation,
      right: this.planOf(other, "join"),
      joinType: joinTypeOf(how),
      usingColumns: conditions.filter((condition) => typeof condition === "string"),
      ...allOf(conditions),
    });
  }

  /** Each row of this side with each of the other. */
  crossJoin(other: FrameOf<unknown>): DataFrame<Row> {
    return this.join(other, undefined, "cross");
  }

  /**
   * Each row with the rows of a DataFrame which may speak of that row's columns as `F.col("a").outer()`.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.lateralJoin.html
   * @param how `inner` (default), `left` or `cross`
   */
  lateralJoin(other: FrameOf<unknown>, on?: Column, how: JoinHow = "inner"): DataFrame<Row> {
    return this.derive("lateralJoin", {
      left: this.relation,
      right: this.planOf(other, "lateralJoin"),
      joinType: joinTypeOf(how),
      ...allOf(on === undefined ? [] : [on]),
    });
  }

  /**
   * The rows of both, one below the other, by the columns' order; rows may come several times.
   *
   * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.DataFrame.union.html
   */
  union(other: FrameOf<T>): DataFrame<T>;
  union(other: FrameOf<unknown>): DataFrame<Row>;
  union(other: FrameOf<unknown>): DataFrame<never> {
    return this.#setOperation("union", other, SetOp.UNION, { isAll: true });
  }

  /** The same as {@link union}. */
  unionAll(other: FrameOf<T>): DataFrame<T>;
  unionAll(other: FrameOf<unknown>): DataFrame<Row>;
  unionAll(other: FrameOf<unknown>): DataFrame<never> {
    return this.#setOperation("unionAll", other, SetOp.UNION, { isAll: true });
  }

  /** As {@link union}, by the columns' names. Columns that one of them lacks are an error, or null with `allowMissingColumns`. */
  unionByName(other: FrameOf<T>, allowMissingColumns?: boolean): DataFrame<T>;
  unionByName(other: FrameOf<unknown>, allowMissingColumns?: boolean): DataFrame<Row>;
  unionByName(other: FrameOf<unknown>, allowMissingColumns = false): DataFrame<never> {
    return this.#setOperation("unionByName", other, SetOp.UNION, {
      isAll: true,
      byName: true,
      allowMissingColumns,
    });
  }

  /** The rows that both have, each once. */
  intersect(other: FrameOf<unknown>): DataFrame<T> {
    return this.#setOperation("intersect", other, SetOp.INTERSECT, { isAll: false });
  }

  /** The rows that both have, as often as both have them. */
  intersectAll(other: FrameOf<unknown>): DataFrame<T> {
    return this.#setOperation("intersectAll", other, SetOp.INTERSECT, { isAll: true });
  }

  /** The rows that the other lacks, each once. */
  subtract(other: FrameOf<unknown>): DataFrame<T> {
    return this.#setOperation("subtract", other, SetOp.EXCEPT, { isAll: false });
  }

  /** The rows that the other lacks, less one for each that it has. */
  exceptAll(other: FrameOf<unknown>): DataFrame<T> {
    return this.#setOperation("exceptAll", other, SetOp.EXCEPT, { isAll: true });
  }

  #setOperation<U>(
    method: string,
    other: FrameOf<unknown>,
    setOpType: SetOp,
    how: { isAll: boolean; byName?: boolean; allowMissingColumns?: boolean },
  ): DataFrame<U> {
    return this.derive("setOp", {
      leftInput: this.relation,
      rightInput: this.planOf(other, method),
      setOpType,
      byName: false,
      allowMissingColumns: false,
      ...how,
    });
  }
}

function joinTypeOf(how: string): Join_JoinType {
  const type = JOIN_TYPES.get(how.toLowerCase().replaceAll("_", ""));
  if (type !== undefined) return type;
  const supported = [...JOIN_TYPES.keys()].map((name) => `'${name}'`).join(", ");
  throw new AnalysisException(
    `[UNSUPPORTED_JOIN_TYPE] Unsupported join type '${how}'. Supported join types include: ${supported}.`,
    { condition: "UNSUPPORTED_JOIN_TYPE", messageParameters: { typ: how, supported }, sqlState: "0A000" },
  );
}

/** Conditions, joined by `and`; names of columns aren't any. */
function allOf(conditions: readonly (string | Column)[]): { joinCondition?: Expression } {
  const columns = conditions.filter((condition) => condition instanceof Column);
  if (columns.length === 0) return {};
  return { joinCondition: columns.reduce((all, column) => all.and(column)).expression };
}
