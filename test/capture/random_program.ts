import type { Seeded } from "../support/seeded.js";

/**
 * Writes random programs of nested scopes: functions, arrows, classes, blocks, loops and catch clauses that declare
 * the same few names again and again. Each program is the body of a function that returns one function of a number,
 * made somewhere deep inside; everything in it is deterministic.
 *
 * Numbers are called a to e, functions f and g, classes K and L, so that a name may be hidden by another declaration
 * but never by one of another kind. Only the returned function assigns to variables from outside of it, and only to
 * w, which nothing else reads: what it shares with its neighbours doesn't travel.
 */
export function randomProgram(random: Seeded): string {
  return new Writer(random).program();
}

const NUMBERS = ["a", "b", "c", "d", "e"];
const FUNCTIONS = ["f", "g"];
const CLASSES = ["K", "L"];

/** The names that may be used at a place. */
interface Names {
  readonly numbers: readonly string[];
  readonly functions: readonly string[];
  readonly classes: readonly string[];
}

const NONE: Names = { numbers: [], functions: [], classes: [] };

class Writer {
  readonly #random: Seeded;
  #size = 0;
  #strict = false;

  constructor(random: Seeded) {
    this.#random = random;
  }

  program(): string {
    this.#strict = this.#chance(0.5);
    return `${this.#strict ? '"use strict";\n' : ""}let w = ${this.#digit()};\n${this.#level(NONE, this.#random.integer(1, 4))}`;
  }

  /** Declarations, and then the function or a deeper level that makes it. */
  #level(outer: Names, depth: number): string {
    const { text, names } = this.#declarations(outer, this.#random.integer(1, 4));
    if (depth === 0) return `${text}return ${this.#target(names)};`;
    const inner = this.#random.pick(NUMBERS);
    const inside: Names = { ...names, numbers: union(names.numbers, [inner]) };
    switch (this.#random.integer(0, 4)) {
      case 0:
        return `${text}return (function (${inner}) {{\n${this.#level(inside, depth - 1)}\n}})(${this.#number(names, 1)});`;
      case 1:
        return `${text}return ((${inner} = ${this.#number(without(names, inner), 1)}) => {{\n${this.#level(inside, depth - 1)}\n}})();`;
      case 2:
        return `${text}try { throw [${this.#number(names, 1)}]; } catch ([${inner}]) {{\n${this.#level(inside, depth - 1)}\n}}`;
      case 3:
        return `${text}for (const ${inner} of [${this.#number(without(names, inner), 1)}]) {{\n${this.#level(inside, depth - 1)}\n}}`;
      default:
        return `${text}{\n${this.#level(names, depth - 1)}\n}`;
    }
  }

  #target(names: Names): string {
    const parameter = this.#random.pick(NUMBERS);
    const inside = { ...names, numbers: union(names.numbers, [parameter]) };
    switch (this.#random.integer(0, 6)) {
      case 0:
        return `(${parameter}) => ${this.#number(inside, 3)}`;
      case 1:
        return `function (${parameter}) {\n${this.#body(inside, true)}}`;
      case 2:
        return `function f(${parameter}) {\nif (${parameter} <= 0) return w; w = w + 1;\nreturn f(${parameter} - 1) + ${this.#number({ ...inside, functions: remove(inside.functions, "f") }, 2)};\n}`;
      case 3:
        return `{ f(${parameter}) {\n${this.#body(inside, true)}} }.f`
          .replace(/^/, "(")
          .replace(/\.f$/, ").f");
      case 4:
        return `Object.getOwnPropertyDescriptor({ set f(${parameter}) { w = ${this.#number(inside, 2)}; } }, "f").set`;
      case 5: {
        const other = this.#random.pick(remove(NUMBERS, parameter));
        const both = { ...inside, numbers: union(inside.numbers, [other]) };
        return `(${parameter}, { ${other} = ${this.#number(without(inside, other), 1)} } = {}) => {\n${this.#body(both, true)}}`;
      }
      default:
        return `(${parameter}) => {\n${this.#body(inside, true)}}`;
    }
  }

  /** Statements that end with `return` of a number. */
  #body(outer: Names, target: boolean): string {
    const { text, names } = this.#declarations(outer, this.#random.integer(0, 3), outer.numbers.length > 0);
    const write = target && this.#chance(0.4) ? `w += ${this.#number(names, 1)};\n` : "";
    const read = target ? " + w" : "";
    return `${text}${write}${this.#statement(names)}return ${this.#number(names, 2)}${read};\n`;
  }

  #statement(names: Names): string {
    const name = this.#random.pick(NUMBERS);
    const inside = { ...names, numbers: union(names.numbers, [name]) };
    switch (this.#random.integer(0, 7)) {
      case 0:
        return `for (let ${name} = 0; ${name} < 2; ${name}++) { if (${this.#number(inside, 1)} > 50) return ${this.#number(inside, 1)}; }\n`;
      case 1:
        return `try { throw { ${name}: ${this.#number(names, 1)} }; } catch ({ ${name} }) { if (${name} > 20) return ${this.#number(inside, 1)}; }\n`;
      case 2:
        // A label with a variable's name isn't a variable.
        return `${name}: { if (${this.#number(names, 1)} > 5) break ${name}; }\n`;
      case 3:
        return `switch (${this.#number(names, 1)} % 2) { case 0: let ${name} = 4; if (${name} > 9) return ${name}; }\n`;
      case 4:
        return `if (typeof notDeclaredAnywhere !== "undefined") return ${this.#number(names, 1)};\n`;
      default:
        return "";
    }
  }

  /** Declarations of one scope; each initialiser only uses what is declared before or outside and not hidden here. */
  #declarations(outer: Names, count: number, inFunction = false): { text: string; names: Names } {
    const own = new Set<string>();
    while (own.size < count) own.add(this.#random.pick([...NUMBERS, ...FUNCTIONS, ...CLASSES]));
    // A parameter can't be declared again with let: those get a block of their own elsewhere.
    const planned = inFunction ? [...own].filter((name) => !outer.numbers.includes(name)) : [...own];
    let names: Names = {
      numbers: outer.numbers.filter((name) => !planned.includes(name)),
      functions: outer.functions.filter((name) => !planned.includes(name)),
      classes: outer.classes.filter((name) => !planned.includes(name)),
    };
    let text = "";
    for (const name of planned) {
      text += this.#declaration(name, names);
      if (NUMBERS.includes(name)) names = { ...names, numbers: union(names.numbers, [name]) };
      else if (FUNCTIONS.includes(name)) names = { ...names, functions: union(names.functions, [name]) };
      else names = { ...names, classes: union(names.classes, [name]) };
    }
    return { text, names };
  }

  #declaration(name: string, names: Names): string {
    if (CLASSES.includes(name)) {
      const base =
        names.classes.length > 0 && this.#chance(0.4) ? ` extends ${this.#random.pick(names.classes)}` : "";
      const parent = base === "" ? "" : "super(1); ";
      return `class ${name}${base} { static s = ${this.#number(names, 1)}; #p = ${this.#digit()}; [${this.#number(names, 0)}]() {} constructor(v) { ${parent}this.v = v + this.#p; } m() { return this.v + ${name}.s; } }\n`;
    }
    if (FUNCTIONS.includes(name)) {
      const parameter = this.#random.pick(NUMBERS);
      const inside = { ...names, numbers: union(names.numbers, [parameter]) };
      return this.#random.pick([
        // In sloppy code a function declared in a block is a variable of the function around it as well.
        `${this.#strict ? `function ${name}` : `const ${name} = function `}(${parameter}) { return ${parameter} > 3 ? ${this.#number(inside, 1)} : ${parameter} }\n`,
        `const ${name} = (${parameter} = ${this.#number(without(names, parameter), 0)}) => ${this.#number(inside, 1)};\n`,
        `let ${name} = function ${name}(${parameter}) { return ${parameter} > 0 ? ${name}(${parameter} - 4) : ${this.#digit()} };\n`,
      ]);
    }
    const value = this.#number(names, 1);
    return this.#random.pick([
      `const ${name} = ${value};\n`,
      `let ${name} = ${value}; ${name} += 1;\n`,
      `let { x: ${name} = ${this.#digit()} } = { x: ${value} };\n`,
      `const [, ${name}] = [0, ${value}];\n`,
    ]);
  }

  /** An expression that gives a number. */
  #number(names: Names, depth: number): string {
    const leaf =
      names.numbers.length > 0 && this.#chance(0.75) ? this.#random.pick(names.numbers) : this.#digit();
    if (depth <= 0 || this.#size++ > 400) return leaf;
    const number = (): string => this.#number(names, depth - 1);
    const name = this.#random.pick(NUMBERS);
    const inside = { ...names, numbers: union(names.numbers, [name]) };
    const call = names.functions.length > 0 ? `${this.#random.pick(names.functions)}(${number()} % 5)` : leaf;
    const made = names.classes.length > 0 ? `new ${this.#random.pick(names.classes)}(${number()}).m()` : leaf;
    return this.#random.pick([
      leaf,
      `(${number()} + ${number()})`,
      `(${number()} * 3 % 11)`,
      `Math.max(${number()}, ${number()})`,
      `[${number()}, ${number()}].map((${name}) => ${this.#number(inside, depth - 1)})[1]`,
      `(({ ${name} }) => ${this.#number(inside, depth - 1)})({ ${name}: ${number()} })`,
      `(function (${name}) { return arguments.length + ${this.#number(inside, depth - 1)}; })(${number()})`,
      names.numbers.length > 0 ? `(({ ${leaf0(names)} }).${leaf0(names)} ?? 0)` : leaf,
      `\`\${${number()}}\`.length`,
      `new (class { v = ${number()}; static { this.t = ${number()}; } get n() { return this.v; } })().n`,
      call,
      made,
    ]);
  }

  #digit(): string {
    return String(this.#random.integer(0, 9));
  }

  #chance(probability: number): boolean {
    return this.#random.next() < probability;
  }
}

function leaf0(names: Names): string {
  return names.numbers[0];
}

function union(list: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...list, ...more])];
}

function remove(list: readonly string[], name: string): string[] {
  return list.filter((one) => one !== name);
}

/** Without a name that the place declares itself, and so can't use yet. */
function without(names: Names, name: string): Names {
  return { ...names, numbers: remove(names.numbers, name) };
}
