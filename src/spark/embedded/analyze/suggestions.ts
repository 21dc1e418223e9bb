import type { Attribute } from "../expression/typed.js";
import { quotedName } from "./quoted-name.js";

/** How many Spark proposes. */
const MOST = 5;

/** A name that needs no backticks. */
const PLAIN = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * The names that are most like one that isn't there, best first, as Spark ranks them: by the edit distance of the candidate in backticks from the name, which has
 * them where it needs them; those that are as near stand in their own order. Where the candidates all have the same qualifier and the name has none, they are without too.
 */
export function suggestions(parts: readonly string[], among: readonly Attribute[]): string[] {
  const candidates = distinct(among.map(({ qualifier, name }) => [...qualifier, name]));
  const prefixes = new Set(candidates.map((each) => JSON.stringify(each.slice(0, -1))));
  const names = candidates.map((each) =>
    parts.length === 1 && prefixes.size === 1 ? each.slice(-1) : trimmed(each),
  );
  const wanted = parts.map((part) => (PLAIN.test(part) ? part : quotedName([part]))).join(".");
  return names
    .map((name) => {
      const quoted = quotedName(name);
      return { quoted, plain: name.join("."), distance: editDistance(quoted, wanted) };
    })
    .sort((a, b) => a.distance - b.distance || (a.plain < b.plain ? -1 : 1))
    .slice(0, MOST)
    .map(({ quoted }) => quoted);
}

function distinct(names: readonly (readonly string[])[]): string[][] {
  const seen = new Map(names.map((name) => [JSON.stringify(name), [...name]]));
  return [...seen.values()];
}

/** Tables are named by their catalog and database too; nobody writes those of the session. */
function trimmed(name: readonly string[]): readonly string[] {
  return name[0] === "spark_catalog" && name.length > 3 ? name.slice(2) : name;
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(change, above[j]! + 1, row[j - 1]! + 1));
    }
    above = row;
  }
  return above[b.length]!;
}
