/** applyInArrow and cogroup: rows that come sorted by keys are cut where the key changes, and the function gets a group at a time. */
import type { RecordBatch, Table } from "apache-arrow";
import type { ArrowModule } from "../../types/arrow.js";
import { longsAsNumbers } from "../../types/exact-numbers.js";
import { StructType } from "../../types/nested-types.js";
import { valuesEqual } from "../../types/values-equal.js";
import { BatchMaker } from "./batch-maker.js";
import { refusePromise, threw, ungivable } from "./failure.js";
import type { GatheredRows } from "./gathered-rows.js";
import type { GivenRows } from "./given-rows.js";
import { type KeyColumn, keyColumn } from "./key-equality.js";
import type { FunctionSpec, GroupSpec, Runner } from "./spec.js";

/** Rows of one key that stand together in a batch. */
interface Run {
  readonly batch: RecordBatch;
  readonly begin: number;
  readonly end: number;
  /** The key's values, longs as bigints. */
  readonly key: readonly unknown[];
}

/** applyInArrow: one table a group. */
export function applyToGroups(
  arrow: ArrowModule,
  spec: FunctionSpec,
  rows: GivenRows,
  gather: () => GatheredRows,
): Runner {
  const { keys, columns } = spec.groups!;
  const side = new Side(arrow, spec, columns);
  const call = callOf(spec, 1, rows);
  return function* (batches) {
    const gathered = gather();
    let group: RecordBatch[] = [];
    let key: readonly unknown[] | undefined;
    for (const run of runsOf(batches, keys)) {
      if (key !== undefined && !sameKey(key, run.key)) {
        yield* call(gathered, key, [side.table(group)]);
        group = [];
      }
      key = run.key;
      group.push(side.rows(run.batch, run.begin, run.end));
    }
    if (key !== undefined) yield* call(gathered, key, [side.table(group)]);
    yield* gathered.finish();
  };
}

/** cogroup: two tables a group, one of which may be empty. */
export function applyToCogroups(
  arrow: ArrowModule,
  spec: FunctionSpec,
  rows: GivenRows,
  gather: () => GatheredRows,
): Runner {
  const { keys, columns, others = [], side = -1 } = spec.groups!;
  const sides = [new Side(arrow, spec, columns), new Side(arrow, spec, others)] as const;
  const call = callOf(spec, 2, rows);
  // The side is as good as one key more: runs of it never cross from one table to the other.
  const all = [...keys, side];
  return function* (batches) {
    const gathered = gather();
    let groups: [RecordBatch[], RecordBatch[]] = [[], []];
    let key: readonly unknown[] | undefined;
    const tables = () => [sides[0].table(groups[0]), sides[1].table(groups[1])];
    for (const run of runsOf(batches, all)) {
      const itsKey = run.key.slice(0, -1);
      if (key !== undefined && !sameKey(key, itsKey)) {
        yield* call(gathered, key, tables());
        groups = [[], []];
      }
      key = itsKey;
      const second = run.key.at(-1) === true ? 1 : 0;
      groups[second].push(sides[second].rows(run.batch, run.begin, run.end));
    }
    if (key !== undefined) yield* call(gathered, key, tables());
    yield* gathered.finish();
  };
}

/** The columns that a function sees of the rows. */
class Side {
  readonly #places: readonly number[];
  readonly #maker: BatchMaker;
  /** The last batch's columns, which its groups are slices of. */
  #seen: { readonly batch: RecordBatch; readonly part: RecordBatch } | undefined;

  constructor(arrow: ArrowModule, { input, timeZone }: FunctionSpec, places: GroupSpec["columns"]) {
    this.#places = places;
    this.#maker = new BatchMaker(
      arrow,
      new StructType(places.map((place) => input.fields[place]!)),
      timeZone,
    );
  }

  rows(batch: RecordBatch, begin: number, end: number): RecordBatch {
    if (this.#seen?.batch !== batch) {
      const children = this.#places.map((place) => batch.data.children[place]!);
      this.#seen = { batch, part: this.#maker.make(children, batch.numRows) };
    }
    const { part } = this.#seen;
    if (begin === 0 && end === part.numRows) return part;
    const children = part.data.children.map((child) => child.slice(begin, end - begin));
    return this.#maker.make(children, end - begin);
  }

  table(batches: RecordBatch[]): Table {
    return this.#maker.table(batches);
  }
}

/** Calls the function with the tables of a group, and with the key before them if it has a parameter more. */
function callOf(spec: FunctionSpec, tableCount: number, rows: GivenRows) {
  const { name, body, groups, input, bigint = false } = spec;
  const apply = body as (...args: readonly unknown[]) => unknown;
  const withKey = body.length > tableCount;
  const converts = groups!.keys.map((place) => {
    const { name: column, dataType } = input.fields[place]!;
    return bigint ? undefined : longsAsNumbers(dataType, column);
  });
  const givable = (key: readonly unknown[]) => {
    try {
      return key.map((value, i) => (value === null ? null : (converts[i]?.(value) ?? value)));
    } catch (error) {
      throw ungivable(name, error);
    }
  };
  return function* (
    gathered: GatheredRows,
    key: readonly unknown[],
    tables: readonly Table[],
  ): Generator<RecordBatch, void, undefined> {
    const args = withKey ? [givable(key), ...tables] : tables;
    let given: unknown;
    try {
      given = apply(...args);
    } catch (error) {
      throw threw(name, error);
    }
    refusePromise(name, given);
    if (rows.isPiece(given) || typeof given !== "object" || given === null) return yield* gathered.add(given);
    const pieces = (given as Iterable<unknown>)[Symbol.iterator]();
    for (;;) {
      let next: IteratorResult<unknown>;
      try {
        next = pieces.next();
      } catch (error) {
        throw threw(name, error);
      }
      if (next.done) return;
      yield* gathered.add(next.value);
    }
  };
}

/** Cuts each batch where a key changes. Those of one key that stand in two batches are two runs. */
function* runsOf(batches: Iterable<RecordBatch>, places: readonly number[]): Generator<Run, void, undefined> {
  for (const batch of batches) {
    if (batch.numRows === 0) continue;
    const keys = places.map((place) => keyColumn(batch.data.children[place]!));
    for (let begin = 0; begin < batch.numRows; ) {
      const end = endOf(keys, begin, batch.numRows);
      yield { batch, begin, end, key: keys.map(({ read }) => read(begin)) };
      begin = end;
    }
  }
}

function endOf(keys: readonly KeyColumn[], begin: number, most: number): number {
  let end = begin + 1;
  while (end < most && keys.every(({ same }) => same(end, end - 1))) end++;
  return end;
}

function sameKey(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.every((value, i) => valuesEqual(value, b[i]));
}
