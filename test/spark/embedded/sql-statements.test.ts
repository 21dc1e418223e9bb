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
  "rows into partitions": [
    `create table ${t} (id bigint, name string, p int) using parquet partitioned by (p)`,
    `insert into ${t} partition (p = 3) values (1, 'a')`,
    `insert into ${t} partition (p) values (2, 'b', 4)`,
    `insert into ${t} partition (p = '05') select 3, 'c'`,
    `insert into ${t} partition (p = null) values (8, 'none')`,
    `insert into ${t} partition (p = 7) (name) values ('q')`,
    `insert into ${t} partition (p = 7) by name select 'k' as name, 5 as id`,
    `select * from ${t} order by id, p`,
    `insert overwrite ${t} partition (p = 3) select 9, 'z'`,
    `insert overwrite ${t} partition (p = 3) if not exists select 11, 'no'`,
    `select * from ${t} order by id, p`,
    `insert into ${t} partition (nope = 7) values (1, 'a')`,
    `insert into ${t} partition (p = 7) values (1)`,
    `insert into ${t} partition (p = 'x') values (1, 'a')`,
    `truncate table ${t} partition (p = 5)`,
    `truncate table ${t} partition (p = 999)`,
    `truncate table ${t} partition (id = 3)`,
    `select * from ${t} order by id, p`,
    "set spark.sql.sources.partitionOverwriteMode=dynamic",
    `insert overwrite ${t} partition (p) values (100, 'dyn', 4), (101, 'dyn', 5)`,
    `insert overwrite ${t} values (102, 'dyn', 6)`,
    `insert overwrite ${t} select id + 1, name, p from ${t} where p = 4`,
    `select * from ${t} order by id, p`,
    "reset spark.sql.sources.partitionOverwriteMode",
    `insert overwrite ${t} partition (p) select 10, 'y', 4`,
    `select * from ${t} order by id, p`,
    `insert overwrite ${t} partition (p = 4) select id, name from ${t}`,
    `insert overwrite ${t} select id, name from ${t}`,
    `drop table ${t}`,
  ],
  "other names and columns": [
    `create table ${t} (id bigint, p int) using parquet partitioned by (p)`,
    `insert into ${t} values (1, 2), (3, 4)`,
    `create temp view ${t}v as select 1 as a`,
    `create view ${t}w as select id from range(2)`,
    `show partitions ${t}`,
    `show partitions ${t} partition (p = 2)`,
    `show partitions ${t} partition (p = 99)`,
    `show partitions nope_${t}`,
    "show current namespace",
    "show current database",
    `alter table ${t} rename to ${t}r`,
    `select * from ${t}r order by id`,
    `select * from ${t}`,
    `alter table ${t}r rename to ${t}`,
    `alter table ${t}v rename to ${t}v2`,
    `alter view ${t}v2 rename to ${t}v`,
    `select * from ${t}v`,
    `alter view ${t}w rename to ${t}w2`,
    `alter view ${t}w2 rename to ${t}w`,
    `alter table nope_${t} rename to x`,
    `alter view ${t} rename to ${t}q`,
    `alter table ${t} rename to ${t}w`,
    `alter table ${t} add columns (extra int, more string comment 'mm')`,
    `alter table ${t} add column extra2 double`,
    `alter table ${t} add columns (id int)`,
    `describe ${t}`,
    `insert into ${t} values (5, 6, 'x', 0.5D, 2)`,
    `select * from ${t} order by id`,
    `alter table ${t} rename column id to id2`,
    `alter table ${t} drop column extra`,
    `alter table ${t} drop columns (extra, more)`,
    `alter view ${t}w as select id + 1 as q from range(3)`,
    `select * from ${t}w`,
    `alter view ${t}v as select 3 as z`,
    `select * from ${t}v`,
    `alter view nope_${t} as select 1`,
    `update ${t} set id = 1`,
    `update nope_${t} set id = 1`,
    `delete from ${t}`,
    `delete from ${t} where id = 1`,
    `delete from nope_${t}`,
    `merge into ${t} using (select 1 as i) s on ${t}.id = s.i when matched then delete`,
    `drop view ${t}v`,
    `drop view ${t}w`,
    `drop table ${t}`,
    `create table ${t} (id bigint) using json`,
    `show partitions ${t}`,
    `drop table ${t}`,
  ],
  "rows by names": [
    `create table ${t} (id bigint, name string) using parquet`,
    `with q as (select 20L, 'w') insert into ${t} select * from q`,
    `with q as (select 'w' as name, 21L as id) insert into ${t} by name select * from q`,
    `insert into ${t} by name select 22 as id`,
    `insert into ${t} by name select 1 as id, 'x' as nome`,
    `insert into ${t} by name select 1 as id, 'x' as name, 4 as more`,
    `insert into ${t} by name (id, name) values (1, 'a')`,
    `insert into ${t} (id, id) values (1, 2)`,
    `select * from ${t} order by id`,
    `drop table ${t}`,
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
      "ALTER TABLE t SET LOCATION '/x'",
      "CREATE TABLE t CLUSTERED BY (a) INTO 2 BUCKETS AS SELECT 1 a",
    ]) {
      await expect(spark.embedded.sql(text)).rejects.toThrow("embedded engine");
    }
  });
});

test("rows into a folder", async () => {
  const folder = mkdtempSync(join(tmpdir(), "manycore-insert-"));
  await using spark = await SparkSession.builder.create();
  try {
    await spark.sql(
      `INSERT OVERWRITE DIRECTORY '${folder}' USING csv OPTIONS (header true) SELECT 1 AS a, 'x' AS b`,
    );
    await spark.sql(
      `INSERT OVERWRITE LOCAL DIRECTORY '${folder}' USING csv OPTIONS (header true) SELECT 2 AS a, 'y' AS b`,
    );
    expect(await spark.read.csv(folder, { header: true }).collect()).toEqual([{ a: "2", b: "y" }]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
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
