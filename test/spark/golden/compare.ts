/** Whether two values, as text, are the same. */
import { floatsApart } from "./ulp.js";

/**
 * @param type Spark's JSON of the type
 * @param ulps how many floats may lie between two doubles, where the C library's function and Java's differ
 */
export function same(ours: unknown, theirs: unknown, type: unknown, ulps: number): boolean {
  if (theirs === null || ours === null) return ours === theirs;
  if (typeof theirs === "object" && "!" in theirs) {
    return typeof ours === "object" && "!" in ours && ours["!"] === theirs["!"];
  }
  if (typeof ours === "object" && "!" in ours) return false;
  if (type === "double" || type === "float") {
    return floatsApart(numberOf(ours), numberOf(theirs), type) <= ulps;
  }
  if (typeof type !== "object" || type === null) {
    return typeof type === "string" && type.startsWith("decimal")
      ? point(ours) === point(theirs)
      : ours === theirs;
  }
  return sameNested(ours, theirs, type as NestedType, ulps);
}

interface NestedType {
  readonly type: string;
  readonly elementType?: unknown;
  readonly keyType?: unknown;
  readonly valueType?: unknown;
  readonly fields?: readonly { readonly type: unknown }[];
}

function sameNested(ours: unknown, theirs: unknown, type: NestedType, ulps: number): boolean {
  if (type.type === "struct") {
    const [a, b] = [ours, theirs].map((value) => value as Record<string, unknown>) as [
      Record<string, unknown>,
      Record<string, unknown>,
    ];
    return type.fields!.every((field, i) => same(a[`f${i}`], b[`f${i}`], field.type, ulps));
  }
  const [a, b] = [ours, theirs] as [readonly unknown[], readonly unknown[]];
  if (a.length !== b.length) return false;
  if (type.type === "array") return a.every((value, i) => same(value, b[i], type.elementType, ulps));
  return a.every((entry, i) => {
    const [x, y] = [entry, b[i]] as [{ k: unknown; v: unknown }, { k: unknown; v: unknown }];
    return same(x.k, y.k, type.keyType, ulps) && same(x.v, y.v, type.valueType, ulps);
  });
}

/** DuckDB leaves out the zero before the point of a decimal that has no digit there. */
function point(text: unknown): string {
  return String(text).replace(/^(-?)\./, "$10.");
}

function numberOf(text: unknown): number {
  const word = String(text).toLowerCase();
  if (word === "nan") return Number.NaN;
  if (/^[+-]?inf/.test(word)) return word.startsWith("-") ? -Infinity : Infinity;
  return Number(text);
}
