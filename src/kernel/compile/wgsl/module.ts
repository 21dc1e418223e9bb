/** The module of a shader while it is written: names, arrays of module scope, functions. */
import type { ArrayVariable, ElementType, FunctionIR, Place, ProgramIR } from "../ir.js";
import { constantWords, WgslArray } from "./arrays.js";
import { FunctionTable } from "./functions.js";
import { type FunctionInstance, type FunctionScope, type ModuleScope, uniqueName } from "./scope.js";
import { elementTypeOf, narrowElement, refuse } from "./types.js";
import { Writer } from "./writer.js";

/** Bytes of an element in a shader's own memory: bools and narrow integers take a word. */
export const WORD_BYTES = 4;

export interface ModuleOptions {
  readonly prefix: string;
  /** Arrays (as their variables in module scope are called) that some atomic operation changes. */
  readonly atomic: (array: ArrayVariable) => boolean;
  /** Bytes of the dynamic shared arrays, which all begin at one place. */
  readonly sharedBytes: number;
}

export class Module implements ModuleScope {
  readonly program: ProgramIR;
  readonly prefix: string;
  readonly writer = new Writer();
  readonly taken = new Set<string>();
  readonly #options: ModuleOptions;
  readonly #functions: FunctionTable;
  readonly #arrays = new Map<ArrayVariable, WgslArray>();
  /** The variable of the dynamic shared arrays. */
  #dynamic: string | null = null;
  /** Bytes of shared memory. */
  sharedBytes = 0;

  constructor(program: ProgramIR, options: ModuleOptions) {
    this.program = program;
    this.prefix = options.prefix;
    this.#options = options;
    this.#functions = new FunctionTable(this);
  }

  instanceOf(fn: FunctionIR, arrays: readonly WgslArray[], caller: FunctionScope | null): FunctionInstance {
    return this.#functions.instanceOf(fn, arrays, caller);
  }

  /** A name of module scope. */
  name(wanted: string): string {
    return uniqueName(`${this.prefix}${wanted}`, this.taken);
  }

  makeArray(array: ArrayVariable): WgslArray {
    const known = this.#arrays.get(array);
    if (known !== undefined) return known;
    const made = this.#declare(array);
    // A local array belongs to the function that makes it, each time anew.
    if (array.space !== "local") this.#arrays.set(array, made);
    return made;
  }

  #declare(array: ArrayVariable): WgslArray {
    const { program, writer } = this;
    const place = program.entry.place;
    const { shape } = array;
    if (shape === null) return this.#declareDynamic(array, place);
    const size = shape.reduce((n, d) => n * d, 1);
    const name = this.name(`a_${array.name}`);
    const constant = array.space === "constant";
    const made = new WgslArray(
      program,
      place,
      array,
      { name, variable: name, atomic: this.#options.atomic(array), asBits: constant },
      shape.map((d) => `${d}u`),
      writer,
    );
    if (constant) writer.line(`const ${name} = ${constantWords(program, place, array)};`);
    else
      writer.line(
        `var<${array.space === "shared" ? "workgroup" : "private"}> ${name}: ${made.typeOf(size)};`,
      );
    if (array.space === "shared") this.sharedBytes += WORD_BYTES * Math.max(1, size);
    return made;
  }

  /** All dynamic shared arrays begin at one place, as in CUDA: words, which each reads in its own type. */
  #declareDynamic(array: ArrayVariable, place: Place): WgslArray {
    const { program, writer } = this;
    if (array.space !== "shared") throw new Error(`${array.name} has no shape`);
    const dynamic = program.shared.filter((one) => one.shape === null);
    const atomic = dynamic.some((one) => this.#options.atomic(one));
    const mixed = new Set<ElementType>(dynamic.map((one) => one.element)).size > 1;
    const element = elementTypeOf(program, place, array.element);
    if (element === "bool" || narrowElement(array.element) !== null)
      refuse(
        program,
        place,
        `dynamic shared memory of ${array.element}`,
        "An element takes 4 bytes there: use i32, or shared.array with a length.",
      );
    if (atomic && mixed && element !== "f32" && dynamic.some((one) => one.element === "i32"))
      refuse(
        program,
        place,
        "atomic operations on dynamic shared memory of several types",
        "Use one type, or shared.array with a length.",
      );
    const words = Math.floor(this.#options.sharedBytes / WORD_BYTES);
    const name = this.name(`a_${array.name}`);
    const variable = this.#dynamic ?? name;
    const made = new WgslArray(
      program,
      place,
      array,
      { name, variable, atomic, asBits: mixed },
      [`${words}u`],
      writer,
    );
    if (this.#dynamic === null) {
      writer.line(`var<workgroup> ${name}: ${made.typeOf(words)};`);
      this.sharedBytes += WORD_BYTES * Math.max(1, words);
      this.#dynamic = name;
    }
    return made;
  }
}
