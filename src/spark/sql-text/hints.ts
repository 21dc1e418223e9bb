import { attribute, relation } from "../plan/index.js";
import type { Expression, Relation } from "../proto/index.js";
import { nameText } from "./expressions.js";
import { type Token, tokensOf } from "./lexer.js";
import { isBad, numberLiteral, stringLiteral } from "./literals.js";
import { syntaxError } from "./syntax-error.js";

/** @param text what is between `/*+` and the end of it: `BROADCAST(t), REPARTITION(3)` */
export function hinted(input: Relation, text: string): Relation {
  const tokens = tokensOf(text);
  let made = input;
  let at = 0;
  const next = (): Token => tokens[Math.min(at, tokens.length - 1)]!;
  const wrong = (): Error => syntaxError(text, next().start, next().text);
  while (next().kind !== "end") {
    const name = next();
    if (name.kind !== "word" && name.kind !== "name") throw wrong();
    at++;
    const parameters: Expression[] = [];
    if (next().text === "(") {
      at++;
      while (next().text !== ")") {
        parameters.push(parameterOf(next(), wrong));
        at++;
        if (next().text === ",") at++;
        else if (next().text !== ")") throw wrong();
      }
      at++;
    }
    made = relation("hint", { input: made, name: name.kind === "name" ? name.value : name.text, parameters });
    if (next().text === ",") at++;
  }
  return made;
}

function parameterOf(token: Token, wrong: () => Error): Expression {
  if (token.kind === "word") return attribute(nameText([token.text]));
  if (token.kind === "name") return attribute(nameText([token.value]));
  if (token.kind === "string") return stringLiteral(token.value);
  const number = token.kind === "number" ? numberLiteral(token.value) : undefined;
  if (number === undefined || isBad(number)) throw wrong();
  return number;
}
