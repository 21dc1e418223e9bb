import type { GoldenGroup } from "../family.js";

const PATHS = [
  "$", "$.a", "$.b", "$.a.b", "$.a.b.c", "$.a.b[*].c", "$.a.b[0].c", "$.a[0]", "$.a[1].b", "$[0]", "$[0].a", "$[*]", "$[*].a", "$[*][0]", "$[*][*]", "$.a[*]", "$.a[*][*]", "$.a[*].b", "$.a[*].b[*].c", "$.a[*].b[0].c", "$.a[0].b[*].c",
  "$.a[0][*]", "$.*", "$.a.*", "$.a b", "$. a", "$ .a", " $.a", "$..a", "$.a[ 0 ]", "$.a[-1]", "$.a[0:1]", "a", "", "$a", "$.", "$.A", "$.a.b.c[*].d", "$.a.b.c[*].d[*]", "$[*].a[*]", "$[*].a[*].b",
]; // biome-ignore format: a list
const documents: GoldenGroup = {
  table: "documents",
  kind: "scalar",
  queries: [
    ...PATHS.map((path) => `get_json_object(s, '${path}')`),
    "get_json_object(s, '$[\\'a\\']')",
    "get_json_object(s, '$[\\'a b\\']')",
    "get_json_object(s, '$[\\'a.b\\']')",
    "get_json_object(s, '$[\\'a\\'][\\'b\\']')",
    "get_json_object(s, '$[\\'*\\']')",
    "get_json_object(s, null)",
    "json_array_length(s)",
    "json_object_keys(s)",
  ],
};
const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    "to_json(named_struct('a', s, 'b', t, 'n', n))",
    "to_json(named_struct('a b', bin, 'a\"b', n))",
    "to_json(array(s, t))",
    "to_json(array(array(n), array()))",
    "to_json(map(n, s))",
    "to_json(map('k', s, 'l', t))",
    "to_json(named_struct('a', named_struct('b', n, 'c', s), 'd', array(named_struct('e', n))))",
    "to_json(if(n > 0, named_struct('a', n), null))",
    "to_json(named_struct('a', null))",
    "to_json(array())",
    "to_json(array(null))",
    "to_json(n)",
    "to_json(named_struct('c', concat(s, '\\u0001\\b\\f/\\u007f\\u2028😀')))",
  ],
};
const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    "to_json(named_struct('a', i8, 'b', i16, 'c', i32, 'd', i64))",
    "to_json(named_struct('a', f32, 'b', f64))",
    "to_json(named_struct('a', d10, 'b', b))",
    "to_json(array(f64, g64))",
    "to_json(map(coalesce(i64, 5), f32))",
  ],
};
const times: GoldenGroup = {
  table: "times",
  kind: "scalar",
  queries: ["to_json(named_struct('a', d, 'b', ts, 'c', ntz))", "to_json(array(d, e))"],
};

const SCHEMAS = [
  "a INT, b STRING", "a STRING", "a STRING, b STRING, c STRING", "a BIGINT, b DOUBLE, c ARRAY<DOUBLE>, d STRING, e STRUCT<f: INT>", "STRUCT<a: STRUCT<b: STRUCT<c: INT>>>", "a ARRAY<STRUCT<b: STRING, c: INT>>", "a MAP<STRING, STRING>", "a STRUCT<b: ARRAY<STRUCT<c: INT>>, c: STRING>",
  "a BOOLEAN, b BOOLEAN", "a DECIMAL(5,2), b DECIMAL(38,18)", "a FLOAT", "a TINYINT, b SMALLINT", "a ARRAY<ARRAY<INT>>", "`a b` INT, `a.b` INT", "A INT", "a INT NOT NULL", "a INT, _corrupt_record STRING", "_corrupt_record STRING, a STRUCT<b: INT>", "ARRAY<STRUCT<a: STRING>>", "ARRAY<INT>", "ARRAY<STRING>", "ARRAY<ARRAY<INT>>", "MAP<STRING, STRING>", "MAP<STRING, INT>", "MAP<STRING, STRUCT<b: STRING>>", "a DATE", "STRUCT<a: STRING>",
]; // biome-ignore format: a list
const reads: GoldenGroup = {
  table: "json_reads",
  kind: "scalar",
  queries: SCHEMAS.map((schema) => `from_json(s, '${schema}')`),
};
const SOME = ["a INT, b STRING", "a INT, _corrupt_record STRING", "ARRAY<INT>", "MAP<STRING, STRING>"];
const OPTIONS = [
  "'mode', 'FAILFAST'", "'mode', 'permissive'", "'mode', 'DROPMALFORMED'", "'mode', 'no'", "'allowUnquotedFieldNames', 'true', 'allowComments', 'true'", "'allowSingleQuotes', 'false'", "'allowNumericLeadingZeros', 'true'", "'allowNonNumericNumbers', 'false'",
  "'allowBackslashEscapingAnyCharacter', 'true'", "'allowUnquotedControlChars', 'true'", "'columnNameOfCorruptRecord', 'b'", "'primitivesAsString', 'true'",
]; // biome-ignore format: a list
const options: GoldenGroup = {
  table: "json_few",
  kind: "scalar",
  queries: OPTIONS.flatMap((each) => SOME.map((schema) => `from_json(s, '${schema}', map(${each}))`)),
};
const moments: GoldenGroup = {
  table: "json_moments",
  kind: "scalar",
  queries: [
    "from_json(s, 'a DATE')",
    "from_json(s, 'a TIMESTAMP')",
    "from_json(s, 'a TIMESTAMP_NTZ')",
    "from_json(s, 'a DATE, b TIMESTAMP, c TIMESTAMP_NTZ', map('dateFormat', 'dd/MM/yyyy', 'timestampFormat', 'yyyy-MM-dd HH:mm', 'timestampNTZFormat', 'yyyy-MM-dd HH:mm'))",
    "from_json(s, 'a TIMESTAMP', map('timeZone', 'Asia/Kolkata'))",
    "from_json(s, 'ARRAY<DATE>')",
    "from_json(s, 'MAP<STRING, TIMESTAMP>')",
  ],
};
const zoned: GoldenGroup = { ...moments, timeZone: "America/New_York", queries: ["from_json(s, 'a TIMESTAMP, b DATE')"] }; // biome-ignore format: one line
const VALUES = [
  "{}", "[]", "{\"a\":1,\"b\":\"x\"}", "[{\"a\":1},{\"b\":1.5}]", "1", "1.5", "\"x\"", "null", "true", "{\"a b\":1,\"a.b\":[1,2.5,null],\"c\":{\"d\":\"\"}}", "[1,\"a\"]", "{\"b\":12345678901234567890,\"a\":null}", "[[]]", "{\"a\":[{}]}", "{\"a\":{}}", "{\"é\":1,\"1a\":2,\"select\":3}", "{\"a\":12345678901234567890123456789012345678901}", "[null]", "{\"a\":[[1],[2.0]]}", "1 2",
]; // biome-ignore format: a list
const constants: GoldenGroup = {
  table: "one",
  kind: "scalar",
  queries: [
    ...VALUES.map((value) => `schema_of_json('${value}')`),
    "schema_of_json('{a:01}', map('allowUnquotedFieldNames', 'true', 'allowNumericLeadingZeros', 'true'))",
    "schema_of_json('{\"a\":1.5,\"b\":true}', map('primitivesAsString', 'true'))",
    "schema_of_json('{\"a\":1.5}', map('prefersDecimal', 'true'))",
    "schema_of_json('{\"a\":\"2024-01-02 03:04:05\"}', map('inferTimestamp', 'true'))",
    "schema_of_json(null)",
    "schema_of_json(1)",
    "schema_of_json(concat(x, ''))",
    'from_json(\'{"a":[1,2],"b":{"c":"x"}}\', schema_of_json(\'{"a":[1],"b":{"c":""}}\'))',
    "from_json(null, 'a INT')",
    "from_json(x, 'a INT')",
    "from_json(1, 'a INT')",
    "from_json('{}', 'INT')",
    "from_json('{}', x)",
    "from_json('{}', null)",
    "from_json('{}', 1)",
    "from_json('{}', 'a INTEGERS')",
    "from_json('{}', 'a INT,')",
    "from_json('{}', 'a INT, _corrupt_record INT')",
    "from_json('{}', 'MAP<INT, STRING>')",
    "from_json('{}', 'a MAP<INT, STRING>')",
    "from_json('{}', 'a INT', map('mode', 1))",
    "from_json('{}', 'a INT', 'mode')",
    "from_json('{}', 'a INT', null)",
    "from_json('{}')",
    "schema_of_json()",
    "map_keys(from_json('{\"b\":1,\"a\":2}', 'MAP<STRING, INT>'))",
    'to_json(from_json(\'{"a":[1,null],"b":{"x":1.50}}\', \'a ARRAY<INT>, b MAP<STRING, DOUBLE>\'))',
  ],
};

export default [documents, texts, numbers, times, reads, options, moments, zoned, constants];
