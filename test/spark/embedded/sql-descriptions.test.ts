/** What SQL says of tables and databases, and what may be said of them: the same on both engines. */
import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { SparkSession } from "../../../src/spark/index.js";
import { bothEngines } from "./both_engines.js";
import { shown } from "./shown.js";

/** Of a name that no other test has. */
const statements = (t: string): Readonly<Record<string, readonly string[]>> => ({
  "TABLE and FROM": [
    `create temp view ${t}v as select 1 as a, 'x' as b`,
    `table ${t}v`,
    `table ${t}v order by a limit 1`,
    `table ${t}v where a = 1`,
    `table ${t}v x`,
    `select * from (table ${t}v) q`,
    `(table ${t}v) union all table ${t}v`,
    `table ${t}v union select 2, 'y' order by a`,
    `select (select count(*) from (table ${t}v)) as n`,
    `table default.nope`,
    `table`,
    `select table.a from ${t}v table`,
    `select 1 as table`,
    `from ${t}v select a`,
    `from ${t}v select a where b = 'x' order by a`,
    `from ${t}v`,
    `from (select 1 as a) select a, count(*) group by a`,
    `with q as (select 5 as a) from q select a`,
    `select * from (from ${t}v select a)`,
    `with q as (table ${t}v) table q`,
    `from ${t}v where a = 1`,
    `from ${t}v select a union all from ${t}v select a where a > 1`,
    `select a from ${t}v where exists (from ${t}v select b)`,
    `from (from ${t}v select a) select a + 1`,
    `from ${t}v select a limit 0`,
    `from ${t}v select a limit 1 offset 1`,
    `from ${t}v limit 1`,
    `describe from ${t}v select a`,
    `create table ${t} (a int, b string) using parquet`,
    `from ${t}v insert into ${t} select a, b`,
    `from ${t}v insert into ${t} select a + 1, b where b = 'x'`,
    `insert into ${t} table ${t}v`,
    `insert into ${t} from ${t}v select a + 10, b`,
    `select * from ${t} order by a`,
    `drop table ${t}`,
    `drop view ${t}v`,
  ],
  descriptions: [
    `create table ${t}_1 (id bigint, name string comment 'it''s "c"', \`a b\` decimal(10,2), s struct<x:int,y:array<string>>, p int) using parquet partitioned by (p) comment 'of \\'all\\'' tblproperties ('k'='v', a.b = 1, password = 'x', q = true)`,
    `show create table ${t}_1`,
    `show tblproperties ${t}_1`,
    `show tblproperties ${t}_1 ('k')`,
    `show tblproperties ${t}_1 (a.b)`,
    `show tblproperties ${t}_1 ('nope')`,
    `show tblproperties default.${t}_1 ('nope')`,
    `describe ${t}_1 id`,
    `describe table ${t}_1 name`,
    `describe extended ${t}_1 id`,
    `describe ${t}_1 nope`,
    `describe ${t}_1 s.x`,
    `describe ${t}_1 nope.x`,
    `desc formatted ${t}_1 ID`,
    `describe ${t}_1 p`,
    `alter table ${t}_1 set tblproperties ('k' = 'w', z = 5)`,
    `show tblproperties ${t}_1`,
    `alter table ${t}_1 unset tblproperties ('k')`,
    `alter table ${t}_1 unset tblproperties ('k')`,
    `alter table ${t}_1 unset tblproperties if exists ('k', nope)`,
    `alter table ${t}_1 set tblproperties ('comment' = 'other')`,
    `show tblproperties ${t}_1`,
    `show create table ${t}_1`,
    `alter table ${t}_1 unset tblproperties ('comment')`,
    `show create table ${t}_1`,
    `comment on table ${t}_1 is 'said'`,
    `show tblproperties ${t}_1`,
    `show create table ${t}_1`,
    `comment on table ${t}_1 is null`,
    `show tblproperties ${t}_1`,
    `show create table ${t}_1`,
    `comment on table nope_${t} is 'x'`,
    `create temp view ${t}v as select 1 as a, 'x' as b`,
    `show create table ${t}v`,
    `show tblproperties ${t}v`,
    `describe ${t}v a`,
    `describe ${t}v nope`,
    `alter table ${t}v set tblproperties ('a' = 'b')`,
    `comment on table ${t}v is 'x'`,
    `show create table nope_${t}`,
    `show tblproperties nope_${t}`,
    `describe nope_${t} a`,
    `create view ${t}w as select 1 as a`,
    `describe ${t}w a`,
    `alter table ${t}w set tblproperties ('a' = 'b')`,
    `comment on table ${t}w is 'x'`,
    `alter table ${t}_1 set tblproperties ('comment' = 'again')`,
    `create table ${t}_2 like ${t}_1`,
    `show create table ${t}_2`,
    `create table ${t}_2 like ${t}_1`,
    `create table if not exists ${t}_2 like ${t}_1`,
    `create table ${t}_3 like ${t}_1 using json tblproperties ('t' = 'u')`,
    `show create table ${t}_3`,
    `describe ${t}_3`,
    `create table ${t}_6 like nope_${t}`,
    `create table ${t}_7 like ${t}_1 comment 'x'`,
    `create table ${t}_7 like ${t}_1 partitioned by (p)`,
    `create table ${t}_7 like ${t}_1 options (a = 1)`,
    `insert into ${t}_2 values (1, 'a', 2.5, null, 4)`,
    `select * from ${t}_2`,
    `create table ${t}_8 (a int not null, b timestamp_ntz, c interval day to second) using csv options (Header = true, 'sep' = ';')`,
    `create table ${t}_8 (a int not null, b timestamp_ntz) using csv options (Header = true, 'sep' = ';')`,
    `show create table ${t}_8`,
    `create table ${t}_9 like ${t}_8`,
    `show create table ${t}_9`,
    `create database ${t}d comment 'cc'`,
    `comment on database ${t}d is 'dd'`,
    `comment on schema nope_${t} is 'x'`,
    `describe database nope_${t}`,
    `drop database ${t}d`,
    `drop table ${t}_1`,
    `drop table ${t}_2`,
    `drop table ${t}_3`,
    `drop table ${t}_8`,
    `drop table ${t}_9`,
    `drop view ${t}w`,
    `drop view ${t}v`,
  ],
  "all that is known": [
    `create table ${t}_1 (id bigint, name string, p int) using parquet partitioned by (p) comment 'of' tblproperties ('k'='v', 'a' = 'b')`,
    `describe extended ${t}_1`,
    `describe formatted ${t}_1`,
    `insert into ${t}_1 values (1,'a',1)`,
    `describe extended ${t}_1`,
    `describe database default`,
    `describe database extended default`,
    `create database ${t}d`,
    `describe database extended spark_catalog.${t}d`,
    `drop database ${t}d`,
    `drop table ${t}_1`,
    `create table ${t}_3 using json as select 1 as a`,
    `show create table ${t}_3`,
    `describe extended ${t}_3`,
    `drop table ${t}_3`,
    `create table ${t}_2 (id bigint) using csv options (sep ";", Header true) tblproperties (z = 1)`,
    `describe extended ${t}_2`,
    `show create table ${t}_2`,
    `drop table ${t}_2`,
  ],
});

describe("descriptions", () => {
  const spark = bothEngines((session) => session);
  const table = `manycore_${randomUUID().slice(0, 8)}`;

  for (const [name, texts] of Object.entries(statements(table))) {
    test(name, async () => {
      for (const text of texts) {
        const answer = async (session: SparkSession) => {
          const all = await shown(async () => (await session.sql(text)) as never);
          // When, where and by whom it was made.
          return all
            .replace(/\["(Created Time|Location|Owner)","[^"]*"/g, '["$1",""')
            .replace(/LOCATION '[^']*'/, "LOCATION");
        };
        expect(await answer(spark.embedded), text).toBe(await answer(spark.real));
      }
    }, 60_000);
  }
});
