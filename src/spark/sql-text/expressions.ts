/** The parser's trees of expressions → messages. */
import { alias, attribute, call, expression, star, subquery } from "../plan/index.js";
import type { Expression, Relation } from "../proto/index.js";
import type { Atom, FunctionAtom } from "./atoms.js";
import { stringLiteral } from "./literals.js";
import { type ChainItem, castTo, group, type Operand } from "./operators.js";
import type { Scope } from "./scope.js";
import { notEmbedded } from "./syntax-error.js";
import { type Fields, fieldsOf, kindOf, type Reader, type Tree, treesOf } from "./tree.js";
import { sortOrders, windowFunction } from "./windows.js";

/** Kinds of trees that are queries. */
export const QUERIES: ReadonlySet<string> = new Set(["select", "union", "intersect", "except", "values"]);

const FUNCTION_FIELDS = ["name", "args", "distinct", "filter", "order_by", "ignore_nulls"];
/** Whose second argument says that nulls are passed over, and as what Spark shows them then. */
const IGNORING: Readonly<Record<string, string>> = {
  first: "first",
  first_value: "first",
  last: "last",
  last_value: "last",
  any_value: "any_value",
};

export class SqlExpressions {
  readonly reader: Reader;
  readonly #queryOf: (tree: Tree, scope: Scope) => Promise<Relation>;

  constructor(reader: Reader, queryOf: (tree: Tree, scope: Scope) => Promise<Relation>) {
    this.reader = reader;
    this.#queryOf = queryOf;
  }

  async all(trees: readonly Tree[], scope: Scope): Promise<Expression[]> {
    const made: Expression[] = [];
    for (const tree of trees) made.push(await this.of(tree, scope));
    return made;
  }

  async of(tree: Tree, scope: Scope): Promise<Expression> {
    const items: ChainItem[] = [];
    this.#flatten(tree, scope, items);
    return group(items, this.reader.text);
  }

  /** The parser's `add` is between any two items. */
  #flatten(tree: Tree, scope: Scope, items: ChainItem[]): void {
    if (kindOf(tree) === "add") {
      const { left, right } = fieldsOf(tree, ["left", "right"]);
      this.#flatten(left as Tree, scope, items);
      this.#flatten(right as Tree, scope, items);
      return;
    }
    const atom = this.atomOf(tree);
    if (atom?.kind === "chain") {
      for (const index of atom.items) items.push(this.#atomItem(this.reader.numbered(index), scope));
    } else
      items.push(atom === undefined ? { operand: this.#operand(tree, scope) } : this.#atomItem(atom, scope));
  }

  /** The atom of a tree that is nothing else. */
  atomOf(tree: Tree): Atom | undefined {
    if (kindOf(tree) !== "column") return undefined;
    const { name } = fieldsOf(tree, ["name"]);
    return this.reader.atom((name as { name: string }).name);
  }

  #atomItem(atom: Atom, scope: Scope): ChainItem {
    if (atom.kind === "operator") return { operator: atom };
    const made = this.#atomExpression(atom, scope);
    return {
      operand: { expression: async () => made, elements: () => undefined, among: () => undefined },
    };
  }

  #atomExpression(atom: Exclude<Atom, { kind: "operator" }>, scope: Scope): Expression {
    switch (atom.kind) {
      case "literal":
        return atom.expression;
      case "name":
        return scope.variables.has(atom.parts[0]!.toLowerCase())
          ? expression("unresolvedNamedLambdaVariable", { nameParts: [...atom.parts] })
          : attribute(nameText(atom.parts));
      default:
        throw notEmbedded(`SQL with a ${atom.kind} there`);
    }
  }

  #operand(tree: Tree, scope: Scope): Operand {
    const kind = kindOf(tree);
    return {
      expression: () => this.#single(tree, scope),
      elements: () => {
        if (kind === "tuple") return this.all(treesOf(fieldsOf(tree, ["expressions"]).expressions), scope);
        if (kind === "paren") return this.all([fieldsOf(tree, ["this"]).this as Tree], scope);
        return undefined;
      },
      among: (values) => {
        const query = this.#innerQuery(tree);
        return query === undefined
          ? undefined
          : this.#queryOf(query, scope).then((relation) => subquery("in", relation, values));
      },
    };
  }

  /** The query in parentheses, undefined if something else is in them. */
  #innerQuery(tree: Tree): Tree | undefined {
    const kind = kindOf(tree);
    if (QUERIES.has(kind) || kind === "subquery") return tree;
    if (kind !== "paren") return undefined;
    return this.#innerQuery(fieldsOf(tree, ["this"]).this as Tree);
  }

  /** An expression that is no chain. */
  async #single(tree: Tree, scope: Scope): Promise<Expression> {
    const kind = kindOf(tree);
    switch (kind) {
      case "paren": {
        const inner = fieldsOf(tree, ["this"]).this as Tree;
        const query = this.#innerQuery(inner);
        return query === undefined
          ? this.of(inner, scope)
          : subquery("scalar", await this.#queryOf(query, scope));
      }
      case "tuple":
        return this.#row(treesOf(fieldsOf(tree, ["expressions"]).expressions), scope);
      case "function":
      case "aggregate_function":
        return this.#call(tree, scope);
      case "filter": {
        const { this: inner, expression: condition } = fieldsOf(tree, ["this", "expression"]);
        this.reader.took("WHERE");
        return internal("filter", [
          await this.of(inner as Tree, scope),
          await this.of(condition as Tree, scope),
        ]);
      }
      case "within_group": {
        const { this: inner, order_by } = fieldsOf(tree, ["this", "order_by"]);
        const orders = await sortOrders(this, order_by, scope);
        return internal("within_group", [
          await this.of(inner as Tree, scope),
          ...orders.map((order) => expression("sortOrder", order)),
        ]);
      }
      case "window_function":
        return windowFunction(this, tree, scope);
      case "lambda":
        return this.#lambda(tree, scope);
      case "named_argument": {
        const { name, value } = fieldsOf(tree, ["name", "value", "separator"]);
        return expression("namedArgumentExpression", {
          key: this.reader.name(name),
          value: await this.of(value as Tree, scope),
        });
      }
      case "star":
        return this.star(tree);
      case "case":
        return this.#case(tree, scope);
      case "subscript": {
        const { this: child, index } = fieldsOf(tree, ["this", "index"]);
        return expression("unresolvedExtractValue", {
          child: await this.of(child as Tree, scope),
          extraction: await this.of(index as Tree, scope),
        });
      }
      case "dot": {
        const { this: child, field } = fieldsOf(tree, ["this", "field"]);
        let made = await this.of(child as Tree, scope);
        for (const part of this.reader.parts(field)) {
          made = expression("unresolvedExtractValue", { child: made, extraction: stringLiteral(part) });
        }
        return made;
      }
      case "exists": {
        const { this: query } = fieldsOf(tree, ["this"]);
        this.reader.took("EXISTS");
        return subquery("exists", await this.#queryOf(query as Tree, scope));
      }
      default: {
        const query = this.#innerQuery(tree);
        if (query !== undefined) return subquery("scalar", await this.#queryOf(query, scope));
        throw notEmbedded(`SQL's ${kind.replaceAll("_", " ")}`);
      }
    }
  }

  star(tree: Tree): Expression {
    const { table } = fieldsOf(tree, ["table"]);
    return table ? star(`${nameText(this.reader.parts(table))}.*`) : star();
  }

  /** `(a, b)`: a struct whose fields have the columns' names. */
  async #row(trees: readonly Tree[], scope: Scope): Promise<Expression> {
    const args: Expression[] = [];
    for (const [i, tree] of trees.entries()) {
      const atom = this.atomOf(tree);
      const name = atom?.kind === "name" ? atom.parts.at(-1)! : `col${i + 1}`;
      args.push(stringLiteral(name), await this.of(tree, scope));
    }
    return call("named_struct", args);
  }

  async #call(tree: Tree, scope: Scope): Promise<Expression> {
    const { name, args, distinct, filter, order_by, ignore_nulls } = fieldsOf(tree, FUNCTION_FIELDS);
    const atom = this.reader.atom(name as string);
    if (atom.kind !== "function") throw this.reader.syntax(this.reader.text.length, "(");
    if (treesOf(order_by).length > 0) throw notEmbedded("ORDER BY in a function's arguments");
    if (distinct === true) this.reader.took("DISTINCT");
    const values = await this.all(treesOf(args), scope);
    let made = this.#function(atom, values, distinct === true);
    if (ignore_nulls === true) {
      this.reader.took("IGNORE");
      const lower = atom.parts.at(-1)!.toLowerCase();
      made =
        Object.hasOwn(IGNORING, lower) && values.length === 1
          ? call(
              IGNORING[lower]!,
              [...values, expression("literal", { literalType: { case: "boolean", value: true } })],
              distinct === true,
            )
          : internal("ignore_nulls", [made]);
    }
    if (filter === undefined || filter === null) return made;
    this.reader.took("WHERE");
    return internal("filter", [made, await this.of(filter as Tree, scope)]);
  }

  #function({ parts, cast }: FunctionAtom, args: readonly Expression[], distinct: boolean): Expression {
    if (cast !== undefined) {
      if (args.length !== 1 || distinct) throw this.reader.syntax(this.reader.text.length, "AS");
      return castTo(args[0]!, cast.type, cast.mode);
    }
    if (parts.length > 1) {
      if (distinct) throw notEmbedded(`DISTINCT of ${parts.join(".")}`);
      return expression("callFunction", { functionName: nameText(parts), arguments: [...args] });
    }
    return call(parts[0]!, args, distinct);
  }

  async #lambda(tree: Tree, scope: Scope): Promise<Expression> {
    const { parameters, body } = fieldsOf(tree, ["parameters", "body"]);
    const names = this.reader.names(parameters);
    const variables = new Set([...scope.variables, ...names.map((name) => name.toLowerCase())]);
    return expression("lambdaFunction", {
      function: await this.of(body as Tree, { ...scope, variables }),
      arguments: names.map((name) => ({ nameParts: [name] })),
    });
  }

  async #case(tree: Tree, scope: Scope): Promise<Expression> {
    const { operand, whens, else_: otherwise } = fieldsOf(tree, ["operand", "whens", "else_"]);
    const of = operand ? await this.of(operand as Tree, scope) : undefined;
    const args: Expression[] = [];
    for (const [when, then] of whens as readonly (readonly [Tree, Tree])[]) {
      const condition = await this.of(when, scope);
      args.push(of === undefined ? condition : call("==", [of, condition]), await this.of(then, scope));
    }
    if (otherwise) args.push(await this.of(otherwise as Tree, scope));
    return call("when", args);
  }

  /** What is selected, with its name if it has one. */
  async selected(tree: Tree, scope: Scope): Promise<Expression> {
    if (kindOf(tree) !== "alias") return this.of(tree, scope);
    const {
      this: inner,
      alias: name,
      column_aliases,
    } = fieldsOf(tree, ["this", "alias", "column_aliases"]) as Fields;
    const names = this.reader.names(column_aliases);
    const made = await this.of(inner as Tree, scope);
    if (names.length > 0) return alias(made, ...names);
    return alias(made, this.reader.name(name));
  }
}

/**
 * What Spark Connect has no message for: a call of a name that no Spark knows, so that a real one says no instead of giving another answer. The embedded engine knows
 * `filter(aggregate, condition)`, `within_group(aggregate, order…)`, `ignore_nulls(function)` and, as the condition of a Filter, `qualify(condition)` of this kind.
 */
export function internal(
  name: "filter" | "within_group" | "ignore_nulls" | "qualify",
  args: readonly Expression[],
): Expression {
  return expression("unresolvedFunction", {
    functionName: `manycore_${name}`,
    arguments: [...args],
    isInternal: true,
  });
}

/** Parts as SQL writes them, in backticks where they are needed. */
export function nameText(parts: readonly string[]): string {
  return parts
    .map((part) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(part) ? part : `\`${part.replaceAll("`", "``")}\``))
    .join(".");
}
