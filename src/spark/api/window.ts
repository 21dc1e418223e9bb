import { create } from "@bufbuild/protobuf";
import { ValueError } from "../../errors.js";
import { expression } from "../plan/index.js";
import {
  type Expression,
  type Expression_SortOrder,
  type Expression_Window_WindowFrame_FrameBoundary as FrameBoundary,
  Expression_Window_WindowFrame_FrameBoundarySchema as FrameBoundarySchema,
  Expression_Window_WindowFrame_FrameType as FrameType,
} from "../proto/index.js";
import { type ColumnOrName, toColumns } from "./column.js";
import { sortOrderOf } from "./sort-order.js";

interface Frame {
  readonly type: FrameType;
  readonly lower: FrameBoundary;
  readonly upper: FrameBoundary;
}

/**
 * Which rows a function sees: those of the same partition, in an order, within a frame around the row. Each method gives a new one.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/window.html
 */
export class WindowSpec {
  readonly #partitions: readonly Expression[];
  readonly #orders: readonly Expression_SortOrder[];
  readonly #frame: Frame | undefined;

  constructor(
    partitions: readonly Expression[] = [],
    orders: readonly Expression_SortOrder[] = [],
    frame?: Frame,
  ) {
    this.#partitions = partitions;
    this.#orders = orders;
    this.#frame = frame;
  }

  partitionBy(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): WindowSpec {
    const partitions = toColumns(cols).map((column) => column.expression);
    return new WindowSpec(partitions, this.#orders, this.#frame);
  }

  orderBy(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): WindowSpec {
    return new WindowSpec(this.#partitions, toColumns(cols).map(sortOrderOf), this.#frame);
  }

  /**
   * The rows from `start` to `end`, counted from the row itself: −1 is the one before it.
   * @throws ValueError for what is no whole number of 32 bits, or a frame that ends before it starts
   */
  rowsBetween(start: number, end: number): WindowSpec {
    return this.#between(FrameType.ROW, start, end);
  }

  /**
   * The rows whose value of the order's column lies between the row's own plus `start` and plus `end`.
   * @throws ValueError for what is no whole number, or a frame that ends before it starts
   */
  rangeBetween(start: number, end: number): WindowSpec {
    return this.#between(FrameType.RANGE, start, end);
  }

  /** A function over this window. */
  around(windowFunction: Expression): Expression {
    const frame = this.#frame;
    return expression("window", {
      windowFunction,
      partitionSpec: [...this.#partitions],
      orderSpec: [...this.#orders],
      ...(frame && { frameSpec: { frameType: frame.type, lower: frame.lower, upper: frame.upper } }),
    });
  }

  #between(type: FrameType, start: number, end: number): WindowSpec {
    if (start > end) throw new ValueError(`a frame from ${start} to ${end} has its end before its start`);
    const lower = boundary(type, start, Window.unboundedPreceding);
    const upper = boundary(type, end, Window.unboundedFollowing);
    return new WindowSpec(this.#partitions, this.#orders, { type, lower, upper });
  }
}

/**
 * Where a window begins: `Window.partitionBy("origin").orderBy("date").rowsBetween(-6, Window.currentRow)`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/window.html
 */
export const Window = {
  unboundedPreceding: Number.NEGATIVE_INFINITY,
  unboundedFollowing: Number.POSITIVE_INFINITY,
  currentRow: 0,

  partitionBy(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): WindowSpec {
    return new WindowSpec().partitionBy(...cols);
  },

  orderBy(...cols: readonly (ColumnOrName | readonly ColumnOrName[])[]): WindowSpec {
    return new WindowSpec().orderBy(...cols);
  },

  /** As {@link WindowSpec.rowsBetween}. */
  rowsBetween(start: number, end: number): WindowSpec {
    return new WindowSpec().rowsBetween(start, end);
  },

  /** As {@link WindowSpec.rangeBetween}. */
  rangeBetween(start: number, end: number): WindowSpec {
    return new WindowSpec().rangeBetween(start, end);
  },
} as const;

function boundary(type: FrameType, offset: number, unbounded: number): FrameBoundary {
  if (offset === 0) return create(FrameBoundarySchema, { boundary: { case: "currentRow", value: true } });
  if (offset === unbounded)
    return create(FrameBoundarySchema, { boundary: { case: "unbounded", value: true } });
  const fits = type === FrameType.ROW ? (offset | 0) === offset : Number.isSafeInteger(offset);
  if (!fits) {
    const bits = type === FrameType.ROW ? " of 32 bits" : "";
    throw new ValueError(
      `a frame's boundary is ${offset}; it is a whole number${bits}, Window.unboundedPreceding at the start or Window.unboundedFollowing at the end`,
    );
  }
  // Rows are counted in ints and ranges in longs, whatever the number is.
  const value =
    type === FrameType.ROW
      ? expression("literal", { literalType: { case: "integer", value: offset } })
      : expression("literal", { literalType: { case: "long", value: BigInt(offset) } });
  return create(FrameBoundarySchema, { boundary: { case: "value", value } });
}
