/**
 * The expressions of golden queries, from SQL to typed ones by way of the function registry alone: neither the parser of Spark SQL nor the
 * analyzer has a part in it, so that a wrong answer is a function's.
 */
import {
  filtered,
  ignoringNulls,
  withinGroup,
} from "../../../src/spark/embedded/analyze/aggregate-clauses.js";
import { lambdaVariables } from "../../../src/spark/embedded/analyze/lambda-variables.js";
import { literalFrom } from "../../../src/spark/embedded/analyze/literals.js";
import { castOf } from "../../../src/spark/embedded/expression/cast-rules.js";
import { literalOf } from "../../../src/spark/embedded/expression/literal.js";
import type {
  FrameBound,
  SortKey,
  Typed,
  VariableExpr,
} from "../../../src/spark/embedded/expression/typed.js";
import type { SqlContext } from "../../../src/spark/embedded/functions/function-spec.js";
import { resolveCall } from "../../../src/spark/embedded/functions/resolve-call.js";
import { intervalAt } from "../../../src/spark/sql-text/interval-literal.js";
import type { Token as SqlToken } from "../../../src/spark/sql-text/lexer.js";
import * as types from "../../../src/spark/types/index.js";
import { type Token, tokensOf } from "./tokens.js";

const LEVELS: readonly (readonly string[])[] = [
  ["or"],
  ["and"],
  ["=", "==", "<=>", "<", "<=", ">", ">=", "!=", "<>"],
  ["|"],
  ["^"],
  ["&"],
  ["+", "-", "||"],
  ["*", "/", "%", "div"],
];
const COMPARISONS = 2;

/** What Spark calls every variable of a lambda in the name of a column. */
const VARIABLE = "namedlambdavariable()";

export class ExpressionReader {
  readonly #tokens: readonly Token[];
  readonly #columns: ReadonlyMap<string, Typed>;
  readonly #context: SqlContext;
  #at = 0;
  #lastVariable = 0;
  #variables: ReadonlyMap<string, VariableExpr> = new Map();

  constructor(text: string, columns: ReadonlyMap<string, Typed>, context: SqlContext) {
    this.#tokens = tokensOf(text);
    this.#columns = columns;
    this.#context = context;
  }

  read(): Typed {
    const found = this.#binary(0);
    if (this.#peek.kind !== "end") throw new Error(`not read: ${this.#peek.text}`);
    return found;
  }

  get #peek(): Token {
    return this.#tokens[this.#at]!;
  }

  #is(...words: readonly string[]): boolean {
    return words.every((word, i) => {
      const token = this.#tokens[this.#at + i];
      return token !== undefined && token.kind !== "string" && token.text.toLowerCase() === word;
    });
  }

  #take(...words: readonly string[]): boolean {
    if (!this.#is(...words)) return false;
    this.#at += words.length;
    return true;
  }

  #expect(...words: readonly string[]): void {
    if (!this.#take(...words)) throw new Error(`expected ${words.join(" ")} at ${this.#peek.text}`);
  }

  #call(name: string, ...args: readonly Typed[]): Typed {
    return resolveCall(name, args, {}, this.#context);
  }

  #binary(level: number): Typed {
    if (level === COMPARISONS && this.#take("not")) return this.#call("not", this.#binary(COMPARISONS));
    if (level === LEVELS.length) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      if (level === COMPARISONS) {
        const tested = this.#tested(left);
        if (tested !== undefined) {
          left = tested;
          continue;
        }
      }
      const operator = LEVELS[level]!.find((word) => this.#is(word));
      if (operator === undefined) return left;
      this.#at++;
      left = this.#operator(operator, left, this.#binary(level + 1));
    }
  }

  #operator(symbol: string, left: Typed, right: Typed): Typed {
    if (symbol === "!=" || symbol === "<>") return this.#call("not", this.#call("=", left, right));
    return this.#call(symbol === "||" ? "concat" : symbol, left, right);
  }

  /** What stands behind a value that is no operator: `is null`, `between`, `in`, `like`. */
  #tested(left: Typed): Typed | undefined {
    if (this.#take("is", "null")) return this.#call("isnull", left);
    if (this.#take("is", "not", "null")) return this.#call("isnotnull", left);
    const words = ["between", "in", "like", "ilike", "rlike"];
    const not = this.#is("not") && words.includes(this.#tokens[this.#at + 1]!.text.toLowerCase());
    if (not) this.#at++;
    const word = words.find((each) => this.#take(each));
    if (word === undefined) return undefined;
    const found = this.#test(word, left);
    return not ? this.#call("not", found) : found;
  }

  #test(word: string, left: Typed): Typed {
    const above = COMPARISONS + 1;
    if (word === "in") {
      this.#expect("(");
      return this.#call("in", left, ...this.#list(")"));
    }
    if (word !== "between") return this.#call(word, left, this.#binary(above));
    const low = this.#binary(above);
    this.#expect("and");
    return this.#call("between", left, low, this.#binary(above));
  }

  #unary(): Typed {
    if (this.#take("-")) {
      if (this.#peek.kind !== "number") return this.#minus();
      return this.#number(`-${this.#tokens[this.#at++]!.text}`);
    }
    if (this.#take("+")) return this.#call("positive", this.#unary());
    if (this.#take("~")) return this.#call("~", this.#unary());
    return this.#primary();
  }

  /** Spark has another name for a column of the operator than for one of the function. */
  #minus(): Typed {
    const child = this.#unary();
    return { ...this.#call("negative", child), pretty: `(- ${child.pretty})` };
  }

  #list(end: string): Typed[] {
    const found: Typed[] = [];
    while (!this.#take(end)) {
      found.push(this.#argument());
      if (!this.#is(end)) this.#expect(",");
    }
    return found;
  }

  /** A lambda is read when the arguments before it are known: its variables have their types from them. */
  #argument(): Typed {
    return this.#binary(0);
  }

  #primary(): Typed {
    const { kind, text } = this.#peek;
    if (this.#take("(")) {
      const inner = this.#binary(0);
      this.#expect(")");
      return inner;
    }
    this.#at++;
    if (kind === "number") return this.#number(text);
    if (kind === "string") return literalOf(unquoted(text), new types.StringType());
    if (kind === "quoted") return this.#nameOrCall(text.slice(1, -1));
    const lower = text.toLowerCase();
    if (lower === "null") return literalOf(null, new types.NullType());
    if (lower === "true" || lower === "false") return literalOf(lower === "true", new types.BooleanType());
    if (lower === "case") return this.#case();
    if (lower === "cast" || lower === "try_cast") return this.#cast(lower === "cast" ? "ansi" : "try");
    if (lower === "date" && this.#peek.kind === "string") {
      return literalOf(
        new Date(`${unquoted(this.#tokens[this.#at++]!.text)}T00:00:00Z`),
        new types.DateType(),
      );
    }
    if (lower === "timestamp" && this.#peek.kind === "string") {
      const moment = unquoted(this.#tokens[this.#at++]!.text).replace(" ", "T");
      return literalOf(new types.Timestamp(`${moment}Z`), new types.TimestampType());
    }
    if (lower === "interval" && ["string", "number"].includes(this.#peek.kind)) return this.#interval();
    if (lower === "timestamp_ntz" && this.#peek.kind === "string") {
      const moment = unquoted(this.#tokens[this.#at++]!.text).replace(" ", "T");
      return literalOf(new types.TimestampNTZ(moment), new types.TimestampNTZType());
    }
    return this.#nameOrCall(text);
  }

  #interval(): Typed {
    const tokens = this.#tokens.map(({ kind, text }): SqlToken => {
      const value = kind === "string" ? unquoted(text) : text.toUpperCase();
      const same = kind === "string" || kind === "number" || kind === "end";
      return { kind: same ? kind : kind === "symbol" ? "sign" : "word", text, value, start: 0, end: 0 };
    });
    const found = intervalAt(tokens, this.#at);
    const literal = typeof found === "object" ? found.literal.exprType : undefined;
    if (typeof found !== "object" || literal?.case !== "literal") throw new Error("no interval");
    this.#at = found.next;
    return literalFrom(literal.value);
  }

  #number(text: string): Typed {
    const [, digits = "", suffix = ""] = /^(.*?)(BD|[LSYDF])?$/i.exec(text)!;
    const whole = {
      "": new types.IntegerType(),
      L: new types.LongType(),
      S: new types.ShortType(),
      Y: new types.ByteType(),
    };
    if (suffix === "D" || (suffix === "" && /e/i.test(digits)))
      return literalOf(Number(digits), new types.DoubleType());
    if (suffix === "F") return literalOf(Math.fround(Number(digits)), new types.FloatType());
    if (suffix === "BD" || digits.includes(".")) {
      const [before = "", after = ""] = digits.replace("-", "").split(".");
      const scale = after.length;
      const precision = Math.max(before.replace(/^0+/, "").length + scale, scale, 1);
      const unscaled = BigInt(before + after) * (digits.startsWith("-") ? -1n : 1n);
      return literalOf(new types.Decimal(unscaled, scale), new types.DecimalType(precision, scale));
    }
    const value = BigInt(digits);
    const fits = value >= -(2n ** 31n) && value < 2n ** 31n;
    const type = suffix === "" && !fits ? whole.L : whole[suffix as keyof typeof whole];
    return literalOf(type === whole.L ? value : Number(value), type);
  }

  #case(): Typed {
    const subject = this.#is("when") ? undefined : this.#binary(0);
    const args: Typed[] = [];
    while (this.#take("when")) {
      const condition = this.#binary(0);
      this.#expect("then");
      args.push(subject === undefined ? condition : this.#call("=", subject, condition), this.#binary(0));
    }
    if (this.#take("else")) args.push(this.#binary(0));
    this.#expect("end");
    return this.#call("when", ...args);
  }

  #cast(mode: "ansi" | "try"): Typed {
    this.#expect("(");
    const child = this.#binary(0);
    this.#expect("as");
    let ddl = "";
    for (let depth = 0; depth > 0 || !this.#is(")"); this.#at++) {
      const { text } = this.#peek;
      if (text === "(") depth++;
      if (text === ")") depth--;
      ddl += /^\w/.test(text) && /\w$/.test(ddl) ? ` ${text}` : text;
    }
    this.#expect(")");
    return castOf(child, types.parseType(ddl), { mode, written: true });
  }

  #nameOrCall(name: string): Typed {
    if (!this.#take("(")) {
      const column = this.#variables.get(name) ?? this.#columns.get(name);
      if (column === undefined) throw new Error(`no column ${name}`);
      return column;
    }
    if (this.#take("*", ")")) return this.#behind(this.#call(name, literalOf(1, new types.IntegerType())));
    const distinct = this.#take("distinct");
    const args = this.#argumentsOf(name);
    return this.#behind(resolveCall(name, args, { distinct }, this.#context));
  }

  #argumentsOf(name: string): Typed[] {
    const args: Typed[] = [];
    // Their first argument is the name of a unit.
    if (/^timestamp(?:add|diff)$/.test(name)) {
      args.push(literalOf(this.#tokens[this.#at++]!.text, new types.StringType()));
      this.#expect(",");
    }
    while (!this.#take(")")) {
      args.push(this.#isLambda() ? this.#lambda(name, args) : this.#binary(0));
      if (!this.#is(")")) this.#expect(",");
    }
    return args;
  }

  #isLambda(): boolean {
    if (this.#peek.kind === "name" && this.#tokens[this.#at + 1]!.text === "->") return true;
    if (!this.#is("(")) return false;
    let at = this.#at + 1;
    while (this.#tokens[at]!.kind === "name" || this.#tokens[at]!.text === ",") at++;
    return this.#tokens[at]!.text === ")" && this.#tokens[at + 1]!.text === "->";
  }

  #lambda(name: string, before: readonly Typed[]): Typed {
    const names: string[] = [];
    const many = this.#take("(");
    do names.push(this.#tokens[this.#at++]!.text);
    while (many && this.#take(","));
    if (many) this.#expect(")");
    this.#expect("->");
    const kinds = lambdaVariables(name.toLowerCase(), before, before.length, names.length);
    const variables = names.map(
      (_, i): VariableExpr => ({
        kind: "variable",
        id: ++this.#lastVariable,
        pretty: VARIABLE,
        ...kinds[i]!,
      }),
    );
    const outer = this.#variables;
    this.#variables = new Map([...outer, ...names.map((each, i) => [each, variables[i]!] as const)]);
    const body = this.#binary(0);
    this.#variables = outer;
    return {
      kind: "lambda",
      variables,
      body,
      type: body.type,
      nullable: body.nullable,
      pretty: `lambdafunction(${[body.pretty, ...names.map(() => VARIABLE)].join(", ")})`,
    };
  }

  /** `WITHIN GROUP`, `IGNORE NULLS`, `FILTER` and `OVER`. */
  #behind(call: Typed): Typed {
    let found = call;
    if (this.#take("within", "group")) {
      this.#expect("(", "order", "by");
      const order = this.#order();
      this.#expect(")");
      found = withinGroup(found, order, this.#context);
    }
    if (this.#take("ignore", "nulls")) found = ignoringNulls(found);
    if (this.#take("filter")) {
      this.#expect("(", "where");
      const filter = this.#binary(0);
      this.#expect(")");
      found = filtered(found, filter);
    }
    if (!this.#take("over")) return found;
    if (found.kind !== "aggregate" && found.kind !== "ranking") throw new Error("over what is no aggregate");
    this.#expect("(");
    const partition: Typed[] = [];
    if (this.#take("partition", "by")) {
      do partition.push(this.#binary(0));
      while (this.#take(","));
    }
    const order = this.#take("order", "by") ? this.#order() : [];
    const unit = this.#take("rows") ? "rows" : this.#take("range") ? "range" : undefined;
    let frame: { unit: "rows" | "range"; lower: FrameBound; upper: FrameBound } | undefined;
    if (unit !== undefined) {
      this.#expect("between");
      const lower = this.#bound();
      this.#expect("and");
      frame = { unit, lower, upper: this.#bound() };
    }
    this.#expect(")");
    const { type, nullable, pretty } = found;
    return { kind: "window", function: found, partition, order, frame, type, nullable, pretty };
  }

  #order(): SortKey[] {
    const order: SortKey[] = [];
    do {
      const child = this.#binary(0);
      const ascending = !this.#take("desc");
      if (ascending) this.#take("asc");
      const first = this.#take("nulls", "first");
      order.push({ child, ascending, nullsFirst: first || (!this.#take("nulls", "last") && ascending) });
    } while (this.#take(","));
    return order;
  }

  #bound(): FrameBound {
    if (this.#take("unbounded")) {
      this.#at++;
      return { kind: "unbounded" };
    }
    if (this.#take("current", "row")) return { kind: "current" };
    const size = this.#binary(COMPARISONS + 1);
    if (size.kind !== "literal") throw new Error("a bound is a literal");
    const before = this.#is("preceding");
    this.#at++;
    const value = before ? -(size.value as number) : (size.value as number);
    const name = `${size.pretty} ${before ? "PRECEDING" : "FOLLOWING"}`;
    return { kind: "offset", offset: literalOf(value, size.type), name };
  }
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", 0: "\0", b: "\b" };

function unquoted(quoted: string): string {
  return quoted
    .slice(1, -1)
    .replace(/\\u([0-9A-Fa-f]{4})|\\([\s\S])/g, (all, code: string | undefined, letter: string) => {
      if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16));
      return letter === "%" || letter === "_" ? all : (ESCAPES[letter] ?? letter);
    });
}
