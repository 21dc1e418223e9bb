/**
 * What a path finds in JSON, as get_json_object has it from Hive. A star keeps the list, unless only one item is found; stars behind stars make
 * one list of all.
 */
import type { Json } from "./read.js";
import { writeJson } from "./write.js";

export type Step =
  | { readonly kind: "name"; readonly name: string }
  /** Of an object. Nothing is ever found by it. */
  | { readonly kind: "any name" }
  | { readonly kind: "index"; readonly index: number }
  | { readonly kind: "any index" };

/** Spaces may stand before what Spark's grammar reads by a pattern, and nowhere else. */
const STEP = /\s*\.\*|\s*\['\*'\]|\.\s*([^.[\s][^.[]*)|\s*\['\s*([^'?\s][^'?]*)'\]|\[(?:(\*)|\s*([0-9]+))\]/y;

/** Undefined for what is no path. */
export function pathOf(text: string): readonly Step[] | undefined {
  if (!text.startsWith("$")) return undefined;
  const steps: Step[] = [];
  for (let at = 1; at < text.length; ) {
    STEP.lastIndex = at;
    const found = STEP.exec(text);
    if (found === null) return undefined;
    const [all, name, quotedName, star, index] = found;
    at += all.length;
    if (index !== undefined) steps.push({ kind: "index", index: Number(index) });
    else if (star !== undefined) steps.push({ kind: "any index" });
    else if ((name ?? quotedName) !== undefined) steps.push({ kind: "name", name: (name ?? quotedName)! });
    else steps.push({ kind: "any name" });
  }
  return steps;
}

/** How what is found is written: a string alone as it is; in a list quoted; lists in one. */
type Style = "raw" | "quoted" | "flat";

/** A list that a star makes is written even where nothing is found in it. */
interface Found {
  readonly isThere: boolean;
  readonly written: readonly string[];
}

const NOTHING: Found = { isThere: false, written: [] };

/** Null where nothing is found. */
export function findJson(json: Json, path: readonly Step[]): string | null {
  const { isThere, written } = new Search(path).find(json, 0, "raw", true);
  return isThere ? written.join(" ") : null;
}

class Search {
  readonly #path: readonly Step[];

  constructor(path: readonly Step[]) {
    this.#path = path;
  }

  /** @param halves as of `quoted` of write.ts: Spark doesn't escape what it keeps aside until it knows how many there are */
  find(json: Json, at: number, style: Style, halves: boolean): Found {
    const step = this.#path[at];
    if (step === undefined) {
      const written = leaf(json, style, halves);
      return { isThere: written.length > 0, written };
    }
    if (step.kind === "name")
      return json.kind === "object" ? this.#named(json.entries, step.name, at, style, halves) : NOTHING;
    if (step.kind === "any name" || json.kind !== "array") return NOTHING;
    const isStarNext = this.#path[at + 1]?.kind === "any index";
    if (step.kind === "index") {
      const item = json.items[step.index];
      return item === undefined ? NOTHING : this.find(item, at + 1, isStarNext ? "quoted" : style, halves);
    }
    if (isStarNext) return inList(json.items.map((item) => this.find(item, at + 2, "flat", halves)));
    if (style === "quoted")
      return inList(json.items.map((item) => this.find(item, at + 1, "quoted", halves)));
    const found = json.items.map((item) =>
      this.find(item, at + 1, style === "flat" ? "flat" : "quoted", false),
    );
    const count = found.filter(({ isThere }) => isThere).length;
    if (count === 0) return NOTHING;
    const text = found.flatMap(({ written }) => written).join(",");
    return { isThere: true, written: [count > 1 ? `[${text}]` : text] };
  }

  /** The first value of the name under which something is found. */
  #named(
    entries: readonly (readonly [string, Json])[],
    name: string,
    at: number,
    style: Style,
    halves: boolean,
  ): Found {
    const written: string[] = [];
    for (const [each, value] of entries) {
      if (each !== name || value.kind === "null") continue;
      const found = this.find(value, at + 1, style, halves);
      written.push(...found.written);
      if (found.isThere) return { isThere: true, written };
    }
    return { isThere: false, written };
  }
}

function inList(found: readonly Found[]): Found {
  const text = found.flatMap(({ written }) => written).join(",");
  return { isThere: found.some(({ isThere }) => isThere), written: [`[${text}]`] };
}

function leaf(json: Json, style: Style, halves: boolean): readonly string[] {
  if (json.kind === "string" && style === "raw") return [json.text];
  if (json.kind === "array" && style === "flat")
    return json.items.flatMap((item) => leaf(item, "flat", halves));
  return [writeJson(json, halves)];
}
