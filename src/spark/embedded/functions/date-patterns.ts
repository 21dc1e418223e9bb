/**
 * Patterns of dates, such as `yyyy-MM-dd HH:mm`, as Java's DateTimeFormatter reads them: what they are made of. Only the letters that have one meaning
 * whatever the locale is are known; a pattern with another one is refused.
 */
import type { NotSupportedError } from "../../../errors.js";
import { notEmbedded } from "../not-embedded.js";

export type PatternPart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "field"; readonly letter: string; readonly count: number }
  /** In brackets: it may be missing where a string is read. */
  | { readonly kind: "optional"; readonly parts: readonly PatternPart[] };

/** For each letter, how often it may stand there. */
const COUNTS: Readonly<Record<string, readonly number[]>> = {
  G: [1, 2, 3],
  y: [1, 2, 3, 4, 5, 6],
  M: [1, 2, 3, 4],
  L: [1, 2, 3, 4],
  d: [1, 2],
  D: [1, 2, 3],
  E: [1, 2, 3, 4],
  Q: [1, 2, 3, 4],
  q: [1, 2, 3, 4],
  a: [1],
  H: [1, 2],
  k: [1, 2],
  h: [1, 2],
  K: [1, 2],
  m: [1, 2],
  s: [1, 2],
  S: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  X: [1, 2, 3],
  x: [1, 2, 3],
  Z: [1, 2, 3],
};

/** @throws NotSupportedError for a pattern with a letter that this engine doesn't know */
export function patternParts(pattern: string): readonly PatternPart[] {
  const stack: PatternPart[][] = [[]];
  const text = (added: string) => {
    const parts = stack.at(-1)!;
    const last = parts.at(-1);
    if (last?.kind === "text") parts[parts.length - 1] = { kind: "text", text: last.text + added };
    else parts.push({ kind: "text", text: added });
  };
  for (let at = 0; at < pattern.length; ) {
    const letter = pattern[at]!;
    if (/[A-Za-z]/.test(letter)) {
      let count = 1;
      while (pattern[at + count] === letter) count++;
      if (!COUNTS[letter]?.includes(count)) throw refused(pattern, letter.repeat(count));
      stack.at(-1)!.push({ kind: "field", letter, count });
      at += count;
    } else if (letter === "'") {
      const quoted = /^'((?:[^']|'')*)'/.exec(pattern.slice(at));
      if (quoted === null) throw refused(pattern, letter);
      text(quoted[1] === "" ? "'" : quoted[1]!.replaceAll("''", "'"));
      at += quoted[0].length;
    } else if (letter === "[") {
      stack.push([]);
      at++;
    } else if (letter === "]") {
      const parts = stack.pop()!;
      if (stack.length === 0) throw refused(pattern, letter);
      stack.at(-1)!.push({ kind: "optional", parts });
      at++;
    } else {
      // Java keeps these for itself.
      if (/[{}#]/.test(letter)) throw refused(pattern, letter);
      text(letter);
      at++;
    }
  }
  if (stack.length > 1) throw refused(pattern, "[");
  return stack[0]!;
}

export function refused(pattern: string, part: string): NotSupportedError {
  return notEmbedded(`"${part}" in the pattern "${pattern}"`);
}
