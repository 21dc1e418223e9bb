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

export default [documents, texts, numbers, times];
