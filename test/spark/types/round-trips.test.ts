/** Random types and values through each form that they travel in. */

import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { tableFromIPC } from "apache-arrow";
import { describe, expect, test } from "vitest";
import { DataTypeSchema } from "../../../src/spark/proto/index.js";
import {
  arrow,
  batchesOfRows,
  batchOfColumns,
  columnBatchOf,
  DataType,
  rowsToArrow,
  StructType,
  typeFromJson,
  typeFromMessage,
  typeToMessage,
} from "../../../src/spark/types/index.js";
import { Seeded } from "../../support/seeded.js";
import { randomStruct, randomType, randomValue } from "./random-types.js";

const SEEDS = Array.from({ length: 60 }, (_, seed) => seed);

/** Types with what `equals` passes over: metadata. */
const whole = (type: DataType): string => type.json();

describe("types", () => {
  test.each(SEEDS)("through messages, seed %i", (seed) => {
    const type = randomType(new Seeded(seed), 4);
    const bytes = toBinary(DataTypeSchema, typeToMessage(type));
    const back = typeFromMessage(fromBinary(DataTypeSchema, bytes));
    expect(back.equals(type)).toBe(true);
    expect(whole(back)).toBe(whole(type));
  });

  test.each(SEEDS)("through JSON, seed %i", (seed) => {
    const type = randomStruct(new Seeded(seed), 3);
    const back = StructType.fromJson(JSON.parse(type.json()));
    expect(back.equals(type)).toBe(true);
    expect(whole(back)).toBe(whole(type));
    const one = randomType(new Seeded(seed), 3);
    expect(typeFromJson(JSON.parse(one.json())).equals(one)).toBe(true);
  });

  test.each(SEEDS)("through SQL's words, seed %i", (seed) => {
    const random = new Seeded(seed);
    const declared = named(randomStruct(random, 3, random.integer(1, 4)));
    const back = DataType.fromDDL(declared.toDDL());
    expect(back.simpleString()).toBe(declared.simpleString());
    expect((back as StructType).toDDL()).toBe(declared.toDDL());
    const fields = (back as StructType).fields;
    expect(fields.map(({ nullable }) => nullable)).toEqual(declared.fields.map(({ nullable }) => nullable));
  });
});

/** Neither SQL nor apache-arrow has a field without a name. */
function named(struct: StructType): StructType {
  return StructType.fromJson(JSON.parse(struct.json().replaceAll('"name":""', '"name":"none"')));
}

describe("rows through Arrow", () => {
  test.each(SEEDS)("seed %i", async (seed) => {
    const random = new Seeded(seed + 1000);
    const schema = named(randomStruct(random, 3, random.integer(1, 5)));
    const given = Array.from({ length: random.integer(0, 40) }, () =>
      schema.fields.map(({ dataType, nullable }) => randomValue(random, dataType, nullable)),
    ).filter((values) => values.every((value, i) => value !== null || schema.fields[i]!.nullable));
    const bytes = await rowsToArrow(given, schema, { rowsPerBatch: 16 });
    const table = tableFromIPC(bytes);
    expect(table.schema.fields.map(({ name }) => name)).toEqual(schema.names);
    const back = table.batches.flatMap((batch) => valuesOf(columnBatchOf(batch, schema)));
    expect(back).toEqual(given);

    // Again by columns, and cut in the middle.
    const module = await arrow();
    for (const batch of batchesOfRows(module, given, schema)) {
      const columns = columnBatchOf(batch, schema);
      expect(
        valuesOf(columnBatchOf(batchOfColumns(module, columns.columns, columns.length, schema), schema)),
      ).toEqual(given);
      const from = random.integer(0, given.length);
      const cut = batch.slice(from, random.integer(from, given.length));
      expect(valuesOf(columnBatchOf(cut, schema))).toEqual(given.slice(from, from + cut.numRows));
    }
  });
});

function valuesOf(batch: ReturnType<typeof columnBatchOf>): unknown[][] {
  return Array.from({ length: batch.length }, (_, row) => batch.columns.map((column) => column.get(row)));
}
