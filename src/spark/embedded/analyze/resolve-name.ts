/** Names to columns, as Spark's AttributeSeq does it. */
import type { Attribute } from "../expression/typed.js";
import { ambiguousReference } from "./analysis-errors.js";

/** Whether two names are the same one. */
export type SameName = (a: string, b: string) => boolean;

export const anyCase: SameName = (a, b) => a === b || a.toLowerCase() === b.toLowerCase();
export const exactCase: SameName = (a, b) => a === b;

/** A column, and the names of fields within it that the rest of the name speaks of. */
export interface Found {
  readonly attribute: Attribute;
  readonly fields: readonly string[];
  /** Another column of the same select: a lateral alias. */
  readonly isLateral?: boolean;
}

/**
 * What a name means among columns. What begins like a qualifier is one, if there is such a column; else the first part is a column and the rest are fields.
 *
 * @returns undefined for none
 * @throws AnalysisException AMBIGUOUS_REFERENCE
 */
export function resolveName(
  parts: readonly string[],
  among: readonly Attribute[],
  same: SameName,
): Found | undefined {
  const longest = Math.max(0, ...among.map(({ qualifier }) => qualifier.length));
  for (let count = Math.min(longest, parts.length - 1); count >= 0; count--) {
    const found = among.filter(
      ({ qualifier, name }) => endsWith(qualifier, parts.slice(0, count), same) && same(name, parts[count]!),
    );
    const distinct = [...new Map(found.map((attribute) => [attribute.id, attribute])).values()];
    if (distinct.length > 1) throw ambiguousReference(parts, distinct);
    if (distinct.length === 1) return { attribute: distinct[0]!, fields: parts.slice(count + 1) };
  }
  return undefined;
}

/** Among the aliases of a select, which those behind them may speak of. */
export function lateral(
  parts: readonly string[],
  among: readonly Attribute[],
  same: SameName,
): Found | undefined {
  const found = resolveName(parts, among, same);
  return found === undefined ? undefined : { ...found, isLateral: true };
}

/** Those of a table, for `t.*`. */
export function ofQualifier(
  parts: readonly string[],
  among: readonly Attribute[],
  same: SameName,
): readonly Attribute[] {
  return among.filter(({ qualifier }) => qualifier.length > 0 && endsWith(qualifier, parts, same));
}

function endsWith(qualifier: readonly string[], end: readonly string[], same: SameName): boolean {
  const skip = qualifier.length - end.length;
  return skip >= 0 && end.every((part, i) => same(part, qualifier[skip + i]!));
}
