import type { GoldenGroup } from "../family.js";

const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    ...["initcap(t)", "initcap('ΑΣ ΣΑΣ Σ')", "initcap('aİb İx ıa')", "initcap('a.b-c d_e  f\\n g')", "initcap('1a 😀b 𐐨a')", "initcap(n)"],
    ...["soundex(t)", "soundex('Ashcraft')", "soundex('Tymczak')", "soundex('Pfister')", "soundex('aé b')", "soundex('Robert')", "soundex('a-bb')", "soundex('hWb')", "soundex('[abc')", "soundex('BbFfVv')"],
    ...["levenshtein(s, t, 3)", "levenshtein(s, t, n)", "levenshtein(s, t, -1)", "levenshtein(t, s)", "levenshtein(s, null)", "levenshtein('a😀b', 'ab')"],
    ...["jaro_winkler_similarity(s, t)", "jaro_winkler_similarity(t, 'abc')", "jaro_winkler_similarity(s, s)", "jaro_winkler_similarity('martha', 'marhta')", "jaro_winkler_similarity('dwayne', 'duane')", "jaro_winkler_similarity('dicksonx', 'dixon')", "jaro_winkler_similarity('abcdefgh', 'abcdxyz')", "jaro_winkler_similarity('abzzzzzzzz', 'abyyyyyyyy')", "jaro_winkler_similarity('aaaaaa', 'aaaaaab')", "jaro_winkler_similarity('😀ab', 'a😀b')", "jaro_winkler_similarity('éab', 'eab')", "jaro_winkler_similarity(s, n)", "jaro_winkler_similarity(s, null)", "jaro_winkler_similarity('a', 'b')", "jaro_winkler_similarity('CRATE', 'TRACE')"],
    ...["overlay(s, t, 1)", "overlay(s, 'XY', n)", "overlay(s, 'XY', 2, n)", "overlay(s, 'XY', -2)", "overlay(s, 'XY', 0)", "overlay(s, 'XY', 9)", "overlay(s, '', 2, 3)", "overlay(s, null, 2)"],
    ...["substring_index(s, 'a', 1)", "substring_index(s, 'a', -1)", "substring_index(s, 'aa', 2)", "substring_index('aaaa', 'aa', n)", "substring_index(s, t, n)", "substring_index(s, '', 1)", "substring_index(s, ',', 0)"],
    ...["elt(1, s)", "elt(2, s)", "elt(n, 'x', 'y')", "elt(n, n, s)", "elt(null, s, t)", "elt(1)"],
    ...["str_to_map('a:1,b:2')", "str_to_map(s)", "str_to_map(t, ' ', 'a')", "str_to_map(s, '[ ,]', 'b')", "str_to_map('a:1,b:2:3', '[,;]', ':')", "str_to_map('a:1,a:2')", "str_to_map(null)", "str_to_map('a=1;b', ';', '=')"],
    ...["luhn_check(s)", "luhn_check('4111111111111111')", "luhn_check('4111111111111112')", "luhn_check('')", "luhn_check('0')", "luhn_check(n)"],
    ...["quote(s)", "quote(t)", "quote(n)"],
    ...["mask(s)", "mask(s, 'Q')", "mask(s, 'Q', null, 'd', 'o')", "mask(t, null, null, null, '*')", "mask(s, 'QQ')", "mask(s, '')", "mask('Éß日1²½ǅ')", "mask(n)", "mask(1)", "mask(s, 1)", "mask(s, 'Q', 12)", "mask(null)", "mask(bin)", "mask(date'2024-01-01')"],
  ],
}; // biome-ignore format: lists

export default [texts];
