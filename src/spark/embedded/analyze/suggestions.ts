import type { Attribute } from "../expression/typed.js";
import { quotedName } from "./quoted-name.js";

/** How many Spark proposes. */
const MOST = 5;

/**
 * The names that are most like one that isn't there, best first, as Spark ranks them: by the edit distance of the names without case. Where the
 * candidates all have the same qualifier and the name has none, they are without too.
 */
export function suggestions(parts: readonly string[], among: readonly Attribute[]): string[] {
  const candidates = distinct(among.map(({ qualifier, name }) => [...qualifier, name]));
  const prefixes = new Set(candidates.map((each) => JSON.stringify(each.slice(0, -1))));
  const names = candidates.map((each) =>
    parts.length === 1 && prefixes.size === 1 ? each.slice(-1) : trimmed(each),
  );
  const wanted = parts.join(".").toLowerCase();
  return names
    .map((name) => ({ name, distance: editDistance(name.join(".").toLowerCase(), wanted) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, MOST)
    .map(({ name }) => quotedName(name));
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
export function editDistance(a: string, b: string): number {
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
