/** Groups operands and operators as Spark's grammar does. */
import { alias, call, expression } from "../plan/index.js";
import { type Expression, Expression_Cast_EvalMode } from "../proto/index.js";
import type { OperatorAtom } from "./atoms.js";
import { booleanLiteral, stringLiteral } from "./literals.js";
import { syntaxError } from "./syntax-error.js";

/** Something between operators: most become an expression, a list behind IN doesn't. */
export interface Operand {
  expression(): Promise<Expression>;
  /** Of parentheses: what is in them, each as an expression. */
  elements(): Promise<readonly Expression[]> | undefined;
  /** Of a query in parentheses: whether one of these values is among its rows. */
  among(values: readonly Expression[]): Expression | Promise<Expression> | undefined;
}

export type ChainItem = { readonly operator: OperatorAtom } | { readonly operand: Operand };

/** Weakest first. NOT, AND, OR and what follows a value once (IN, LIKE …) are weaker than all of these. */
const STRENGTHS: readonly (readonly string[])[] = [
  ["=", "==", "<>", "!=", "<", "<=", ">", ">=", "<=>", "!<", "!>"],
  ["|"],
  ["^"],
  ["&"],
  ["<<", ">>", ">>>"],
  ["+", "-", "||"],
  ["*", "/", "%", "DIV"],
];

const FUNCTIONS: Readonly<Record<string, string>> = {
  "=": "==",
  DIV: "div",
  "||": "concat",
  "!<": ">=",
  "!>": "<=",
};

/** The function of an operator between two values. */
function binary(operator: string, left: Expression, right: Expression): Expression {
  if (operator === "<>" || operator === "!=") return not(call("==", [left, right]));
  return call(FUNCTIONS[operator] ?? operator, [left, right]);
}

function not(value: Expression): Expression {
  return call("not", [value]);
}

const SIGNS: Readonly<Record<string, string>> = { "-": "negative", "+": "positive" };
const PREFIXES: readonly string[] = ["-", "+", "~"];

/**
 * Spark names a column of `-x` otherwise than one of `negative(x)`, and has no message for the former: it is a call that says to be of the user's
 * function, by which the embedded engine knows it. Spark finds its own by the name all the same.
 */
function signed(functionName: string, value: Expression): Expression {
  return expression("unresolvedFunction", { functionName, arguments: [value], isUserDefinedFunction: true });
}

const POSTFIXES = new Set(["::", "COLLATE"]);

/** @param text of the query, for errors @throws ParseException */
export async function group(items: readonly ChainItem[], text: string): Promise<Expression> {
  const chain = new Chain(items, text);
  const made = await chain.named();
  chain.end();
  return made;
}

class Chain {
  readonly #items: readonly ChainItem[];
  readonly #text: string;
  #at = 0;

  constructor(items: readonly ChainItem[], text: string) {
    this.#items = items;
    this.#text = text;
  }

  /** The operator here, if it is one of these. */
  #is(operators: { includes(operator: string): boolean }): string | undefined {
    const item = this.#items[this.#at];
    return item !== undefined && "operator" in item && operators.includes(item.operator.operator)
      ? item.operator.operator
      : undefined;
  }

  #operand(): Operand {
    const item = this.#items[this.#at];
    if (item === undefined) throw syntaxError(this.#text, this.#text.length, "");
    if ("operator" in item) throw syntaxError(this.#text, item.operator.start, item.operator.text);
    this.#at++;
    return item.operand;
  }

  end(): void {
    const item = this.#items[this.#at];
    if (item === undefined) return;
    if ("operator" in item) throw syntaxError(this.#text, item.operator.start, item.operator.text);
    throw syntaxError(this.#text, this.#text.length, "");
  }

  /** `value AS name`, in a function's arguments. */
  async named(): Promise<Expression> {
    const value = await this.#or();
    if (this.#is(["AS"]) === undefined) return value;
    return alias(value, this.#taken().operand!);
  }

  #taken(): OperatorAtom {
    return (this.#items[this.#at++] as { operator: OperatorAtom }).operator;
  }

  async #or(): Promise<Expression> {
    let left = await this.#and();
    while (this.#is(["OR"]) !== undefined) {
      this.#at++;
      left = call("or", [left, await this.#and()]);
    }
    return left;
  }

  async #and(): Promise<Expression> {
    let left = await this.#not();
    while (this.#is(["AND"]) !== undefined) {
      this.#at++;
      left = call("and", [left, await this.#not()]);
    }
    return left;
  }

  async #not(): Promise<Expression> {
    if (this.#is(["NOT"]) === undefined) return this.#predicated();
    this.#at++;
    return not(await this.#not());
  }

  /** A value and at most one of IN, LIKE, BETWEEN, IS … behind it. */
  async #predicated(): Promise<Expression> {
    const before = this.#at;
    const single = this.#items[before];
    const value = await this.#value(0);
    const item = this.#items[this.#at];
    if (item === undefined || !("operator" in item)) return value;
    const { operator } = item.operator;
    const negated = operator.startsWith("NOT ");
    const name = negated ? operator.slice(4) : operator;
    const made = await this.#predicate(
      name,
      value,
      single !== undefined && "operand" in single ? single.operand : undefined,
      this.#at - before,
    );
    if (made === undefined) return value;
    return negated ? not(made) : made;
  }

  /** @param operand the first of the value's, @param length of how many items the value is made */
  async #predicate(
    name: string,
    value: Expression,
    operand: Operand | undefined,
    length: number,
  ): Promise<Expression | undefined> {
    const start = this.#at++;
    switch (name) {
      case "IN":
        return this.#in(value, length === 1 ? operand : undefined);
      case "BETWEEN": {
        const low = await this.#value(0);
        if (this.#is(["AND"]) === undefined) this.#operand();
        this.#at++;
        return call("between", [value, low, await this.#value(0)]);
      }
      case "LIKE":
      case "ILIKE": {
        const pattern = await this.#value(0);
        if (this.#is(["ESCAPE"]) === undefined) return call(name.toLowerCase(), [value, pattern]);
        this.#at++;
        return call(name.toLowerCase(), [value, pattern, await this.#operand().expression()]);
      }
      case "RLIKE":
        return call("rlike", [value, await this.#value(0)]);
      case "LIKE ANY":
      case "ILIKE ANY":
      case "LIKE ALL":
      case "ILIKE ALL": {
        const [like, quantifier] = name.toLowerCase().split(" ") as [string, string];
        const patterns = (await this.#operand().elements()) ?? [];
        if (patterns.length === 0) throw syntaxError(this.#text, this.#text.length, ")");
        const negatedAtom = (this.#items[start] as { operator: OperatorAtom }).operator.operator.startsWith(
          "NOT ",
        );
        // NOT LIKE ANY: one that it is not like. The caller negates the whole, so that it is NOT (LIKE ALL).
        const joined = (quantifier === "any") === !negatedAtom ? "or" : "and";
        return patterns
          .map((pattern) => call(like, [value, pattern]))
          .reduce((left, right) => call(joined, [left, right]));
      }
      case "IS NULL":
      case "IS UNKNOWN":
        return call("isnull", [value]);
      case "IS NOT NULL":
      case "IS NOT UNKNOWN":
        return call("isnotnull", [value]);
      case "IS TRUE":
      case "IS FALSE":
        return call("<=>", [value, booleanLiteral(name === "IS TRUE")]);
      case "IS NOT TRUE":
      case "IS NOT FALSE":
        return not(call("<=>", [value, booleanLiteral(name === "IS NOT TRUE")]));
      case "IS DISTINCT FROM":
        return not(call("<=>", [value, await this.#value(0)]));
      case "IS NOT DISTINCT FROM":
        return call("<=>", [value, await this.#value(0)]);
      default:
        this.#at = start;
        return undefined;
    }
  }

  async #in(value: Expression, operand: Operand | undefined): Promise<Expression> {
    const list = this.#operand();
    const several = await operand?.elements();
    const query = await list.among(several === undefined || several.length < 2 ? [value] : several);
    if (query !== undefined) return query;
    const elements = await list.elements();
    if (elements === undefined || elements.length === 0)
      throw syntaxError(this.#text, this.#text.length, ")");
    return call("in", [value, ...elements]);
  }

  async #value(strength: number): Promise<Expression> {
    if (strength === STRENGTHS.length) return this.#prefixed();
    let left = await this.#value(strength + 1);
    for (;;) {
      const operator = this.#is(STRENGTHS[strength]!);
      if (operator === undefined) return left;
      this.#at++;
      left = binary(operator, left, await this.#value(strength + 1));
    }
  }

  async #prefixed(): Promise<Expression> {
    const operator = this.#is(PREFIXES);
    if (operator === undefined) return this.#postfixed();
    this.#at++;
    const value = await this.#prefixed();
    return operator === "~" ? call(operator, [value]) : signed(SIGNS[operator]!, value);
  }

  async #postfixed(): Promise<Expression> {
    let value = await this.#operand().expression();
    while (this.#is([...POSTFIXES]) !== undefined) {
      const { operator, operand } = this.#taken();
      value =
        operator === "::"
          ? castTo(value, operand!, "ansi")
          : call("collate", [value, stringLiteral(operand!)]);
    }
    return value;
  }
}

/** @param type in SQL's words */
export function castTo(value: Expression, type: string, mode: "ansi" | "try"): Expression {
  return expression("cast", {
    expr: value,
    castToType: { case: "typeStr", value: type },
    ...(mode === "try" ? { evalMode: Expression_Cast_EvalMode.TRY } : {}),
  });
}
