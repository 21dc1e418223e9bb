import type { GoldenGroup } from "../family.js";

const quoted = (text: string) =>
  `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replaceAll("\n", "\\n")}'`;
const LINES = [
  "1,abc", "1", "1,2,3", "x,2", "", " ", "  ,", ",", "1,2\n3,4", '1,"2\n3",4', "\n1,2", "#1,2", '"",""', "1,,", '"1","a,b"', '"1" , "a"', '1,"a""b"', '1,"a\\"b"', '1,"a', '1,a"b', " 1, a ", "+1,é😀", "2147483648,x", "1.0,x", "-,x", "1\t2", "1;2", "1,\\N", "NaN,Inf",
]; // biome-ignore format: a list
const SCHEMAS = ["a INT, b STRING", "a STRING", "a STRING, b STRING, c INT", "a DOUBLE, b FLOAT", "a INT, b STRING, _corrupt_record STRING"]; // biome-ignore format: a list
const TYPES: readonly (readonly [schema: string, ...texts: string[]])[] = [
  ["a BOOLEAN, b BYTE, c SHORT, d BIGINT", "true,1,2,3", "TRUE,128,-32768,9223372036854775807", "t,1,1,9223372036854775808"],
  ["a DECIMAL(5,2), b DECIMAL(38,0)", "1.005,12345678901234567890123456789012345678", "1e2,-1", "9999.99,1.5", " 1,2"],
  ["a DATE", "2020-02-29", "2021-02-29", "2020-2-9", "x", "2020-01-01T00:00:00", "18262"],
  ["a TIMESTAMP, b TIMESTAMP_NTZ", "2020-01-01 00:00:00,2020-01-01 00:00:00", "2020-01-01T00:00:00.123456Z,2020-01-01T00:00:00.123456", "2020-01-01,2020-01-01", "x,y", "2020-01-01T00:00:00+02:00,2020-01-01T00:00:00+02:00"],
  ["a DOUBLE, b FLOAT", "1.5,1e10", "NaN,Inf", "-Inf,-Infinity", "1d,1f", " 1.5 ,2"],
]; // biome-ignore format: lists
const OPTIONS: readonly (readonly [options: string, schema: string, text: string])[] = [
  ["'sep', ';'", "a INT, b STRING", "1;2"],
  ["'sep', '||'", "a INT, b STRING", "1||2"],
  ["'delimiter', '\\t'", "a INT, b STRING", "1\t2"],
  ["'timestampFormat', 'dd/MM/yyyy'", "a TIMESTAMP", "26/08/2015"],
  ["'timestampFormat', 'dd/MMM/yyyy HH:mm:ss Z'", "a TIMESTAMP", "26/Aug/2015 01:02:03 +0200"],
  ["'dateFormat', 'd.M.yy'", "a DATE", "1.2.20"],
  ["'dateFormat', 'd.M.yy'", "a DATE", "2020-01-01"],
  ["'mode', 'FAILFAST'", "a INT, b STRING", "x,2"],
  ["'mode', 'FAILFAST'", "a INT, b STRING", "1,2"],
  ["'mode', 'FAILFAST'", "a INT, b STRING", "1"],
  ["'mode', 'DROPMALFORMED'", "a INT, b STRING", "1,2"],
  ["'columnNameOfCorruptRecord', 'c'", "a INT, c STRING", "x"],
  ["'nullValue', '-'", "a INT, b STRING", "-,-"],
  ["'emptyValue', 'E'", "a STRING, b STRING", '"",x'],
  ["'nanValue', 'nope', 'positiveInf', 'much'", "a DOUBLE, b DOUBLE", "nope,much"],
  ["'ignoreLeadingWhiteSpace', 'true', 'ignoreTrailingWhiteSpace', 'true'", "a STRING, b STRING", " a , b "],
  ["'quote', '\\''", "a STRING, b STRING", "'a,b',c"],
  ["'escape', '!'", "a STRING, b STRING", '"a!"b",c'],
  ["'comment', '#'", "a INT, b STRING", "#1,2"],
  ["'header', 'true'", "a INT, b STRING", "1,2"],
  ["'timeZone', 'Asia/Tokyo'", "a TIMESTAMP", "2020-01-01 00:00:00"],
]; // biome-ignore format: lists
const SCHEMA_OF = ["1,abc", "1,,2.5,2020-01-01,2020-01-01 00:00:00,true,99999999999", "x", '"",1', "1e5,1.50,-1,+1, 1", "NaN,Inf,Infinity", "2020-1-1,12:30", "9223372036854775808,12345678901234567890123456789012345678901", "a b,c"]; // biome-ignore format: a list

const reading = [
  ...SCHEMAS.flatMap((schema) => LINES.map((line) => `from_csv(${quoted(line)}, '${schema}')`)),
  ...TYPES.flatMap(([schema, ...texts]) => texts.map((text) => `from_csv(${quoted(text)}, '${schema}')`)),
  ...OPTIONS.map(([options, schema, text]) => `from_csv(${quoted(text)}, '${schema}', map(${options}))`),
];

export default [
  {
    table: "groups",
    kind: "total",
    queries: [
      ...reading.map((query) => `max(${query})`),
      "max(from_csv(w, 'INT'))", "max(from_csv(1, 'a INT'))", "max(from_csv(null, 'a INT'))", "max(from_csv(w, i))", "max(from_csv(w, 'a INT', map('mode', 1)))", "max(from_csv(w, 'a INT', w))", "max(from_csv('1,a', schema_of_csv('1,a')))",
      ...SCHEMA_OF.map((text) => `max(schema_of_csv(${quoted(text)}))`),
      "max(schema_of_csv('1|abc', map('delimiter', '|')))", "max(schema_of_csv(null))", "max(schema_of_csv(1))", "max(schema_of_csv(w))", "max(schema_of_csv('01.02.2020', map('dateFormat', 'dd.MM.yyyy')))",
      "max(to_csv(1))", "max(to_csv(array(1)))",
    ],
  },
  {
    table: "groups",
    kind: "total",
    timeZone: "America/New_York",
    queries: [...reading.filter((query) => query.includes("TIMESTAMP")).map((query) => `max(${query})`)],
  },
  { table: "texts", kind: "scalar", queries: ["from_csv(s, 'a STRING, b STRING')", "to_csv(named_struct('s', s, 't', t, 'n', n))", "to_csv(named_struct('s', s))", "to_csv(named_struct('s', s, 't', t), map('quoteAll', 'true', 'sep', ';'))", "to_csv(named_struct('s', s, 't', t), map('ignoreLeadingWhiteSpace', 'false', 'ignoreTrailingWhiteSpace', 'false', 'escapeQuotes', 'false'))", "to_csv(named_struct('s', s, 't', t), map('nullValue', '-', 'emptyValue', 'E', 'escape', '!'))"] },
  { table: "numbers", kind: "scalar", queries: ["to_csv(named_struct('a', i8, 'b', i16, 'c', i32, 'd', i64, 'e', f32, 'f', f64, 'g', d10, 'i', b))", "to_csv(if(b, named_struct('a', i8), null))"] },
  { table: "times", kind: "scalar", queries: ["to_csv(named_struct('d', d, 'ts', ts, 'ntz', ntz))", "to_csv(named_struct('d', d, 'ts', ts, 'ntz', ntz), map('dateFormat', 'dd.MM.yyyy', 'timestampFormat', 'yyyy-MM-dd HH:mm:ss.SSSSSS', 'timestampNTZFormat', 'D HH'))", "to_csv(named_struct('ts', ts), map('timeZone', 'Asia/Tokyo'))"] },
  { table: "times", kind: "scalar", timeZone: "America/New_York", queries: ["to_csv(named_struct('ts', ts))"] },
] satisfies GoldenGroup[]; // biome-ignore format: lists
