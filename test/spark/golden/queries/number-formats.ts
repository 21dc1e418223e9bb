import type { GoldenGroup } from "../family.js";

const TEXTS = [
  "1,234.5", "1234.5", "234", "234.56-", "234.56+", "+234", "-234", ",234", "1,23", "0,001.20", "0,001.20-", "<$1,234>", "$1,234", "$12", "<$12", "$12>", "-$12.3", "+$12.3", "$12.3", "$-12.3", "12.", ".5", ".", "", " 12 ", "1 2", "12,345",
  "01,230", "1,230", "12.34", "12.345", "1,2,3", "1,23,4", "-1,23,4", "12e1", "-", "$", "1.2.3", "1,", "١", "234 .5", "2 34.5 -", "1 , 234", "  234.5", "1,234.5  ", "- 234", "<234>", "1.5>", "<-5>", "5-", "-5-", "0", "-0", "00", "99", "12.3 ", "x", "12- ", " -12", "1٢",
]; // biome-ignore format: a list
const FORMATS = [
  "9,999.99S", "0,000.00MI", "$99,999PR", "S$999.9", "09,990", "90.09", "999", "MI9,99,9", "99PR", "S99", "99G999D9", "s9,999.9", "9.", "MI99.0S", "S9PR", "99.9MI", "00", "99999999999999999999.999999999999999999",
]; // biome-ignore format: a list
const WRONG = ["", "abc", "$", ".", "9.9.9", "99$", "9S9", "S9S", "SMI9", "9,", ",9", "9,,9", "9.9,9", "$$9", "9 9", "PR9", "9PR9", ".$9", "9.$9", "9x", "$S9", "9$S", "9SPR", "9S$", ",", "S.", "9,.9", "9.,9", "$,9", "S,9", "9,9,S", "9MIMI", "9MI9", "99$.9", "9PPR", "9M", "9.D"]; // biome-ignore format: a list

const quoted = (text: string) => `'${text}'`;
const reading = TEXTS.flatMap((text, i) =>
  FORMATS.flatMap((format, j) => [
    `try_to_number(${quoted(text)}, ${quoted(format)})`,
    ...((i + j) % 7 === 0 ? [`to_number(${quoted(text)}, ${quoted(format)})`] : []),
  ]),
);

export default [
  { table: "groups", kind: "total", queries: reading.map((query) => `max(${query})`) },
  {
    table: "groups",
    kind: "total",
    queries: [
      ...WRONG.flatMap((format) => [`max(to_number('1', ${quoted(format)}))`, `max(to_char(1, ${quoted(format)}))`]),
      "max(try_to_number('1', '.99'))", "max(try_to_number('.5', '.99'))", "max(try_to_number('x', 'abc'))", "max(to_number('1', w))", "max(to_char(1, w))", "max(to_char(true, '9'))", "max(to_char(cast('a' as binary), w))", "max(to_number(12, '99'))", "max(to_number('12', null))",
      "max(to_number(null, '99'))", "max(to_char(cast('abc' as binary), 'xx'))", "max(to_char(12, null))", "max(to_char('x', '99'))", "max(to_number('1'))",
    ],
  },
  {
    table: "numbers",
    kind: "scalar",
    queries: [
      ...["9", "0", "99", ".9", "9.9", "90.00", "09.90", "S99.9", "99.9S", "MI99.9", "99.9MI", "99.9PR", "$99PR", "S$9,999", "9,999,999.9MI", "9.", "9.S", "MI9,999PR", "S09,999", "00,000.00", "$99999999.99S", "S.99", "MI.99PR", "9G999D99"].map((format) => `to_char(d10, '${format}')`),
      ...["i8", "i32", "i16"].map((column) => `to_varchar(${column}, 'S99,999')`),
      "to_char(d38, '99999999999999999999999999999999999999.99S')", "to_char(i64, 'MI9,999,999,999,999,999,999')", "to_char(f32, '9,999.999')", "to_char('12.50', '99.9')",
    ],
  },
  {
    table: "times",
    kind: "scalar",
    queries: ["to_char(ts, 'yyyy-MM-dd HH:mm')", "to_varchar(d, 'D')", "to_char(ntz, 'HH:mm')", "to_char(d, if(k > 0, 'yyyy', 'M'))", "to_char(cast('abc' as binary), 'base64')", "to_char(cast('abc' as binary), 'hex')", "to_char(cast('abc' as binary), 'UTF-8')"],
  },
] satisfies GoldenGroup[]; // biome-ignore format: lists
