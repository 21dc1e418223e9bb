/** Rows of what comes from no other RDD: one a partition (leaf.ts). */

import type { Split } from "../../../mapreduce/for-rdds.js";
import { valueEnd } from "../../../mapreduce/for-rdds.js";
import type { Relation } from "../../proto/index.js";
import type { ArrowModule } from "../../types/index.js";
import type { Files, Slice, Slices, Span } from "../lineage.js";
import { ByteSink } from "./byte-sink.js";
import type { Leaf } from "./leaf.js";
import { type LocalRow, localRows } from "./relations.js";
import { routesTo } from "./routing.js";
import { ROW } from "./rows.js";
import { PLACE_BYTES } from "./stage-output.js";

/** A larger slice goes in several rows. */
const MOST_BYTES = 2 ** 24;

const ORDER = Uint8Array.of(ROW);

/** @param parts of files: what the partitions are */
export function leafRows(
  arrow: ArrowModule,
  lineage: Slices | Span | Files,
  parts: readonly Split[] | undefined,
  partitions: readonly number[],
): Relation {
  const sink = new ByteSink();
  const rows = partitions.map((h): LocalRow => {
    sink.value(leafOf(lineage, parts, h));
    if (lineage.op === "slices") sink.bytes(lineage.slices[h]!.bytes);
    return { h, o: ORDER, v: sink.take() };
  });
  return localRows(arrow, rows);
}

function leafOf(
  lineage: Slices | Span | Files,
  parts: readonly Split[] | undefined,
  partition: number,
): Leaf {
  switch (lineage.op) {
    case "slices":
      return { kind: "values", records: lineage.slices[partition]!.records };
    case "span": {
      const { start, step, count, partitions } = lineage;
      const from = Math.floor((count * partition) / partitions);
      const to = Math.floor((count * (partition + 1)) / partitions);
      return { kind: "span", start: start + from * step, step, count: to - from };
    }
    case "files":
      return { kind: "split", split: parts![partition]! };
  }
}

/** Whether a row a slice would be too large. */
export function isLarge({ slices }: Slices): boolean {
  return slices.some(({ bytes }) => bytes.length > MOST_BYTES);
}

/** Slices as chunks that a shuffle brings together. */
export function chunkRows(arrow: ArrowModule, { slices }: Slices, partitions: readonly number[]): Relation {
  const routes = routesTo(slices.length);
  return localRows(arrow, rowsOf(slices, routes, partitions));
}

function* rowsOf(
  slices: readonly Slice[],
  routes: Int32Array,
  partitions: readonly number[],
): Generator<LocalRow> {
  for (const partition of partitions) {
    let place = 0;
    for (const { bytes, records } of pieces(slices[partition]!)) {
      const order = new ByteSink(1 + PLACE_BYTES);
      order.byte(ROW);
      order.uint(place++, PLACE_BYTES);
      const value = new ByteSink(bytes.length + 4);
      value.uint(records, 4);
      value.bytes(bytes);
      yield { h: routes[partition]!, o: order.take(), v: value.take() };
    }
  }
}

function* pieces({ bytes, records }: Slice): Generator<Slice> {
  let start = 0;
  let count = 0;
  let at = 0;
  for (let i = 0; i < records; i++) {
    at = valueEnd(bytes, at);
    count++;
    if (at - start < MOST_BYTES && i < records - 1) continue;
    yield { bytes: bytes.subarray(start, at), records: count };
    start = at;
    count = 0;
  }
}
