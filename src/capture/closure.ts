/** What a function is made of, once read: everything that another thread needs to make it again. */

/** Functions and classes of any signature: what `typeof value === "function"` tells of a value. */
// biome-ignore lint/complexity/noBannedTypes: nothing is called, and no signature covers functions, classes and what `typeof` gives
export type AnyFunction = Function;

/** `class` for a class itself; its methods, when they are captured alone, are `method`, `getter` or `setter`. */
export type ClosureKind = "arrow" | "function" | "method" | "getter" | "setter" | "class";

/** Where an imported binding comes from. The other side imports it there instead of getting a copy. */
export interface ImportedBinding {
  /** As it was written: `node:fs`, `./lib.js`, `lodash/fp`, `#internal`. */
  readonly specifier: string;
  /** URL of the importing module: a package's name or `#internal` is to be resolved from there. */
  readonly from: string;
  /** What it leads to: the file's URL, or `node:fs` for a builtin module. `null` for a package's name. */
  readonly url: string | null;
  /** `default`, `*` for the namespace, or an export's name. */
  readonly name: string;
  /** `require`: what a CommonJS module got by `require` (`*` is `module.exports`). Else by `import`. */
  readonly by: "import" | "require";
}

/** A free variable of the function, and what the other side has to put in its place. */
export type Captured = CapturedValue | CapturedImport | CapturedRequire | CapturedDynamicImport;

/** A variable with the value that it has now. */
export interface CapturedValue {
  readonly name: string;
  readonly value: unknown;
  /** The function itself assigns to the variable. On the other side it assigns to its own copy. */
  readonly assigned: boolean;
  /**
   * Names a variable that may be assigned to: `module` for one of the script's top level, of which there is one only;
   * else where it is declared, of which there is one a call of the function around it. Functions that travel together share it.
   */
  readonly binding?: string;
}

/** A variable that the other side gets by importing. */
export interface CapturedImport {
  readonly name: string;
  readonly import: ImportedBinding;
}

/** CommonJS's `require`: `createRequire(url)` on the other side. */
export interface CapturedRequire {
  readonly name: string;
  readonly require: string;
}

/** Stands for `import(…)` in the source: a function `(specifier, options?) => Promise<namespace>` relative to the URL. */
export interface CapturedDynamicImport {
  readonly name: string;
  readonly dynamicImport: string;
}

/** An export of a module that a worker can import without running the main module again. */
export interface ExportedAs {
  /** `file:` URL. */
  readonly url: string;
  /** `default` or the export's name; with `by: "require"` also `*`: the function is `module.exports` itself. */
  readonly name: string;
  /** `require` for a CommonJS module (`createRequire(url)(fileURLToPath(url))`), else `import(url)`. */
  readonly by: "import" | "require";
}

export interface Closure {
  /**
   * A JavaScript *expression* that gives the function where `variables` are in scope: what isn't an expression by
   * itself (methods, getters) is wrapped, `import.meta`, `import(…)` and the outer `arguments` are replaced by
   * variables, and a name that the engine inferred from `const name = …` is kept.
   * Evaluate it as `"use strict"; return (source)` when `strict`, in a function whose `this` is `thisValue`.
   */
  readonly source: string;
  readonly kind: ClosureKind;
  /** The function's `name`, or `(anonymous)`. For messages. */
  readonly name: string;
  readonly strict: boolean;
  /** Of the script that holds it: a `file:` URL, a path (CommonJS), or whatever a loader gave. "" in browsers. */
  readonly url: string;
  /** From 1, in the text that the engine runs (after type stripping). 0 in browsers. */
  readonly line: number;
  /** From 1. 0 in browsers. */
  readonly column: number;
  /** Set when the function can be imported instead. */
  readonly export: ExportedAs | null;
  readonly variables: readonly Captured[];
  /** The `this` that an arrow function took from around it; null when its source doesn't mention `this`. */
  readonly thisValue: { readonly value: unknown } | null;
  /**
   * No captured binding can be reassigned, so what was captured stays true (the values may be mutable objects).
   * When false, `captureClosure` reads the values again at each call, and gives the *same* Closure object as long
   * as each of them is the same (`Object.is`).
   */
  readonly stable: boolean;
  /**
   * Set on an exported function that can *only* be imported: why its source can't travel. `source` is then "" and
   * `variables` empty.
   */
  readonly sourceError: Error | null;
  /** Names with `#` that a class declares. Its instances hold state that nobody outside can read. */
  readonly privateNames: readonly string[];
}

/** Where a well-known value comes from, so that it is named and not copied. */
export type Origin =
  /** As `["Object", "defineProperty"]`; `["globalThis"]` for the global object itself. */
  | { readonly global: readonly string[] }
  /** An export of a builtin module; `*` for the whole module as `require` and `import *` give it. */
  | { readonly builtin: string; readonly name: string };
