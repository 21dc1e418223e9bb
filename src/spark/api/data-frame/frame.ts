import { ValueError } from "../../../errors.js";
import {
  attribute,
  expression,
  planIdOf,
  type RelationInitOf,
  type RelationKind,
  relation,
  star,
  withSubqueries,
} from "../../plan/index.js";
import type { Relation } from "../../proto/index.js";
import type { Row } from "../../types/index.js";
import { Column } from "../column.js";
import type { SparkSession } from "../session/spark-session.js";
import type { DataFrame } from "./data-frame.js";

declare const ROW: unique symbol;

/** A DataFrame where one is an argument: what the session and the rows of it are. */
export interface FrameOf<out T> {
  readonly relation: Relation;
  readonly sparkSession: SparkSession;
  readonly [ROW]?: T;
}

/** What the parts of {@link DataFrame} share: the plan, the session, and how the next DataFrame is made of this one. */
export abstract class Frame<T> implements FrameOf<T> {
  declare readonly [ROW]?: T;
  /** The plan, as Spark Connect's message. */
  readonly relation: Relation;
  readonly sparkSession: SparkSession;

  constructor(relation: Relation, sparkSession: SparkSession) {
    this.relation = relation;
    this.sparkSession = sparkSession;
  }

  /**
   * A column of this DataFrame, which is told apart from others of its name in a join; `*` is all of them. Whether it exists is asked when a plan with it runs.
   *
   * @param name as SQL writes it: `a.b` is field b of a, `` `a.b` `` one column
   */
  col<K extends keyof T & string>(name: K): Column<T[K]>;
  col(name: string): Column;
  col(name: string): Column {
    const id = planIdOf(this.relation);
    return new Column(name === "*" ? star(undefined, id) : attribute(name, id));
  }

  /** The columns whose names match a regular expression of Java's in backticks: ``df.select(df.colRegex("`delay_.*`"))``. */
  colRegex(colName: string): Column {
    return new Column(expression("unresolvedRegex", { colName, planId: planIdOf(this.relation) }));
  }

  /** A hidden column of a source, as a file's `_metadata`. */
  metadataColumn(colName: string): Column {
    return new Column(
      expression("unresolvedAttribute", {
        unparsedIdentifier: colName,
        planId: planIdOf(this.relation),
        isMetadataColumn: true,
      }),
    );
  }

  /** The DataFrame of another plan in the same session. */
  protected abstract of<U>(relation: Relation): DataFrame<U>;

  /** The next DataFrame, whose plan stands around this one's. */
  protected derive<U, K extends RelationKind>(kind: K, value: RelationInitOf<K>): DataFrame<U> {
    return this.of<U>(withSubqueries(relation(kind, value)));
  }

  /** The plan of another DataFrame. @throws ValueError for one of another session */
  protected planOf(other: FrameOf<unknown>, method: string): Relation {
    if (other.sparkSession !== this.sparkSession) {
      throw new ValueError(
        `${method} was given a DataFrame of another session. Write it (write.parquet) and read it in this one, or collect it and make one of the rows`,
      );
    }
    return other.relation;
  }
}

/** Whole numbers of 32 bits that aren't negative. @throws ValueError for others */
export function checkCount(method: string, name: string, value: number, least = 0): number {
  if (!Number.isInteger(value) || value < least || value > 2 ** 31 - 1) {
    throw new ValueError(`${method}: ${name} is ${value}; it is a whole number from ${least} to 2147483647`);
  }
  return value;
}

/** DataFrames whose rows are of any kind. */
export type AnyFrame = FrameOf<unknown>;
export type { Row };
