/** Tables for golden queries of texts that are read: regular expressions, JSON, formats. */
import { Seeded } from "../../support/seeded.js";

const source = new Seeded(20_260_102);

function pick<T>(from: readonly T[], by = source): T {
  return from[Math.floor(by.next() * from.length)]!;
}

/** A text of up to that many letters. */
function word(letters: readonly string[], most: number): string {
  return Array.from({ length: Math.floor(source.next() * (most + 1)) }, () => pick(letters)).join("");
}

const LETTERS = ["a", "A", "b", "B", "c", "1", "2", " ", "_", "-", ",", ".", "\n", "\r", "\t", "é", "É", "ß", "\u0085", "\u00a0", "日", "😀"]; // biome-ignore format: a list
const SUBJECTS = ["", "a", "ab\n", "ab\r\n", "b\u2028", "aabb", "a1b22c333", "key=value; k2=v2", "2024-02-29T12:34:56", "  two  words ", "foo@bar.org"]; // biome-ignore format: a list

/** What Java reads, each a thing of its own. */
const PATTERNS = [
  "a", "", ".", ".+", "(?s).+", "^a", "b$", "^$", "(?m)^b", "(?m)a$", "\\A.", "b\\z", "b\\Z", "[abc]+", "[^abc]+", "[a-c1-2]", "[]a]", "[^]a]", "[a-]", "[\\w.-]+", "[-a]",
  "\\d+", "\\D+", "\\w+", "\\W+", "\\s+", "\\S+", "\\h", "\\v", "\\H+", "\\p{L}+", "\\p{Lu}", "\\P{L}", "\\pL", "\\p{Alpha}+", "\\p{Punct}", "[\\p{L}\\d]+",
  "(a)(b)?", "(a|b)+", "(?:a|b)c?", "a|b|", "(a+)(b*)", "(a)|(b)", "(\\w)(\\w)", "(\\w)\\1", "(?<x>a)\\k<x>", "(([ab])([12]))",
  "a*", "a*?", "a+?", "a??", "a{2}", "a{1,2}", "a{2,}", "(?i)ab", "(?i:a)b", "(?i)[^a]", "(?i)[a-b]+", "a(?i)b", "a(?=b)", "a(?!b)", "(?<=a)b", "(?<!a)b", "(?<=a|ab)b", "(?=(a))",
  "\\.", "\\x61", "\\u0061", "\\0141", "\\x{1F600}", "😀", "[😀]", "\\Qa.b\\E", "\\Qa\\E+", "\\t", "\\\\", "é", "[à-ü]", "(\\d{4})-(\\d{2})-(\\d{2})", "(\\w+)=(\\w+)", "(\\w+)@(\\w+)\\.org", "^\\s+|\\s+$", "\\s*,\\s*", "\\\\|/", "}", "]", "(?:)", "()",
]; // biome-ignore format: a list
const fitting = PATTERNS.flatMap((pattern) =>
  Array.from({ length: 4 }, (_, i) => ({
    pattern,
    subject: i === 0 ? pick(SUBJECTS) : word(LETTERS, 9),
    by: pick(["X", "", "<$0>", "\\$\\\\", "-"]),
    place: pick(["1", "1", "2", "5"]),
    limit: pick(["-1", "0", "1", "2", "3"]),
  })),
);
// An empty pattern stands before halves of a character in Java: no text has one beyond U+FFFF where that could be.
const safe = fitting.map((row) => ({
  ...row,
  subject: row.subject.replaceAll("😀", canBeNothing(row.pattern) ? "日" : "😀"),
}));

function canBeNothing(pattern: string): boolean {
  return [
    "",
    "b$",
    "^$",
    "(?m)^b",
    "(?m)a$",
    "a|b|",
    "a*",
    "a*?",
    "a??",
    "(?=(a))",
    "(?:)",
    "()",
    "\\s*,\\s*",
  ].includes(pattern);
}

const WRONG = ["(", ")", "a)", "[a", "*a", "a{2,1}", "a{x}", "\\y", "\\xg", "(?<1>a)", "(?<a>b)(?<a>c)", "\\k<no>", "[b-a]", "(?z)", "\\p{", "\\u12", "+"]; // biome-ignore format: a list
const wrong = WRONG.map((pattern) => ({ pattern, subject: pick(SUBJECTS) }));

/** Replacements, good and wrong, of `(a)(b)?(?<n>c)?`. */
const BY = ["$1", "$2", "$3", "$4", "$10", "$0$1", "$", "$x", "\\", "\\\\", "\\$1", "a\\bc", "$1$", "$12x"]; // biome-ignore format: a list
const replacements = BY.flatMap((by) => ["abc", "xyz"].map((subject) => ({ by, subject })));

const strings = (name: string, values: readonly (string | null)[]) => ({ name, type: "string", values });
const ints = (name: string, values: readonly (string | null)[]) => ({ name, type: "int", values });

const URLS = [
  "http://user:pw@host.com:80/p/a?x=1&y=2#ref", "https://spark.apache.org/path?query=1", "http://a_b.com/x", "http://1.2.3/x", "http://1.2.3.4:80", "http://256.1.1.1/", "//h/x", "x/y?z",
  "http:", "http://", "http:/a", "file:///a", "http://h?a.b=1&axb=2&a=3", "HTTP://H/", "http://h/#", "http://h/?", "http://h:/x", "http://h:x/x", "http://u@h@i/x", "abc", "1a:b", "a#b#c", "", "?", "#",
  "http://h/%zz", "http://h/%41%2F", "http://h/a b", "mailto:a@b.c", "mailto:a@b#c", "http://h/a;b=c/d,e", "ftp://ftp.x.org/~me/$1", "http://-h/x", "http://h-/x", "http://h.1a/x", "http://h.a1./x", "http://h\\x", "a:b:c", ":a", "http://@h/", "http://u@/x", "http://:80/x", "jar:file:/x", "http://h/x?a=1&b&c==2&a=4", "h//x", "///x", "http://?x",
]; // biome-ignore format: a list
const NUMERALS = [
  "10", "-10", "0", "-0", "", " ", " 12 ", "12x", "x", "-", "--7", "+7", "zz", "Zz", "ff", "FF", "1e3", "7fffffffffffffff", "8000000000000000", "ffffffffffffffff", "10000000000000000", "18446744073709551615", "18446744073709551616", "-18446744073709551615",
  "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "1.5", "1é", "é", "012", "\t1",
]; // biome-ignore format: a list
const DOCUMENTS = [
  '{"a":1,"b":"x","c":[1,2.50],"d":null,"e":{"f":1}}', '{"a":{"b":[{"c":1},{"c":2}]}}', '{"a":{"b":[{"c":1}]}}', '[{"a":"x"},{"a":"y"}]', '[{"a":"x"}]', "[1,2,[3]]", "[[1,2],[3]]", "[]", "{}", "", " ", "null", "1", "1 2", "\"x\"", "x", "{a:1}", "{'a':'q\"r'}",
  '{"a":1', '{"a":1,}', '{"a":1} x', '{"a":[1,]}', '{"a":01}', '{"a":-0}', '{"a":-0.0,"b":1e5}', '{"a":+1}', '{"a":.5}', '{"a":1.}', '{"a":1e400}', '{"a":NaN}', '{"a":tru}', '{"a":1,"a":2}', '{"a":null,"a":2}', '{"a b":1,"a.b":2}', '{"A":1}',
  '{"a":"\\u00e9\\n/"}', '{"a":["\\u00e9\\n/\\u0001\\u007f"]}', '{"a":"tab\there"}', '{"a":["\\ud83d\\ude00"]}', '{"a":["😀é"]}', '{"a":"\\x"}', '{"a" : { "b" : [ 1 , "x" ] } }', '{"a":[[1,2],[3,[4]]]}', '{"a":[{"b":[{"c":1},{"c":2}]},{"b":[{"c":3}]}]}',
  '{"a":[{"b":"x"},{"c":1}]}', '{"a":[{"b":["x"]},{"c":1}]}', '{"a":[]}', '{"a":[1]}', '{"a":[null]}', '{"a":""}', '{"a":true,"b":false}', '{"a":12345678901234567890123}', '{"a":0.1000000000000000055511151231257827}', '{"a":{"x":1.0E3,"y":1.10}}', '{"a":123456789.123,"b":1e-7}', "[1] x", "[1,", '{"b":1,"a":{"c":1}}',
  '{"a":1.5,"b":"1.5"}', '{"a":"1","b":[1,null]}', '{"a":{"b":{"c":[{"d":[1,2]},{"d":[3]}]}}}',
]; // biome-ignore format: a list

/** A document of a few names, so that paths find something. */
function document(depth: number, from = source): string {
  const kind = from.next();
  if (depth > 0 && kind < 0.45) {
    const entries = Array.from(
      { length: Math.floor(from.next() * 4) },
      () => `"${pick(["a", "b", "c"], from)}":${document(depth - 1, from)}`,
    );
    return `{${entries.join(",")}}`;
  }
  if (depth > 0 && kind < 0.7) {
    return `[${Array.from({ length: Math.floor(from.next() * 4) }, () => document(depth - 1, from)).join(", ")}]`;
  }
  return pick(["1", "-2.5", "null", "true", '"x"', '"y z"', "1e3", '"é"', "0"], from);
}

/** Documents of the names and kinds that schemas of from_json ask for, right ones and wrong ones. */
const READ = [
  '{"a":true,"b":"false"}', '{"a":999.995,"b":"-12345678901234567890.123456789012345678"}', '{"a":"1.005","b":1e10}', '{"a":-1e-40}', '{"a":1e39}', '{"a":"NaN"}', '{"a":"-INF"}', '{"a":-Infinity}', '{"a":127,"b":-32768}', '{"a":128,"b":-32769}', '{"a":2147483648,"b":9223372036854775808}', '{"a":9223372036854775807}', '{"a":1.0}', '{"a":"1"}', '{"a":[1,"x",2]}', '{"a":[[1],["x"],null]}',
  '{"a":{"b":"x"}}', '{"a":{"b":[{"c":"x"},{"c":2}],"c":[1, {"d" : 1.50}]}}', '{"a":"2024-02-29","b":null}', '[1,"x",3]', '[[1],2]', '[{"a":1},2]', '[{"a":"x"},null]', '{"a":1,"b":{"b":1}}', '{"a":{"x":1,"y":"z","w":null}}', '{"x":{"b":"y"},"z":{"b":1}}', '{"a":1}{"a":2}', '{"a":1}]', '[1]]', 'nul', '{"a":"\\u0000b"}', '{"a":"\\u20ac\\"\\\\"}', '{"a":1}\n', '\ufeff{"a":1}', '{"_corrupt_record":"x","a":1}',
]; // biome-ignore format: a list
const FEW_READ = [
  "", '{"a":1,"b":"x"}', '{"a":"x","b":"y"}', "{a:1,b:'q'}", '{"a":01}', '{"a":/* x */1}', "[1,2]", "[1,'x']", '{"a":NaN,"b":NaN}', '{"a":1,"b":"\\q"}', '{"a":1,"b":"t\tx"}', "x", "null", '{"b":1.50}',
]; // biome-ignore format: a list
const MOMENTS = [
  '{"a":"2024-02-29","b":"2024-02-29"}', '{"a":"2024-02-30"}', '{"a":"2024"}', '{"a":"2024-3-1"}', '{"a":"2024-03-10T02:30:00"}', '{"a":"2024-03-10 02:30:00.1234567"}', '{"a":"2024-03-10T02:30:00Z"}', '{"a":"2024-03-10T02:30:00+05:30"}', '{"a":"0001-01-01"}', '{"a":"9999-12-31 23:59:59.999999"}', '{"a":"1582-10-10"}', '{"a":"12345-01-01"}', '{"a":"-0044-03-15"}', '{"a":0}', '{"a":1700000000}', '{"a":-1}', '{"a":1.5}', '{"a":""}', '{"a":"x"}', '{"a":null}', '["2024-02-29","x"]',
  '{"a":"01/02/2024","b":"2024-01-02 03:04","c":"2024-01-02 03:04"}', '{"a":"1/2/2024","b":"2024-01-02 03:04:05","c":"2024"}', '{"a":"2024-11-03 01:30:00","b":"2024-01-01 23:00:00"}', '{"k":"2024-01-02 03:04:05"}',
]; // biome-ignore format: a list

const documentSource = new Seeded(20_260_103);
const MORE_DOCUMENTS = Array.from({ length: 40 }, () => document(3, documentSource));

/** A map that has a key twice isn't embedded. */
function hasNamesOnce(text: string): boolean {
  return !/"(\w)":[^{}]*"\1":/.test(text);
}

const PARTS = ["HOST", "PATH", "QUERY", "REF", "PROTOCOL", "FILE", "AUTHORITY", "USERINFO"];

export const URL_PARTS: readonly string[] = PARTS;

export const TEXT_TABLES = {
  urls: { columns: [strings("s", [null, ...URLS])] },
  documents: {
    columns: [strings("s", [null, ...DOCUMENTS, ...Array.from({ length: 80 }, () => document(4))])],
  },
  json_reads: {
    columns: [
      strings("s", [
        null,
        ...DOCUMENTS.filter(hasNamesOnce),
        ...READ,
        ...MORE_DOCUMENTS.filter(hasNamesOnce),
      ]),
    ],
  },
  json_few: { columns: [strings("s", [null, ...FEW_READ])] },
  json_moments: { columns: [strings("s", [null, ...MOMENTS])] },
  one: { columns: [strings("x", ["x"])] },
  // For what fails: such a query is asked again for each row.
  few: {
    columns: [strings("s", [null, "é", "a"]), { name: "bin", type: "binary", values: [null, "C3A9", "FF"] }],
  },
  numerals: {
    columns: [
      strings("s", [null, ...NUMERALS]),
      ints("k", [null, ...NUMERALS.map(() => pick(["2", "8", "10", "16", "36", "1", "37"]))]),
    ],
  },
  regexps: {
    columns: [
      strings("s", [null, "a", ...safe.map(({ subject }) => subject)]),
      strings("p", ["a", null, ...safe.map(({ pattern }) => pattern)]),
      strings("by", ["x", "x", ...safe.map(({ by }) => by)]),
      ints("k", ["1", null, ...safe.map(({ place }) => place)]),
      ints("n", ["1", null, ...safe.map(({ limit }) => limit)]),
    ],
  },
  wrong_regexps: {
    columns: [strings("s", [null, ...wrong.map(({ subject }) => subject)]), strings("p", [null, ...WRONG])],
  },
  replacements: {
    columns: [
      strings("s", [null, ...replacements.map(({ subject }) => subject)]),
      strings("by", [null, ...replacements.map(({ by }) => by)]),
    ],
  },
};
