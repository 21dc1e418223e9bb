/** All functions that kernels may call, and the ones that a piece of WGSL needs. */
import { BITS } from "./bits.js";
import { DIVISION } from "./division.js";
import { EXPONENTIAL } from "./exponential.js";
import { HYPERBOLIC } from "./hyperbolic.js";
import { INTEGERS } from "./integers.js";
import { INVERSE } from "./inverse.js";
import { JAVASCRIPT } from "./javascript.js";
import { SUMS } from "./sums.js";
import { TRIGONOMETRY } from "./trigonometry.js";

const LIBRARY: Readonly<Record<string, string>> = {
  ...BITS,
  ...DIVISION,
  ...EXPONENTIAL,
  ...TRIGONOMETRY,
  ...INTEGERS,
  ...SUMS,
  ...JAVASCRIPT,
  ...INVERSE,
  ...HYPERBOLIC,
};

const IDENTIFIER = /[A-Za-z]\w*/g;

/** The text of every library entry that `code` names, and of those that they name. WGSL needs no order. */
export function libraryFor(code: string): string {
  const needed = new Set<string>();
  const scan = (text: string): void => {
    for (const [name] of text.matchAll(IDENTIFIER)) {
      if (needed.has(name) || !Object.hasOwn(LIBRARY, name)) continue;
      needed.add(name);
      scan(LIBRARY[name] as string);
    }
  };
  scan(code);
  return [...needed].map((name) => LIBRARY[name]).join("\n");
}
