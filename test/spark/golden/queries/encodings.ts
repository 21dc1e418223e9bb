import type { GoldenGroup } from "../family.js";
import { URL_PARTS } from "../text-tables.js";

const CHARSETS = ["UTF-8", "utf-16", "UTF-16BE", "UTF-16LE", "ISO-8859-1", "US-ASCII"];
const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    ...["UTF-8", "utf-16", "UTF-16BE", "UTF-16LE"].flatMap((charset) => [
      `encode(s, '${charset}')`,
      `decode(encode(s, '${charset}'), '${charset}')`,
    ]),
    ...["encode(s, 'UTF-32')", "encode(s, null)", "decode(bin, 'ISO-8859-1')", "decode(unhex('FFFE6100'), 'UTF-16')", "decode(unhex('FEFF0061'), 'UTF-16')"],
    ...["hex(unhex(s))", "unhex(t)", "unhex('abc')", "unhex('ABCD')", "unhex('xy')", "unhex(n)", "unhex('')"],
    ...["unbase64(base64(bin))", "unbase64(base64(s))", "unbase64('YQ')", "unbase64('YQ==')", "unbase64('YWJ')", "unbase64('!')", "unbase64('')", "unbase64('YWJjZA==')"],
    ...["to_binary('616', 'hex')", "to_binary('abc')", "to_binary(s, 'utf-8')", "to_binary(s, 'UTF8')", "try_to_binary(s, 'hex')", "try_to_binary(t)", "try_to_binary(s, 'utf-8')"],
    ...["url_encode(s)", "url_encode(t)", "url_decode(url_encode(s))", "url_decode('a%20b+c%C3%A9')", "url_decode('%FF')", "try_url_decode(s)", "try_url_decode('a%2')", "try_url_decode('a%41')", "url_encode('a b+c/é~*-_.!()😀')"],
    ...["to_base32(s)", "to_base32(bin)", "to_base32(n)", "from_base32(s)", "from_base32(t)", "from_base32(to_base32(bin))", "from_base32(upper(s))", "from_base32('NBSWY3DP')", "from_base32('nbs')", "from_base32('MZXW6===MZXW6===')", "from_base32('A')", "from_base32('ſ')", "from_base32(n)", "from_base32('MZXW6YQ')", "from_base32('MZX W6-YQ1')"],
    ...["is_valid_utf8(s)", "is_valid_utf8(bin)"],
  ],
}; // biome-ignore format: lists
const failing: GoldenGroup = {
  table: "few",
  kind: "scalar",
  queries: [
    ...CHARSETS.flatMap((charset) => [`encode(s, '${charset}')`, `decode(bin, '${charset}')`]),
    ...["encode(s, 'nope')", "decode(bin, 'nope')", "decode(unhex('D800'), 'UTF-16BE')", "to_binary('zz', 'hex')", "parse_url('http://h/a b', 'HOST')", "parse_url('http://h/a b', 'QUERY', 'x')", "url_decode('a%2')", "url_decode('%zz')", "url_decode(s)"],
  ],
}; // biome-ignore format: lists
const urls: GoldenGroup = {
  table: "urls",
  kind: "scalar",
  queries: [
    ...URL_PARTS.map((part) => `try_parse_url(s, '${part}')`),
    ...["try_parse_url(s, 'QUERY', 'a')", "try_parse_url(s, 'QUERY', 'a.b')", "try_parse_url(s, 'HOST', 'a')", "try_parse_url(s, 'host')", "try_parse_url(s, null)", "parse_url('http://h/x?y=1', 'QUERY', 'y')", "parse_url('http://h/x?y=1', 'HOST')"],
  ],
}; // biome-ignore format: a list

export default [texts, failing, urls];
