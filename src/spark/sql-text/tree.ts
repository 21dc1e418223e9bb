/** The parser's tree, and how it is read: nothing in it is passed over. */
import { AnalysisException } from "../errors/index.js";
import type { Atom } from "./atoms.js";
import { atomIndex } from "./atoms.js";
import type { Outline } from "./outline.js";
import { notEmbedded, syntaxError } from "./syntax-error.js";

/** `{ kind: fields }`. */
export type Tree = Readonly<Record<string, unknown>>;
export type Fields = Readonly<Record<string, unknown>>;

export function kindOf(tree: Tree): string {
  return Object.keys(tree)[0] ?? "null";
}

/** What says how something was written, and not what. */
const WRITING = new Set([
  "span",
  "comments",
  "leading_comments",
  "trailing_comments",
  "post_select_comments",
  "pre_alias_comments",
  "operator_comments",
  "left_comments",
  "else_comments",
  "inferred_type",
  "alias_explicit_as",
  "alias_keyword",
  "alias_first",
  "nesting_group",
  "kind_text",
  "start_side_text",
  "end_side_text",
  "use_outer_keyword",
  "use_inner_keyword",
  "explicit_asc",
  "unit_after_size",
  "original_name",
  "quoted",
  "explicit_method",
]);

/**
 * The fields of a tree's node.
 *
 * @param known those that the caller reads
 * @throws NotSupportedError if another one says something: a clause that is another dialect's, or that nothing here knows
 */
export function fieldsOf(tree: Tree, known: readonly string[]): Fields {
  const kind = kindOf(tree);
  const fields = (tree[kind] ?? {}) as Fields;
  return checked(kind, fields, known);
}

export function checked(kind: string, fields: Fields, known: readonly string[]): Fields {
  for (const [name, value] of Object.entries(fields)) {
    if (!known.includes(name) && !WRITING.has(name) && !isEmpty(value)) {
      throw notEmbedded(`SQL's ${kind.replaceAll("_", " ")} with ${name.replaceAll("_", " ")}`);
    }
  }
  return fields;
}

function isEmpty(value: unknown): boolean {
  return (
    value === null ||
    value === undefined ||
    value === false ||
    value === "" ||
    (Array.isArray(value) && value.length === 0)
  );
}

export function treesOf(value: unknown): readonly Tree[] {
  return (value ?? []) as readonly Tree[];
}

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The atoms of one query, each of which has to be read. */
export class Reader {
  readonly text: string;
  readonly #outline: Outline;
  readonly #read = new Set<number>();
  readonly #words: Map<string, number>;

  constructor(text: string, outline: Outline) {
    this.text = text;
    this.#outline = outline;
    this.#words = new Map(outline.words);
  }

  /** @param name as the parser gives it */
  atom(name: string): Atom {
    const index = atomIndex(name);
    const atom = index === undefined ? undefined : this.#outline.atoms[index];
    if (index === undefined || atom === undefined) throw notEmbedded(`SQL's ${name.toUpperCase()}`);
    return this.numbered(index);
  }

  numbered(index: number): Atom {
    this.#read.add(index);
    return this.#outline.atoms[index]!;
  }

  /** @param identifier the parser's `{ name }` @returns the parts of a name @throws ParseException for what is no name */
  parts(identifier: unknown): readonly string[] {
    const atom = this.atom(
      typeof identifier === "string" ? identifier : (identifier as { name: string }).name,
    );
    if (atom.kind === "name" || atom.kind === "function") return atom.parts;
    throw this.syntax(0, atom.kind === "operator" ? atom.text : "");
  }

  /** A name of one part. */
  name(identifier: unknown): string {
    const parts = this.parts(identifier);
    if (parts.length > 1) throw this.syntax(this.text.length, ".");
    return parts[0]!;
  }

  names(identifiers: unknown): string[] {
    return ((identifiers ?? []) as readonly unknown[]).map((identifier) => this.name(identifier));
  }

  /** Says that the plan has what the word says. */
  took(word: string, times = 1): void {
    this.#words.set(word, (this.#words.get(word) ?? 0) - times);
  }

  /** An error of the query as a whole. */
  wrong(
    condition: string,
    message: string,
    parameters: Readonly<Record<string, string>>,
    sqlState: string,
  ): Error {
    return new AnalysisException(`[${condition}] ${message} SQLSTATE: ${sqlState}`, {
      condition,
      messageParameters: parameters,
      sqlState,
    });
  }

  syntax(at: number, near: string): Error {
    return syntaxError(this.text, at, near);
  }

  /**
   * That everything which was written has been read. The parser may drop what it doesn't know how to keep.
   *
   * @throws NotSupportedError
   */
  finish(): void {
    const { atoms } = this.#outline;
    for (const index of atoms.keys()) {
      if (!this.#read.has(index))
        throw notEmbedded(`${JSON.stringify(shown(atoms[index]!))} where it stands in this query`);
    }
    for (const word of COUNTED) {
      if ((this.#words.get(word) ?? 0) !== 0) throw notEmbedded(`${word} where it stands in this query`);
    }
  }
}

/** Words without which a query means something else. */
const COUNTED = [
  "DISTINCT",
  "DESC",
  "LEFT",
  "RIGHT",
  "FULL",
  "SEMI",
  "ANTI",
  "NATURAL",
  "IGNORE",
  "EXISTS",
  "LATERAL",
  "HAVING",
  "QUALIFY",
  "WHERE",
  "LIMIT",
  "OFFSET",
  "UNION",
  "INTERSECT",
  "OVER",
];

function shown(atom: Atom): string {
  if (atom.kind === "name" || atom.kind === "function") return atom.parts.join(".");
  return atom.kind === "operator" ? atom.operator : atom.kind;
}
