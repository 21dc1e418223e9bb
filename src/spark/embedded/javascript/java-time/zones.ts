/** Time zones' names within a text. */
import { REGIONS } from "../../functions/zone-names.js";

const byLetters = new Map(REGIONS.map((name) => [name.toLowerCase(), name]));

/** The name of a zone that stands at a place, the longest that there is, in its own capitals; its length is that in the text. */
export function zoneNameAt(text: string, at: number): string | undefined {
  const rest = text.slice(at, at + 64);
  const fixed = /^(?:GMT0|(?:UTC|UT|GMT)?[+-]\d\d:\d\d(?::\d\d)?|(?:UTC|UT|GMT)(?![0Z]))/i.exec(rest)?.[0];
  if (fixed !== undefined) return fixed.toUpperCase();
  const letters = /^[A-Za-z][A-Za-z0-9_/+~-]*/.exec(rest)?.[0] ?? "";
  for (let length = letters.length; length > 1; length--) {
    const name = byLetters.get(letters.slice(0, length).toLowerCase());
    if (name !== undefined) return name;
  }
  return /^Z/i.test(rest) ? "Z" : undefined;
}
