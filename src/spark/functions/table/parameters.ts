/**
 * How the table writes parameters: `col` is a column or its name; behind a colon stands what else it is. `scale?: int` may be left out, and then
 * isn't sent; `offset: int = 1` is sent as 1 then; `start?: int = 1` only if one behind it is given. `...cols` are any number, `...cols >= 2` at
 * least two, `...cols in list` any number which may stand in one array. `f: lambda(x, y)` is a function of columns, `lambda(x, i?)` of one or two.
 */
export interface Parameter {
  readonly name: string;
  readonly kind: ParameterKind;
  readonly optional: boolean;
  /** What is sent when it is left out, as JSON or `decimal(0)`, and whether always or only if one behind it is given. */
  readonly ifLeftOut: { readonly value: string; readonly sent: "always" | "before others" } | undefined;
  /** Of `...cols`: how many at least. */
  readonly rest: { readonly least: number; readonly inList: boolean } | undefined;
  /** Of a lambda: the names of its variables, and how many there must be. */
  readonly lambda: { readonly variables: readonly string[]; readonly least: number } | undefined;
}

/**
 * - `column`: a string is a column's name.
 * - `column | number`: the same; a number is itself.
 * - `int`, `double`, `doubles`, `string`, `boolean`, `value`: a literal, or a column. A string is a string.
 * - `seed`: a whole number, random if it is left out.
 * - `options`: words and their values, as a map.
 * - `schema`: a type, or SQL's words for it.
 * - `lambda`: a function of columns.
 */
const KINDS = [
  "column",
  "column | number",
  "int",
  "double",
  "doubles",
  "string",
  "boolean",
  "value",
  "seed",
  "options",
  "schema",
  "lambda",
] as const;
export type ParameterKind = (typeof KINDS)[number];

const PARAMETER =
  /^(?<rest>\.\.\.)?(?<name>[A-Za-z]\w*)(?<optional>\?)?(?:: (?<kind>[a-z |]+?)(?:\((?<variables>[^)]*)\))?)?(?: >= (?<least>\d+))?(?<inList> in list)?(?: = (?<value>.+))?$/;

/** @throws Error for what isn't written as the table writes it */
export function parametersOf(takes: string): Parameter[] {
  // At commas that aren't within a lambda's parentheses.
  return takes === "" ? [] : takes.split(/, (?![^(]*\))/).map(parameterOf);
}

function parameterOf(text: string): Parameter {
  const groups = PARAMETER.exec(text)?.groups;
  if (groups === undefined) throw new Error(`${JSON.stringify(text)} is no parameter`);
  const { rest, name, optional, kind = "column", variables, least, inList, value } = groups;
  if (!isKind(kind)) throw new Error(`${JSON.stringify(text)}: ${kind} is no kind of parameter`);
  if ((kind === "lambda") !== (variables !== undefined)) throw new Error(`${text}: a lambda has variables`);
  const named = variables?.split(", ");
  return {
    name: name!,
    kind,
    optional: optional !== undefined || value !== undefined || kind === "seed",
    ifLeftOut:
      value === undefined ? undefined : { value, sent: optional === undefined ? "always" : "before others" },
    rest: rest === undefined ? undefined : { least: Number(least ?? 0), inList: inList !== undefined },
    lambda: named && {
      variables: named.map((variable) => variable.replace("?", "")),
      least: named.filter((variable) => !variable.endsWith("?")).length,
    },
  };
}

function isKind(word: string): word is ParameterKind {
  return (KINDS as readonly string[]).includes(word);
}
