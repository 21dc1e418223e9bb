/**
 * Which words are SQL's and which are names. Spark has hardly a word that can't be a name (`left`, `filter`, `date`, `values`), so it depends on what
 * stands around it.
 */
import type { Token } from "./lexer.js";

/** What is open where a word stands. */
export interface Surroundings {
  /** What opened the innermost parentheses. */
  readonly within: Bracket;
  /** The clause there: SELECT, FROM, WHERE, GROUP, ORDER … */
  readonly clause: string;
  /** Whether an expression or the name of a table has just ended. */
  readonly afterOperand: boolean;
}

export type Bracket =
  | "query"
  | "arguments"
  | "window"
  | "pivot"
  | "sample"
  | "names"
  | "index"
  | "case"
  | "group";

/** These are SQL's wherever they may be. */
const ALWAYS = new Set(
  "SELECT FROM WHERE HAVING AND OR NOT IN IS CASE WHEN THEN ELSE END BETWEEN LIKE ILIKE RLIKE REGEXP ON AS DISTINCT WITH UNION INTERSECT".split(
    " ",
  ),
);

const JOINS = new Set(["LEFT", "RIGHT", "FULL", "INNER", "CROSS", "NATURAL", "SEMI", "ANTI", "OUTER"]);
const AFTER_JOIN = new Set(["JOIN", "OUTER", "SEMI", "ANTI", "LEFT", "RIGHT", "FULL", "INNER", "CROSS"]);
const BY = new Set(["GROUP", "ORDER", "SORT", "DISTRIBUTE", "CLUSTER", "PARTITION"]);
const ENDS_QUERY = new Set([
  "LIMIT",
  "OFFSET",
  "UNION",
  "EXCEPT",
  "INTERSECT",
  "MINUS",
  "WINDOW",
  "ROWS",
  "RANGE",
  "NULLS",
]);

const AFTER_TABLE = new Set([
  ...JOINS,
  ..."JOIN WHERE GROUP HAVING ORDER SORT DISTRIBUTE CLUSTER FROM AS ON USING LATERAL PIVOT UNPIVOT TABLESAMPLE".split(
    " ",
  ),
  ...["LIMIT", "OFFSET", "UNION", "EXCEPT", "INTERSECT", "MINUS", "WINDOW"],
]);

/** @param word the index of a word @returns whether it is SQL's */
export function isKeyword(
  tokens: readonly Token[],
  word: number,
  { within, clause, afterOperand }: Surroundings,
): boolean {
  const value = tokens[word]!.value;
  const previous = tokens[word - 1];
  const next = tokens[word + 1]!;
  const upper = (offset: number): string => {
    const token = tokens[word + offset];
    return token?.kind === "word" ? token.value : (token?.text ?? "");
  };
  if (previous?.text === "." || next.text === ".") return false;
  if (upper(-1) === "AS") return false;
  if (ALWAYS.has(value)) return true;
  if (value === "OUTER" && upper(-1) === "VIEW") return true;
  if (JOINS.has(value)) return AFTER_JOIN.has(upper(1)) && clause === "FROM";
  if (BY.has(value)) return upper(1) === "BY" || (value === "GROUP" && upper(-1) === "WITHIN");
  switch (value) {
    case "JOIN":
      return clause === "FROM";
    case "USING":
      return next.text === "(" && clause === "FROM";
    case "BY":
      return BY.has(upper(-1));
    case "EXCEPT":
      return (
        previous?.text === "*" ||
        startsQuery(tokens, word + 1) ||
        upper(1) === "ALL" ||
        upper(1) === "DISTINCT"
      );
    case "MINUS":
      return startsQuery(tokens, word + 1) || upper(1) === "ALL" || upper(1) === "DISTINCT";
    case "ALL":
      return (
        ["UNION", "EXCEPT", "INTERSECT", "MINUS", "SELECT", "LIMIT"].includes(upper(-1)) ||
        (upper(-1) === "BY" && upper(-2) === "GROUP") ||
        (previous?.text === "(" && within === "arguments" && !endsItem(next))
      );
    case "RECURSIVE":
      return upper(-1) === "WITH";
    case "VALUES":
      return !afterOperand && (clause === "" || clause === "FROM") && !endsItem(next);
    case "LATERAL":
      return clause === "FROM" && (upper(1) === "VIEW" || !afterOperand);
    case "VIEW":
      return upper(-1) === "LATERAL";
    case "EXISTS":
      return next.text === "(" && startsQuery(tokens, word + 2);
    case "FILTER":
      return afterOperand && next.text === "(" && upper(2) === "WHERE";
    case "WITHIN":
      return upper(1) === "GROUP";
    case "OVER":
      return (
        afterOperand && clause !== "FROM" && (next.text === "(" || isNameLike(next)) && previous?.text !== ","
      );
    case "IGNORE":
    case "RESPECT":
      return afterOperand && upper(1) === "NULLS";
    case "NULLS":
      return (
        ["IGNORE", "RESPECT", "INCLUDE", "EXCLUDE"].includes(upper(-1)) ||
        (afterOperand && ["FIRST", "LAST"].includes(upper(1)))
      );
    case "FIRST":
    case "LAST":
      return upper(-1) === "NULLS";
    case "ASC":
    case "DESC":
      return (
        afterOperand &&
        (clause === "ORDER" || clause === "SORT") &&
        (endsItem(next) || ENDS_QUERY.has(upper(1)))
      );
    case "ROWS":
    case "RANGE":
      if (within === "sample") return value === "ROWS";
      return within === "window" && next.text !== "(" && !endsItem(next);
    case "UNBOUNDED":
      return within === "window" && ["PRECEDING", "FOLLOWING"].includes(upper(1));
    case "CURRENT":
      return within === "window" && upper(1) === "ROW";
    case "ROW":
      return within === "window" && upper(-1) === "CURRENT";
    case "PRECEDING":
    case "FOLLOWING":
      return within === "window" && (afterOperand || upper(-1) === "UNBOUNDED");
    case "LIMIT":
    case "OFFSET":
      return (
        afterOperand &&
        clause !== "" &&
        !endsItem(next) &&
        upper(1) !== "FROM" &&
        !/^[=<>+*/]/.test(next.text)
      );
    case "QUALIFY":
      return afterOperand && within === "query" && clause !== "" && startsExpression(next);
    case "WINDOW":
      return afterOperand && isNameLike(next) && upper(2) === "AS";
    case "TABLESAMPLE":
    case "REPEATABLE":
      return clause === "FROM" && next.text === "(";
    case "PERCENT":
      return within === "sample";
    case "PIVOT":
      return clause === "FROM" && afterOperand && next.text === "(";
    case "UNPIVOT":
      return clause === "FROM" && afterOperand && (next.text === "(" || upper(2) === "NULLS");
    case "INCLUDE":
    case "EXCLUDE":
      return upper(-1) === "UNPIVOT" && upper(1) === "NULLS";
    case "FOR":
      return within === "pivot";
    case "ROLLUP":
    case "CUBE":
      return (
        upper(-1) === "WITH" ||
        (clause === "GROUP" && next.text === "(" && (within === "query" || within === "group"))
      );
    case "GROUPING":
      return upper(1) === "SETS";
    case "SETS":
      return upper(-1) === "GROUPING";
    default:
      return false;
  }
}

export function startsQuery(tokens: readonly Token[], at: number): boolean {
  let index = at;
  while (tokens[index]?.text === "(") index++;
  const token = tokens[index];
  return token?.kind === "word" && ["SELECT", "WITH", "VALUES", "FROM", "TABLE"].includes(token.value);
}

function endsItem(token: Token): boolean {
  return token.kind === "end" || token.text === "," || token.text === ")" || token.text === ";";
}

/** Behind an alias none does. */
function startsExpression(token: Token): boolean {
  if (token.kind === "sign") return ["(", "-", "+", "~"].includes(token.text);
  if (token.kind !== "word") return token.kind !== "end";
  return !AFTER_TABLE.has(token.value);
}

function isNameLike(token: Token): boolean {
  return token.kind === "name" || (token.kind === "word" && token.value !== "FROM");
}
