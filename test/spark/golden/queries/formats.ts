import { each, type GoldenGroup } from "../family.js";

const numbers: GoldenGroup = {
  table: "numbers",
  kind: "scalar",
  queries: [
    ...[0, 2, 5].flatMap((places) => each(`format_number(#, ${places})`, "i8", "i32", "i64", "f32", "f64", "d10", "d38")),
    ...["format_number(f64, k)", "format_number(f64, -1)", "format_number(0.125D, 2)", "format_number(0.135D, 2)", "format_number(1e20D, 2)", "format_number(null, 1)", "format_number(0.5D, 0)", "format_number(1.5D, 0)", "format_number(-0.4D, 0)", "format_number(999.995D, 2)"],
    ...["%d", "%5d", "%-5d|", "%05d", "%+d", "% d", "%,d", "%(d", "%x", "%X", "%o", "%08x", "%s", "%10s", "%b"].flatMap((format) =>
      each(`format_string('${format}', #)`, "i8", "i16", "i32", "i64"),
    ),
    ...["%f", "%.2f", "%.0f", "%10.3f", "%-12.1f|", "%012.2f", "%+.1f", "%,.2f", "%(.1f", "% .3f", "%e", "%.3e", "%12.1E", "%s"].flatMap((format) =>
      each(`format_string('${format}', #)`, "f32", "f64"),
    ),
    ...each("format_string('%s', #)", "d10", "b", "d10 / 3"),
    ...["format_string('%#x', i32)", "format_string('%b', b)", "format_string('%B', b)", "format_string('%.2s', b)", "format_string('%c', 65)", "format_string('%5.2f%%', f64)", "format_string('%2$s-%1$s-%s', i8, i16)", "format_string('%s %s', i32, f64)", "format_string('%.1f', 0.25D)", "format_string('%.2f', 1.005D)", "format_string('%.0f', 0.5D)", "format_string('%.1f', 0.05D)", "format_string('%.3e', 99995D)"],
  ],
}; // biome-ignore format: lists
const texts: GoldenGroup = {
  table: "texts",
  kind: "scalar",
  queries: [
    "format_string('plain')",
    "format_string('%s', s)",
    "format_string('%8s|%-8s|%.2s|%S', s, s, s, s)",
    "format_string('[%s] %d%n', t, n)",
    "format_string('%b %B', s, n)",
    "format_string('%s', null)",
    "format_string('%d%5d', null, null)",
    "format_string(null, s)",
    "printf('%s=%05d', s, n)",
    "format_string('a%%b')",
    "format_string('')",
  ],
};
const numerals: GoldenGroup = {
  table: "numerals",
  kind: "scalar",
  queries: ["conv(s, 10, 16)", "conv(s, 16, 10)", "conv(s, 16, -10)", "conv(s, 10, -16)", "conv(s, 36, 2)", "conv(s, 2, 36)", "conv(s, k, 10)", "conv(s, 10, k)", "conv(s, -10, 2)", "conv(s, 10, -k)", "conv(k, 10, 2)"],
}; // biome-ignore format: a list

export default [numbers, texts, numerals];
