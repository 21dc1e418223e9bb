/** Queries that run side by side have a connection each, and all of them the macros. */
import { expect, it } from "vitest";
import { Database } from "../../../src/spark/embedded/duckdb/database.js";

it("gives every connection the macros", async () => {
  const database = await Database.open();
  try {
    const connections = [await database.connect(), await database.connect()];
    for (const connection of connections) {
      const reader = await connection.runAndReadAll(
        "SELECT spark_floor_div(-7, 2), spark_read_moment('2020-01-01').here",
      );
      expect(reader.getRowsJson()).toEqual([[-4, true]]);
    }
  } finally {
    await database.close();
  }
});
