/** Statements of SQL that do something: what they answer, and how they fail, is the same on both engines. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";
import { shown } from "./shown.js";

/** Of a name that no other test has. */
const statements = (t: string): Readonly<Record<string, readonly string[]>> => ({
  "tables and their rows": [
    `create table ${t} (id bigint, name string comment 'c', p int) using parquet partitioned by (p)`,
    `insert into ${t} values (1,'a',1),(2,'b',2)`,
    `insert into ${t} (name, id) select 'c', 3`,
    `insert into ${t} by name select 5 as p, 4L as id, 'd' as name`,
    `select * from ${t} order by id`,
    `show tables like '${t}*'`,
    `show columns in ${t}`,
    `describe ${t}`,
    `desc table default.${t}`,
    "describe query select 1 as a, 'x' b",
    `insert overwrite ${t} select 9L, 'z', 9`,
    `select ${t}.id, default.${t}.name from ${t}`,
    `insert into ${t} values (1)`,
    `insert into ${t} (id, nope) values (1,2)`,
    `insert into ${t} values ('q','a',1)`,
    `create table ${t} (a int) using parquet`,
    `create table if not exists ${t} (a int) using parquet`,
    `create table ${t}2 using json as select id, name from ${t}`,
    `select * from ${t}2`,
    `truncate table ${t}`,
    `select count(*) from ${t}`,
    `refresh table ${t}`,
    `drop view ${t}`,
    `drop table ${t}2`,
    `drop table ${t}2`,
    `drop table ${t}`,
    `select * from ${t}`,
    `insert into ${t} values (1)`,
  ],
  views: [
    `create or replace temp view ${t}v as select 1 as a`,
    `select * from ${t}v`,
    `create view ${t}w as select id from range(2)`,
    `select ${t}w.id from ${t}w`,
    `show views like '${t}*'`,
    `create view ${t}w as select 1`,
    `create or replace view ${t}w (q) as select 2`,
    `select * from ${t}w`,
    `drop view ${t}v`,
    `drop view ${t}w`,
    `drop view if exists ${t}w`,
  ],
  "what is kept": [
    `cache table ${t}c as select 1 as x`,
    `select * from ${t}c`,
    `uncache table ${t}c`,
    `uncache table if exists nope_${t}`,
    `uncache table nope_${t}`,
    `drop view ${t}c`,
  ],
  settings: [
    "set spark.sql.shuffle.partitions=5",
    "set spark.sql.shuffle.partitions",
    "set not.there.key",
    "reset spark.sql.shuffle.partitions",
    "set time zone 'UTC'",
  ],
  databases: [
    "show databases like 'default'",
    `create database ${t}d comment 'q'`,
    `create database ${t}d`,
    `use ${t}d`,
    "create table x (a int) using parquet",
    "show tables",
    `select * from ${t}d.x`,
    "use default",
    `drop database ${t}d`,
    `drop database ${t}d cascade`,
    `drop database ${t}d`,
    `drop database if exists ${t}d`,
    `use nope_${t}`,
    `show tables in nope_${t}`,
    "show catalogs",
    "show functions like 'abs'",
  ],
  "what can't be read": ["insert into", "create table", "drop", "show"],
});

describe("statements", () => {
  const spark = bothEngines((session) => session);
  const table = `manycore_${randomUUID().slice(0, 8)}`;

  for (const [name, texts] of Object.entries(statements(table))) {
    test(name, async () => {
      for (const text of texts) {
        const answer = (session: SparkSession) => shown(async () => (await session.sql(text)) as never);
        expect(await answer(spark.embedded), text).toBe(await answer(spark.real));
      }
    }, 120_000);
  }

  test("explain has the plan", async () => {
    const [row] = await (await spark.embedded.sql("EXPLAIN SELECT id FROM range(3)")).collect();
    expect(row!.plan).toContain("Range (0, 3, step=1)");
  });

  test("what isn't done is refused", async () => {
    for (const text of [
      "ALTER TABLE t RENAME TO u",
      "CREATE TABLE t CLUSTERED BY (a) INTO 2 BUCKETS AS SELECT 1 a",
    ]) {
      await expect(spark.embedded.sql(text)).rejects.toThrow("embedded engine");
    }
  });
});

describe("the warehouse", () => {
  test("keeps files where the setting says, and forgets the tables with the session", async () => {
    const folder = mkdtempSync(join(tmpdir(), "manycore-warehouse-test-"));
    const open = () => SparkSession.builder.config("spark.sql.warehouse.dir", folder).create();
    try {
      const first = await open();
      await first.range(3).write.saveAsTable("kept");
      await first.stop();
      expect(readdirSync(folder)).toEqual(["kept"]);
      const second = await open();
      expect(await second.catalog.tableExists("kept")).toBe(false);
      expect(await second.read.parquet(join(folder, "kept")).count()).toBe(3);
      await expect(second.range(1).write.saveAsTable("kept")).rejects.toMatchObject({
        condition: "LOCATION_ALREADY_EXISTS",
      });
      await second.stop();
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("leaves nothing without the setting", async () => {
    const session = await SparkSession.builder.create();
    await session.range(3).write.saveAsTable("gone");
    const files = await session.table("gone").inputFiles();
    const file = new URL(files[0]!).pathname;
    expect(existsSync(file)).toBe(true);
    await session.stop();
    expect(existsSync(file)).toBe(false);
  });
});
