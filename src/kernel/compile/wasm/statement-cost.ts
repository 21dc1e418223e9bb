/** How much code a branch is: whether it pays to ask first if any lane needs it. */
import type { Expression, Statement } from "../ir.js";
import { bodiesOf, expressionsOf, operandsOf } from "../walk.js";

/** Expression nodes from which it pays to look whether any lane needs a branch. */
export const SKIP_FROM = 24;
/** What a loop or an effect counts. */
const COSTLY = 1000;

/** `do { … } while (false)` without an update: a block to break out of. */
export function runsOnce(s: Statement & { kind: "loop" }): boolean {
  return s.testLast && s.condition.kind === "constant" && !s.condition.value && s.update.length === 0;
}

/** Expression nodes, with loops and effects counted as much. */
export function cost(statements: readonly Statement[]): number {
  const nodes = (e: Expression): number => {
    const own =
      e.kind === "math1" || e.kind === "math2" || e.kind === "load"
        ? 8
        : e.kind === "arithmetic" && e.op === "pow"
          ? 30
          : 1;
    return operandsOf(e).reduce((n, x) => n + nodes(x), own);
  };
  return statements.reduce((n, s) => {
    const inner = bodiesOf(s).reduce((m, b) => m + cost(b), 0);
    const own =
      s.kind === "set" || s.kind === "if" || s.kind === "break" || s.kind === "continue" ? 0 : COSTLY;
    return n + own + inner + expressionsOf(s).reduce((m, e) => m + nodes(e), 0);
  }, 0);
}
