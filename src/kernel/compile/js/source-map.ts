/** Line-to-line source maps: https://tc39.es/ecma426/#sec-source-map-format */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** A number in base 64, five bits a digit, the lowest first, the sign in the lowest bit. */
export function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += DIGITS[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}

/** @param lines for each line of the text the source's, from 1; 0 for none */
export function lineMap(lines: readonly number[], source: string, content: string | null): string {
  // Lines of the format count from 0, each from the one before.
  let before = 1;
  const mappings = lines.map((line) => {
    if (line === 0) return "";
    const moved = line - before;
    before = line;
    return `AA${vlq(moved)}A`;
  });
  return JSON.stringify({
    version: 3,
    sources: [source],
    sourcesContent: [content],
    names: [],
    mappings: mappings.join(";"),
  });
}
