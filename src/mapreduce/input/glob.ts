import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "./errors.js";

const MAGIC = /[*?[{]/;

/** Whether `path` has a character that means something in a pattern. */
export function hasMagic(path: string): boolean {
  return MAGIC.test(path);
}

/** Names that Hadoop and we leave out of folders and patterns: hidden files, and what jobs put next to their output. */
export function isHidden(name: string): boolean {
  return name.startsWith(".") || name.startsWith("_");
}

/**
 * The paths that match a pattern, sorted part by part: `*` and `?` within a name, `[a-z]` and `[!a-z]`, `{a,b}`, and `**` as a whole part for
 * any number of folders. A part that begins with a wildcard doesn't match names beginning with `.` or `_`; `**` goes into no such folder and
 * follows no link. `\` takes the meaning from the next character.
 */
export function glob(pattern: string): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  for (const one of withoutBraces(pattern)) {
    const parts = one.split("/");
    const root = parts[0] === "" ? "/" : "";
    const named = parts.filter((part) => part !== "");
    for (const path of matches(root, named, 0)) {
      if (seen.has(path)) continue;
      seen.add(path);
      found.push(path);
    }
  }
  return found;
}

function* matches(folder: string, parts: readonly string[], at: number): Generator<string> {
  if (at === parts.length) {
    yield folder;
    return;
  }
  const part = parts[at]!;
  if (part === "**") {
    yield* matches(folder, parts, at + 1);
    for (const entry of sortedEntries(folder)) {
      if (entry.isDirectory() && !isHidden(entry.name)) yield* matches(join(folder, entry.name), parts, at);
    }
    return;
  }
  if (!/[*?[\\]/.test(part)) {
    const path = join(folder, part);
    if (statSync(path, { throwIfNoEntry: false }) !== undefined) yield* matches(path, parts, at + 1);
    return;
  }
  const expression = partExpression(part);
  const hiddenToo = isHidden(part);
  for (const { name } of sortedEntries(folder)) {
    if (expression.test(name) && (hiddenToo || !isHidden(name)))
      yield* matches(join(folder, name), parts, at + 1);
  }
}

/** Nothing if it is no folder: `*` + `/x` passes over files. */
export function sortedEntries(folder: string) {
  try {
    return readdirSync(folder === "" ? "." : folder, { withFileTypes: true }).sort(byName);
  } catch (error) {
    if (["ENOTDIR", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

/** `a{b,c{d,e}}` → `ab`, `acd`, `ace`. Braces without a comma or a partner stand for themselves. */
function withoutBraces(pattern: string): string[] {
  let depth = 0;
  let open = -1;
  const cuts: number[] = [];
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i];
    if (c === "\\") i++;
    else if (c === "{" && depth++ === 0) {
      open = i;
      cuts.length = 0;
    } else if (c === "," && depth === 1) cuts.push(i);
    else if (c === "}" && depth > 0 && --depth === 0 && cuts.length > 0) {
      const bounds = [open, ...cuts, i];
      const tails = withoutBraces(pattern.slice(i + 1));
      return cuts
        .concat(i)
        .map((cut, k) => pattern.slice(bounds[k]! + 1, cut))
        .flatMap((choice) => withoutBraces(pattern.slice(0, open) + choice))
        .flatMap((head) => tails.map((tail) => head + tail));
    }
  }
  return [pattern];
}

function partExpression(part: string): RegExp {
  let source = "";
  for (let i = 0; i < part.length; i++) {
    const c = part[i]!;
    if (c === "*") source += ".*";
    else if (c === "?") source += ".";
    else if (c === "\\" && i + 1 < part.length) source += literal(part[++i]!);
    else if (c === "[") {
      const first = i + (/[!^]/.test(part[i + 1] ?? "") ? 2 : 1);
      // A ] that stands first is one of the characters, as in the shell.
      const close = part.indexOf("]", first + 1);
      if (close < 0) {
        source += literal(c);
        continue;
      }
      const characters = part.slice(first, close).replace(/[\\\]^[]/g, "\\$&");
      source += `[${first === i + 2 ? "^" : ""}${characters}]`;
      i = close;
    } else source += literal(c);
  }
  try {
    return new RegExp(`^${source}$`, "su");
  } catch (error) {
    throw new InputError(part, "is no pattern: what stands in its brackets is no set of characters.", {
      cause: error,
    });
  }
}

function literal(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
}
