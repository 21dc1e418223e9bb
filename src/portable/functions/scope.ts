/** Variables that revived functions close over: real ones, which can be assigned and which functions can share. */

export interface Scope {
  /** The variables that can be seen from inside, those of the scopes around included. */
  readonly names: ReadonlySet<string>;
  /** Evaluates an expression where the variables are in sight. */
  evaluate(expression: string, thisValue: unknown): unknown;
  read(name: string): unknown;
  assign(name: string, value: unknown): void;
}

type Evaluate = (this: unknown, expression: string) => unknown;
type Parts = readonly [Evaluate, (name: string) => unknown, (name: string, value: unknown) => void];

/**
 * Makes variables, all undefined. A direct `eval` is the only thing in the language that adds a function to a scope
 * which exists already; in strict code V8 compiles what is evaluated like any other function.
 *
 * @param around the scope that this one lies in, or null for the global one
 */
export function makeScope(around: Scope | null, names: readonly string[], strict: boolean): Scope {
  const text = scopeText(names, strict);
  const parts = around === null ? new Function(`return ${text}`)() : around.evaluate(text, undefined);
  const [evaluate, read, assign] = parts as Parts;
  const own = new Set(names);
  return {
    names: around === null ? own : new Set([...around.names, ...names]),
    evaluate: (expression, thisValue) => evaluate.call(thisValue, expression),
    read: (name) => (own.has(name) ? read(name) : around?.read(name)),
    assign(name, value) {
      if (own.has(name)) assign(name, value);
      else around?.assign(name, value);
    },
  };
}

/** Introduces no name of its own: each of them could be one that the user's function means to find outside. */
function scopeText(names: readonly string[], strict: boolean): string {
  const cases = (statement: (name: string) => string): string =>
    names.map((name) => `case ${JSON.stringify(name)}: ${statement(name)};`).join(" ");
  return (
    `(function (${names.join(", ")}) {${strict ? ' "use strict";' : ""} return [` +
    "function () { return eval(arguments[0]); }, " +
    `function () { switch (arguments[0]) { ${cases((name) => `return ${name}`)} } }, ` +
    `function () { switch (arguments[0]) { ${cases((name) => `${name} = arguments[1]; break`)} } }` +
    "]; })()"
  );
}
