/** What functions make of types that they seldom have, of nulls without one, and of values looked for in subqueries: the same on both engines. */
import { describe, expect, test } from "vitest";
import type { SparkSession } from "../../../src/spark/index.js";
import { answerOf } from "./answers.js";
import { bothEngines } from "./both_engines.js";

const MONTHS = "(interval '1' month), (interval '3' month), (interval '-5' month), (null)";
const HOURS =
  "(interval '1 02' day to hour), (interval '3 01' day to hour), (interval '-5 01' day to hour), (null)";
const SECONDS = "(interval '1.000001' second), (interval '3.1' second), (interval '-5' second), (null)";
const TIMES = "(timestamp'1969-12-31 23:59:59.5'), (timestamp'2024-01-01 00:00:00.123456'), (null)";

const QUERIES: Readonly<Record<string, readonly string[]>> = {
  "sums of timestamps": [
    `select sum(x), avg(x), try_sum(x), sum(distinct x) from values ${TIMES} t(x)`,
    "select sum(date'2024-01-01')",
    "select avg(timestamp_ntz'2024-01-01')",
  ],
  "percentiles of intervals": [
    `select median(x), percentile(x, 0.3), percentile_approx(x, 0.5) from values ${MONTHS} t(x)`,
    `select median(x), percentile(x, array(0, 0.1, 0.9, 1)), percentile_approx(x, array(0.1, 0.9)) from values ${HOURS} t(x)`,
    `select percentile_cont(0.3) within group (order by x desc), percentile_disc(0.3) within group (order by x) from values ${SECONDS} t(x)`,
    "select median(x) from values (interval '106751991' day), (interval '106751990' day) t(x)",
    "select median(x) over () from values (interval '1' day), (interval '2' day) t(x)",
    "select median(date'2024-01-01')",
    "select percentile(timestamp'2024-01-01', 0.5)",
    "select percentile_disc(0.5) within group (order by timestamp_ntz'2024-01-01')",
    "select median(make_interval(1))",
  ],
  "signs and buckets of intervals": [
    `select sign(x), signum(x) from values ${MONTHS} t(x)`,
    `select width_bucket(x, interval '3' month, interval '-5' month, 4) from values ${MONTHS} t(x)`,
    "select width_bucket(interval '1' day, interval '0' hour, interval '5' day, 3)",
    "select width_bucket(interval '1' month, interval '0' day, interval '10' month, 5)",
    "select width_bucket(interval '1' day, null, interval '5' day, 3)",
    "select sign(date'2024-01-01')",
  ],
  "nulls without a type": [
    "select size(null), cardinality(null), array_size(null), array_join(null, ',')",
    "select sort_array(null), sort_array(null, false), array_max(null), array_min(null), array_distinct(null)",
    "select map_keys(null), map_values(null), map_entries(null), map_from_arrays(null, array(1))",
    "select slice(null, 1, 1), arrays_zip(null, array(1)), array_compact(null), to_json(null)",
    "select array_position(array(1), null), array_remove(array(1), null)",
    ...["array_contains(null, 1)", "array_contains(array(1), null)", "array_position(null, 1)"],
    ...["array_remove(null, 1)", "array_insert(null, 1, 1)", "array_append(null, 1)", "array_sort(null)"],
    ...["map_contains_key(null, 1)", "get(null, 1)", "element_at(null, 1)", "transform(null, x -> x)"],
  ].map((text) => (text.startsWith("select") ? text : `select ${text}`)),
  "nulls of arrays and maps that are written down": [
    "select cast(null as array<int>), size(cast(null as map<int,int>)), cast(null as int)",
    "select sort_array(cast(null as array<int>)), to_json(cast(null as map<string,int>)), to_json(cast(null as array<string>))",
    "select flatten(cast(null as array<array<int>>)), array_remove(cast(null as array<string>), 'a'), reverse(cast(null as array<string>))",
    "select transform(cast(null as array<string>), x -> x || 'a'), filter(cast(null as array<string>), x -> x > 'a')",
  ],
  "whether there may be nulls": [
    "select try_to_timestamp(5), try_to_timestamp(date'2024-01-01'), try_to_date(date'2024-01-01'), try_to_timestamp('x')",
    "select expm1(1), asinh(1), acosh(1), atanh(0), from_unixtime(1), make_valid_utf8('a')",
    "select cast(x as decimal(10,0)), cast(x as decimal(3,0)), cast(x as decimal(2,0)), cast(x as decimal(1,0)), cast(x as decimal(2,1)) from (select 1.50 as x)",
  ],
  "texts and moments that aren't cast": [
    "soundex(1)", "str_to_map(1)", "json_array_length(1)", "json_object_keys(1)", "unix_date('2024-01-01')",
    "unix_date(timestamp'2024-01-01')", "unix_seconds(date'2024-01-01')", "unix_micros('2024-01-01')",
    "timestamp_millis(1.5)", "timestamp_micros('1')", "assert_true('true')",
  ].map((text) => `select ${text}`), // biome-ignore format: a list
  "values looked for in subqueries": [
    ...[
      "not ((x not in (select 1)) = true)", "(x in (select 1)) = false", "(x not in (select 1)) <> true",
      "(x not in (select y from values (1), (null) u(y))) = false", "true = (x not in (select 1))",
      "not ((x not in (select 1)) <=> true)", "not (((x in (select 1)) or x > 5) = true)",
    ].map((condition) => `select x from t where ${condition}`), // biome-ignore format: a list
    "select x, not ((x not in (select 1)) = true) as y, (x in (select 1)) = false, not ((x in (select 1)) = true) from t",
  ],
  "orders by a name that two columns have": [
    "select id as k, x as k from (select 1 as id, 2 as x) order by k",
    "select k as j, k + 1 as j from (select 1 as k) order by k",
    "select a.k, b.k from (select 1 as k) a join (select 1 as k) b where k = 1",
  ],
};

describe("functions of types that they seldom have", () => {
  const spark = bothEngines(async (session) => {
    await session.sql("CREATE TEMP VIEW t AS SELECT * FROM VALUES (1), (2), (null) v(x)");
    return session;
  });

  test.each(Object.entries(QUERIES))(
    "%s",
    async (_, queries) => {
      for (const text of queries) {
        const answer = (session: SparkSession) => answerOf(() => session.sql(text), { digits: 12 });
        expect(await answer(spark.embedded), text).toEqual(await answer(spark.real));
      }
    },
    60_000,
  );
});
