import type { Token } from "./lexer.js";

const ENDS = new Set(
  "AS WHERE GROUP HAVING ORDER SORT DISTRIBUTE CLUSTER LIMIT OFFSET UNION EXCEPT INTERSECT MINUS JOIN LATERAL PIVOT UNPIVOT".split(
    " ",
  ),
);

/**
 * `VALUES 1, 2` has rows of one value without parentheses, which the parser doesn't know.
 *
 * @param from the index behind VALUES
 * @returns before and behind which tokens the parentheses are missing
 */
export function rowsWithoutParentheses(
  tokens: readonly Token[],
  from: number,
): { opened: readonly number[]; closed: readonly number[] } {
  const opened: number[] = [];
  const closed: number[] = [];
  let at = from;
  for (;;) {
    const start = at;
    let depth = 0;
    // A row that is all in parentheses ends with them.
    let whole = tokens[start]?.text === "(";
    let rowEnd: number | undefined;
    for (; tokens[at]!.kind !== "end"; at++) {
      const { text, kind, value } = tokens[at]!;
      if (
        depth === 0 &&
        (text === "," || text === ")" || text === ";" || (kind === "word" && ENDS.has(value)))
      )
        break;
      if (text === "(" || text === "[") depth++;
      else if (text === ")" || text === "]") {
        depth--;
        if (depth === 0 && whole && rowEnd === undefined) {
          rowEnd = at;
          const next = tokens[at + 1]!;
          if (next.kind === "sign" && ![",", ")", ";"].includes(next.text)) whole = false;
          else {
            at++;
            break;
          }
        }
      }
    }
    if (at === start) break;
    if (!whole) {
      opened.push(start);
      closed.push(at - 1);
    }
    if (tokens[at]!.text !== ",") break;
    at++;
  }
  return { opened, closed };
}
