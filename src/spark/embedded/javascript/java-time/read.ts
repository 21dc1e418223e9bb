/** Text taken apart by a pattern: what each field says. */
import type { Field, NumberNode, OffsetForm, PatternNode } from "./pattern-nodes.js";

/** What a text says, each field by its number. */
export type ReadFields = Map<Field, number>;

export interface ReadText {
  readonly fields: ReadFields;
  /** Of a zone that the text names. */
  readonly zone: string | undefined;
}

/** What can't be gone back from, where a bracket is left otherwise. */
class OutOfRange extends Error {}

/**
 * @param zoneAt the name of a zone at a place; undefined for none
 * @returns undefined for a text that isn't of the pattern
 */
export function readText(
  nodes: readonly PatternNode[],
  text: string,
  zoneAt: (text: string, at: number) => string | undefined,
): ReadText | undefined {
  try {
    const reader = new Reader(text, zoneAt);
    const end = reader.all(nodes, 0);
    return end === text.length ? { fields: reader.fields, zone: reader.zone } : undefined;
  } catch (error) {
    if (error instanceof OutOfRange) return undefined;
    throw error;
  }
}

const isDigit = (letter: string | undefined) => letter !== undefined && letter >= "0" && letter <= "9";

class Reader {
  fields: ReadFields = new Map();
  zone: string | undefined;
  readonly #text: string;
  readonly #zoneAt: (text: string, at: number) => string | undefined;

  constructor(text: string, zoneAt: (text: string, at: number) => string | undefined) {
    this.#text = text;
    this.#zoneAt = zoneAt;
  }

  /** @returns where it ends; -1 where the text isn't so */
  all(nodes: readonly PatternNode[], from: number): number {
    let at = from;
    for (const node of nodes) {
      at = this.#node(node, at);
      if (at < 0) return -1;
    }
    return at;
  }

  #node(node: PatternNode, at: number): number {
    switch (node.kind) {
      case "text":
        return this.#is(node.text, at) ? at + node.text.length : -1;
      case "optional":
        return this.#optional(node.nodes, at);
      case "number":
        return this.#number(node, at);
      case "word":
        return this.#word(node.field, node.words, at);
      case "fraction":
        return this.#fraction(node, at);
      case "offset":
        return this.#offset(node.form, node.none, at);
      case "localOffset":
        return this.#localOffset(node.isFull, at);
      case "zone":
      case "zoneName":
        return this.#zone(at);
    }
  }

  /** Without regard to case. */
  #is(word: string, at: number): boolean {
    const found = this.#text.slice(at, at + word.length);
    return found.toUpperCase() === word.toUpperCase() || found.toLowerCase() === word.toLowerCase();
  }

  /** What is said twice has to be said alike. */
  #set(field: Field, value: number, end: number): number {
    const before = this.fields.get(field);
    this.fields.set(field, value);
    return before !== undefined && before !== value ? -1 : end;
  }

  #optional(nodes: readonly PatternNode[], at: number): number {
    const before = { fields: new Map(this.fields), zone: this.zone };
    const end = this.all(nodes, at);
    if (end >= 0) return end;
    this.fields = before.fields;
    this.zone = before.zone;
    return at;
  }

  #word(field: Field, words: readonly string[], at: number): number {
    const index = words.findIndex((word) => this.#is(word, at));
    if (index < 0) return -1;
    const value = field === "era" || field === "half" ? index : index + 1;
    return this.#set(field, value, at + words[index]!.length);
  }

  #number({ field, least, most, sign, isReduced, behind }: NumberNode, from: number): number {
    const text = this.#text;
    const first = text[from];
    const hasSign = first === "-" || first === "+";
    if (hasSign && (sign === "none" || (sign === "minus" && first === "+"))) return -1;
    const at = hasSign ? from + 1 : from;
    let end = at;
    while (end < at + most + behind && isDigit(text[end])) end++;
    if (end - at < least) return -1;
    if (behind > 0) end = at + Math.min(end - at, Math.max(least, end - at - behind), most + behind);
    if (first === "-" && /^0+$/.test(text.slice(at, end))) return -1;
    if (sign === "excess" && first !== "-") {
      if (first === "+" ? end - at <= least : end - at > least) return -1;
    }
    let digits = text.slice(at, end);
    // More than a long has room for.
    if (digits.length > 18 && BigInt(digits) >= 2n ** 63n) {
      digits = digits.slice(0, -1);
      end--;
    }
    const size = Number(digits);
    return this.#set(field, first === "-" ? -size : isReduced ? 2000 + size : size, end);
  }

  #fraction({ least, most }: { readonly least: number; readonly most: number }, at: number): number {
    let end = at;
    while (end < at + most && isDigit(this.#text[end])) end++;
    if (end - at < least) return -1;
    return this.#set("nanosecond", Number(this.#text.slice(at, end).padEnd(9, "0")), end);
  }

  /** Two digits, below 60; undefined where there aren't any. */
  #two(at: number): number | undefined {
    const digits = this.#text.slice(at, at + 2);
    return /^[0-5][0-9]$/.test(digits) ? Number(digits) : undefined;
  }

  #offset({ colon, minutes, seconds }: OffsetForm, none: string, from: number): number {
    if (from === this.#text.length) return -1;
    if (this.#is(none, from)) return this.#set("offset", 0, from + none.length);
    const sign = this.#text[from];
    if (sign !== "+" && sign !== "-") return -1;
    const hours = this.#two(from + 1);
    if (hours === undefined) return -1;
    let at = from + 3;
    const part = (): number | undefined => {
      const found = colon === "" || this.#text[at] === colon ? this.#two(at + colon.length) : undefined;
      if (found !== undefined) at += colon.length + 2;
      return found;
    };
    const minute = part();
    if (minute === undefined && minutes === "must") return -1;
    const second = minute !== undefined && seconds === "may" ? part() : undefined;
    if (hours > 23) throw new OutOfRange();
    const size = hours * 3600 + (minute ?? 0) * 60 + (second ?? 0);
    return this.#set("offset", sign === "-" ? -size : size, at);
  }

  #localOffset(isFull: boolean, from: number): number {
    if (!this.#is("GMT", from)) return -1;
    const rest = this.#text.slice(from + 3);
    if (!/^[+-]/.test(rest)) return this.#set("offset", 0, from + 3);
    const form = isFull ? /^[+-](\d\d):(\d\d)(?::(\d\d))?/ : /^[+-](\d\d?)(?::(\d\d)(?::(\d\d))?)?/;
    const [all, hours, minutes = "0", seconds = "0"] = form.exec(rest) ?? [];
    if (all === undefined) return -1;
    const size = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return this.#set("offset", rest[0] === "-" ? -size : size, from + 3 + all.length);
  }

  #zone(at: number): number {
    const name = this.#zoneAt(this.#text, at);
    if (name === undefined) return -1;
    this.zone = name;
    return at + name.length;
  }
}
