// Generated from src/spark/functions/table/ by `npm run generate`: change the table, not this file.
/** Strings. */
import { type Column, type ColumnOrName, lit, toColumn } from "../../api/column.js";
import { columnOrNumber, columns, given, invoke, type Seed, seedOf } from "../arguments.js";

/**
 * The code point of the first character; 0 of an empty string.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ascii.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function ascii(col: ColumnOrName): Column<number | null> {
  return invoke("ascii", toColumn(col));
}

/**
 * Binary as base64.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.base64.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function base64(col: ColumnOrName): Column<string | null> {
  return invoke("base64", toColumn(col));
}

/**
 * The length in bits.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.bit_length.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function bit_length(col: ColumnOrName): Column<number | null> {
  return invoke("bit_length", toColumn(col));
}

/**
 * Without spaces at both ends, or without any of the characters of `trim`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.btrim.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function btrim(str: ColumnOrName, trim?: ColumnOrName): Column<string | null> {
  return invoke("btrim", toColumn(str), given(trim, toColumn));
}

/**
 * The character of a code, modulo 256.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.char.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function char(col: ColumnOrName): Column<string | null> {
  return invoke("char", toColumn(col));
}

/**
 * The same as {@link length}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.char_length.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function char_length(str: ColumnOrName): Column<number | null> {
  return invoke("char_length", toColumn(str));
}

/**
 * The same as {@link length}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.character_length.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function character_length(str: ColumnOrName): Column<number | null> {
  return invoke("character_length", toColumn(str));
}

/**
 * The same as {@link char}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.chr.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function chr(n: ColumnOrName): Column<string | null> {
  return invoke("chr", toColumn(n));
}

/**
 * The string, compared by a collation from here on.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collate.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function collate(col: ColumnOrName, collation: string | Column): Column<string | null> {
  return invoke("collate", toColumn(col), lit(collation));
}

/**
 * The name of a string's collation.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.collation.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function collation(col: ColumnOrName): Column<string> {
  return invoke("collation", toColumn(col));
}

/**
 * Strings and arrays of strings joined, with `sep` between them; nulls are passed over.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.concat_ws.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function concat_ws(sep: string | Column, ...cols: readonly ColumnOrName[]): Column<string | null> {
  return invoke("concat_ws", lit(sep), ...columns(cols));
}

/**
 * Whether `right` is a part of `left`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.contains.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function contains(left: ColumnOrName, right: ColumnOrName): Column<boolean | null> {
  return invoke("contains", toColumn(left), toColumn(right));
}

/**
 * Binary read as text in a character set, such as `UTF-8` or `UTF-16LE`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.decode.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function decode(col: ColumnOrName, charset: string | Column): Column<string | null> {
  return invoke("decode", toColumn(col), lit(charset));
}

/**
 * The one of the inputs whose number, from 1, the first of them is.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.elt.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function elt(...inputs: readonly ColumnOrName[]): Column {
  return invoke("elt", ...columns(inputs));
}

/**
 * Text as the bytes of a character set.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.encode.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function encode(col: ColumnOrName, charset: string | Column): Column<Uint8Array | null> {
  return invoke("encode", toColumn(col), lit(charset));
}

/**
 * Whether it ends with `suffix`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.endswith.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function endswith(str: ColumnOrName, suffix: ColumnOrName): Column<boolean | null> {
  return invoke("endswith", toColumn(str), toColumn(suffix));
}

/**
 * Where a word stands in a list with commas, from 1; 0 if it doesn't.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.find_in_set.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function find_in_set(str: ColumnOrName, str_array: ColumnOrName): Column<number | null> {
  return invoke("find_in_set", toColumn(str), toColumn(str_array));
}

/**
 * A number with commas between thousands and `d` digits behind the point.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.format_number.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function format_number(col: ColumnOrName, d: number | Column): Column<string | null> {
  return invoke("format_number", toColumn(col), lit(d));
}

/**
 * Values put into a format of printf's.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.format_string.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function format_string(
  format: string | Column,
  ...cols: readonly ColumnOrName[]
): Column<string | null> {
  return invoke("format_string", lit(format), ...columns(cols));
}

/**
 * The bytes that base32 says.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.from_base32.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function from_base32(col: ColumnOrName): Column<Uint8Array | null> {
  return invoke("from_base32", toColumn(col));
}

/**
 * Every word with a capital first letter, the others small.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.initcap.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function initcap(col: ColumnOrName): Column<string | null> {
  return invoke("initcap", toColumn(col));
}

/**
 * Where `substr` stands first, or the `occurrence`-th time from `start` on. Positions count from 1; 0 is nowhere.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.instr.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function instr(
  str: ColumnOrName,
  substr: string | Column,
  start?: number | Column,
  occurrence?: number | Column,
): Column<number | null> {
  return invoke(
    "instr",
    toColumn(str),
    lit(substr),
    given(start ?? (occurrence === undefined ? undefined : 1), lit),
    given(occurrence, lit),
  );
}

/**
 * Whether the bytes are valid UTF-8.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.is_valid_utf8.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function is_valid_utf8(str: ColumnOrName): Column<boolean | null> {
  return invoke("is_valid_utf8", toColumn(str));
}

/**
 * How alike two strings are by Jaro and Winkler, from 0 to 1.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.jaro_winkler_similarity.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function jaro_winkler_similarity(left: ColumnOrName, right: ColumnOrName): Column<number | null> {
  return invoke("jaro_winkler_similarity", toColumn(left), toColumn(right));
}

/**
 * The same as {@link lower}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lcase.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function lcase(str: ColumnOrName): Column<string | null> {
  return invoke("lcase", toColumn(str));
}

/**
 * The first `len` characters.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.left.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function left(str: ColumnOrName, len: ColumnOrName): Column<string | null> {
  return invoke("left", toColumn(str), toColumn(len));
}

/**
 * How many characters a string has, or bytes binary.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.length.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function length(col: ColumnOrName): Column<number | null> {
  return invoke("length", toColumn(col));
}

/**
 * How many changes of a character lead from one string to the other; −1 if there are more than `threshold`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.levenshtein.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function levenshtein(
  left: ColumnOrName,
  right: ColumnOrName,
  threshold?: number | Column,
): Column<number | null> {
  return invoke("levenshtein", toColumn(left), toColumn(right), given(threshold, lit));
}

/**
 * Where `substr` stands first from `pos` on; positions count from 1, 0 is nowhere.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.locate.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function locate(
  substr: string | Column,
  str: ColumnOrName,
  pos?: number | Column,
): Column<number | null> {
  return invoke("locate", lit(substr), toColumn(str), pos === undefined ? lit(1) : lit(pos));
}

/**
 * In small letters.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lower.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function lower(col: ColumnOrName): Column<string | null> {
  return invoke("lower", toColumn(col));
}

/**
 * Filled with `pad` from the left, or cut, to `len` characters.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.lpad.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function lpad(col: ColumnOrName, len: number | Column, pad: string | Column): Column {
  return invoke("lpad", toColumn(col), lit(len), lit(pad));
}

/**
 * Without spaces at the left, or without any of the characters of `trim`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ltrim.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function ltrim(col: ColumnOrName, trim?: ColumnOrName): Column<string | null> {
  return invoke("ltrim", given(trim, toColumn), toColumn(col));
}

/**
 * With U+FFFD in the place of bytes that aren't valid UTF-8.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.make_valid_utf8.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function make_valid_utf8(str: ColumnOrName): Column<string | null> {
  return invoke("make_valid_utf8", toColumn(str));
}

/**
 * With each capital letter, small letter, digit and other character replaced by the one given; null leaves the character.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.mask.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function mask(
  col: ColumnOrName,
  upperChar?: ColumnOrName,
  lowerChar?: ColumnOrName,
  digitChar?: ColumnOrName,
  otherChar?: ColumnOrName,
): Column<string | null> {
  return invoke(
    "mask",
    toColumn(col),
    upperChar === undefined ? lit("X") : toColumn(upperChar),
    lowerChar === undefined ? lit("x") : toColumn(lowerChar),
    digitChar === undefined ? lit("n") : toColumn(digitChar),
    otherChar === undefined ? lit(null) : toColumn(otherChar),
  );
}

/**
 * The length in bytes.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.octet_length.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function octet_length(col: ColumnOrName): Column<number | null> {
  return invoke("octet_length", toColumn(col));
}

/**
 * With `replace` in the place of `len` characters at `pos`, of as many as it has itself if `len` is −1.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.overlay.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function overlay(
  src: ColumnOrName,
  replace: ColumnOrName,
  pos: ColumnOrName | number,
  len?: ColumnOrName | number,
): Column {
  return invoke(
    "overlay",
    toColumn(src),
    toColumn(replace),
    columnOrNumber(pos),
    len === undefined ? lit(-1) : columnOrNumber(len),
  );
}

/**
 * Where `substr` stands first in `str` from `start` on; positions count from 1, 0 is nowhere.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.position.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function position(
  substr: ColumnOrName,
  str: ColumnOrName,
  start?: ColumnOrName,
): Column<number | null> {
  return invoke("position", toColumn(substr), toColumn(str), given(start, toColumn));
}

/**
 * {@link format_string} with a column as format.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.printf.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function printf(format: ColumnOrName, ...cols: readonly ColumnOrName[]): Column<string | null> {
  return invoke("printf", toColumn(format), ...columns(cols));
}

/**
 * In single quotes, those within it escaped.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.quote.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function quote(col: ColumnOrName): Column<string | null> {
  return invoke("quote", toColumn(col));
}

/**
 * Random strings of digits and letters.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.randstr.html
 * @throws ValueError for a seed that isn't whole
 */
export function randstr(length: number | Column, seed?: Seed): Column<string> {
  return invoke("randstr", lit(length), seedOf(seed));
}

/**
 * How often a regular expression fits.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_count.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regexp_count(str: ColumnOrName, regexp: ColumnOrName): Column<number | null> {
  return invoke("regexp_count", toColumn(str), toColumn(regexp));
}

/**
 * What group `idx` of a regular expression caught, 0 being all that fits; an empty string where it doesn't.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_extract.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regexp_extract(
  str: ColumnOrName,
  pattern: string | Column,
  idx: number | Column,
): Column<string | null> {
  return invoke("regexp_extract", toColumn(str), lit(pattern), lit(idx));
}

/**
 * What group `idx` of a regular expression, without it the first, caught each time.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_extract_all.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regexp_extract_all(
  str: ColumnOrName,
  regexp: ColumnOrName,
  idx?: number | Column,
): Column<string[] | null> {
  return invoke("regexp_extract_all", toColumn(str), toColumn(regexp), given(idx, lit));
}

/**
 * Where a regular expression fits first, from 1; 0 is nowhere.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_instr.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regexp_instr(
  str: ColumnOrName,
  regexp: ColumnOrName,
  idx?: number | Column,
): Column<number | null> {
  return invoke("regexp_instr", toColumn(str), toColumn(regexp), given(idx, lit));
}

/**
 * With `replacement` in the place of all that a regular expression fits, from `position` on; `$1` in it is what a group caught.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_replace.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regexp_replace(
  string: ColumnOrName,
  pattern: string | Column,
  replacement: string | Column,
  position?: number | Column,
): Column<string | null> {
  return invoke("regexp_replace", toColumn(string), lit(pattern), lit(replacement), given(position, lit));
}

/**
 * The first part that a regular expression fits; null if there is none.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.regexp_substr.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function regexp_substr(str: ColumnOrName, regexp: ColumnOrName): Column<string | null> {
  return invoke("regexp_substr", toColumn(str), toColumn(regexp));
}

/**
 * The string `n` times.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.repeat.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function repeat(col: ColumnOrName, n: ColumnOrName | number): Column<string | null> {
  return invoke("repeat", toColumn(col), columnOrNumber(n));
}

/**
 * With `replace`, or nothing, in the place of every `search`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.replace.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function replace(
  src: ColumnOrName,
  search: ColumnOrName,
  replace?: ColumnOrName,
): Column<string | null> {
  return invoke("replace", toColumn(src), toColumn(search), given(replace, toColumn));
}

/**
 * The last `len` characters.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.right.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function right(str: ColumnOrName, len: ColumnOrName): Column<string | null> {
  return invoke("right", toColumn(str), toColumn(len));
}

/**
 * Filled with `pad` from the right, or cut, to `len` characters.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rpad.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function rpad(col: ColumnOrName, len: number | Column, pad: string | Column): Column {
  return invoke("rpad", toColumn(col), lit(len), lit(pad));
}

/**
 * Without spaces at the right, or without any of the characters of `trim`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.rtrim.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function rtrim(col: ColumnOrName, trim?: ColumnOrName): Column<string | null> {
  return invoke("rtrim", given(trim, toColumn), toColumn(col));
}

/**
 * The words of each sentence, by the rules of a language.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.sentences.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function sentences(
  string: ColumnOrName,
  language?: ColumnOrName,
  country?: ColumnOrName,
): Column<string[][] | null> {
  return invoke(
    "sentences",
    toColumn(string),
    language === undefined ? lit("") : toColumn(language),
    country === undefined ? lit("") : toColumn(country),
  );
}

/**
 * The code of how an English word sounds.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.soundex.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function soundex(col: ColumnOrName): Column<string | null> {
  return invoke("soundex", toColumn(col));
}

/**
 * The parts between what a regular expression fits, at most `limit` of them if it is above zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.split.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function split(
  str: ColumnOrName,
  pattern: string | Column,
  limit?: ColumnOrName | number,
): Column<string[] | null> {
  return invoke("split", toColumn(str), lit(pattern), limit === undefined ? lit(-1) : columnOrNumber(limit));
}

/**
 * The part of that number between delimiters, from 1, or from −1 at the end; an empty string beyond them.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.split_part.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function split_part(
  src: ColumnOrName,
  delimiter: ColumnOrName,
  partNum: ColumnOrName,
): Column<string | null> {
  return invoke("split_part", toColumn(src), toColumn(delimiter), toColumn(partNum));
}

/**
 * Whether it begins with `prefix`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.startswith.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function startswith(str: ColumnOrName, prefix: ColumnOrName): Column<boolean | null> {
  return invoke("startswith", toColumn(str), toColumn(prefix));
}

/**
 * A part of a string or of binary; positions count from 1, or from −1 at the end.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.substr.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function substr(str: ColumnOrName, pos: ColumnOrName, len?: ColumnOrName): Column {
  return invoke("substr", toColumn(str), toColumn(pos), given(len, toColumn));
}

/**
 * A part of a string or of binary; positions count from 1, or from −1 at the end.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.substring.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function substring(str: ColumnOrName, pos: ColumnOrName | number, len: ColumnOrName | number): Column {
  return invoke("substring", toColumn(str), columnOrNumber(pos), columnOrNumber(len));
}

/**
 * What is before the `count`-th delimiter, or behind it counted from the end if below zero.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.substring_index.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function substring_index(
  str: ColumnOrName,
  delim: string | Column,
  count: number | Column,
): Column<string | null> {
  return invoke("substring_index", toColumn(str), lit(delim), lit(count));
}

/**
 * Binary as base32.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_base32.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_base32(col: ColumnOrName): Column<string | null> {
  return invoke("to_base32", toColumn(col));
}

/**
 * The bytes that a string says in `hex`, `utf-8` or `base64`; it is read as hex without a format.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_binary.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_binary(col: ColumnOrName, format?: ColumnOrName): Column<Uint8Array | null> {
  return invoke("to_binary", toColumn(col), given(format, toColumn));
}

/**
 * A number, date or binary as a format has it, such as `'$99.99'`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_char.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_char(col: ColumnOrName, format: ColumnOrName): Column<string | null> {
  return invoke("to_char", toColumn(col), toColumn(format));
}

/**
 * The decimal number that a string says in a format.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_number.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_number(col: ColumnOrName, format: ColumnOrName): Column {
  return invoke("to_number", toColumn(col), toColumn(format));
}

/**
 * The same as {@link to_char}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.to_varchar.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function to_varchar(col: ColumnOrName, format: ColumnOrName): Column<string | null> {
  return invoke("to_varchar", toColumn(col), toColumn(format));
}

/**
 * With every character of `matching` replaced by the one at its place in `replace`, or left out if that is shorter.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.translate.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function translate(
  srcCol: ColumnOrName,
  matching: string | Column,
  replace: string | Column,
): Column<string | null> {
  return invoke("translate", toColumn(srcCol), lit(matching), lit(replace));
}

/**
 * Without spaces at both ends, or without any of the characters of `trim`.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.trim.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function trim(col: ColumnOrName, trim?: ColumnOrName): Column<string | null> {
  return invoke("trim", given(trim, toColumn), toColumn(col));
}

/**
 * {@link to_binary} that gives null for what can't be read.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_binary.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_to_binary(col: ColumnOrName, format?: ColumnOrName): Column<Uint8Array | null> {
  return invoke("try_to_binary", toColumn(col), given(format, toColumn));
}

/**
 * {@link to_number} that gives null for what can't be read.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_to_number.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_to_number(col: ColumnOrName, format: ColumnOrName): Column {
  return invoke("try_to_number", toColumn(col), toColumn(format));
}

/**
 * The string, or null if its bytes aren't valid UTF-8.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.try_validate_utf8.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function try_validate_utf8(str: ColumnOrName): Column<string | null> {
  return invoke("try_validate_utf8", toColumn(str));
}

/**
 * The same as {@link upper}.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.ucase.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function ucase(str: ColumnOrName): Column<string | null> {
  return invoke("ucase", toColumn(str));
}

/**
 * The bytes that base64 says.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.unbase64.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function unbase64(col: ColumnOrName): Column<Uint8Array | null> {
  return invoke("unbase64", toColumn(col));
}

/**
 * In capital letters.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.upper.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function upper(col: ColumnOrName): Column<string | null> {
  return invoke("upper", toColumn(col));
}

/**
 * The string; an error if its bytes aren't valid UTF-8.
 *
 * https://spark.apache.org/docs/latest/api/python/reference/pyspark.sql/api/pyspark.sql.functions.validate_utf8.html
 * @throws ValueError for an argument that is neither a column nor its name
 */
export function validate_utf8(str: ColumnOrName): Column<string | null> {
  return invoke("validate_utf8", toColumn(str));
}
