/** Arrays of a shader: what they are made of, and the functions that read and write them within their bounds. */
import type { ArrayVariable, Place, ProgramIR } from "../ir.js";
import { elementTypeOf, type NarrowElement, narrowElement, refuse, type WgslType, ZERO } from "./types.js";
import type { Writer } from "./writer.js";

/** Out of bounds, as a place in memory. */
const NOWHERE = "0xffffffffu";

/** WGSL's limit on the elements that a constructor may name: https://www.w3.org/TR/WGSL/#limits */
const MOST_CONSTANTS = 2047;

export class WgslArray {
  readonly array: ArrayVariable;
  /** What elements are in expressions. */
  readonly element: WgslType;
  /** The variable of module scope; parameters that are given one buffer share it. */
  readonly variable: string;
  /** How its functions' names begin. */
  readonly #name: string;
  readonly #atomic: boolean;
  readonly #storage: "i32" | "u32" | "f32";
  readonly #narrow: NarrowElement | null;
  /** Several elements share a word: those of narrow integers in buffers, which are laid out as typed arrays. */
  readonly #packed: boolean;
  readonly #lengths: readonly string[];
  readonly #writer: Writer;
  readonly #written = new Set<string>();

  /** @param lengths of each axis, as u32 text */
  constructor(
    program: ProgramIR,
    place: Place,
    array: ArrayVariable,
    given: {
      readonly name: string;
      readonly variable: string;
      readonly atomic: boolean;
      readonly asBits: boolean;
    },
    lengths: readonly string[],
    writer: Writer,
  ) {
    this.array = array;
    this.element = elementTypeOf(program, place, array.element);
    this.variable = given.variable;
    this.#name = given.name;
    this.#narrow = narrowElement(array.element);
    this.#packed = this.#narrow !== null && array.space === "global";
    this.#atomic = given.atomic;
    this.#storage =
      this.element === "bool" || (this.element === "f32" && (given.atomic || given.asBits))
        ? "u32"
        : this.element;
    if (given.asBits || this.#packed) this.#storage = "u32";
    this.#lengths = lengths;
    this.#writer = writer;
  }

  get atomic(): boolean {
    return this.#atomic;
  }

  /** The type of an element in memory. */
  get storage(): string {
    return this.#atomic ? `atomic<${this.#storage}>` : this.#storage;
  }

  /** The length of an axis, u32. */
  length(axis: number): string {
    return this.#lengths[axis] as string;
  }

  /** The type of the whole, with `count` elements. */
  typeOf(count: number): string {
    return `array<${this.storage}, ${Math.max(1, count)}>`;
  }

  /** A value as its element in memory, and back. */
  encode(value: string): string {
    if (this.#narrow !== null) return this.#cut(value);
    if (this.element === "bool") return `select(0u, 1u, ${value})`;
    return this.element === this.#storage ? value : `bitcast<${this.#storage}>(${value})`;
  }

  decode(word: string): string {
    if (this.element === "bool") return `(${word} != 0u)`;
    return this.element === this.#storage ? word : `bitcast<${this.element}>(${word})`;
  }

  /** The low bits of an i32, extended with the sign where the element has one. */
  #cut(value: string): string {
    const { bits, signed } = this.#narrow as NarrowElement;
    return signed ? `extractBits(${value}, 0u, ${bits}u)` : `(${value} & ${2 ** bits - 1}i)`;
  }

  /** Reads an element out of the word that it shares. */
  #unpacked(): string {
    const { bits, signed } = this.#narrow as NarrowElement;
    const [shift, mask] = bits === 8 ? [2, 3] : [1, 1];
    const name = `${this.variable}[at >> ${shift}u]`;
    const word = this.#atomic ? `atomicLoad(&${name})` : name;
    const from = `(at & ${mask}u) * ${bits}u`;
    return signed
      ? `extractBits(bitcast<i32>(${word}), ${from}, ${bits}u)`
      : `bitcast<i32>(extractBits(${word}, ${from}, ${bits}u))`;
  }

  /** Exchanges the word until nobody came between: other threads write its other elements. */
  #packedStore(fn: string): readonly string[] {
    const { bits } = this.#narrow as NarrowElement;
    const [shift, mask] = bits === 8 ? [2, 3] : [1, 1];
    const place = `&${this.variable}[at >> ${shift}u]`;
    return [
      `fn ${fn}(at: u32, value: i32) { if (at == ${NOWHERE}) { return; }`,
      `  var old = atomicLoad(${place});`,
      `  loop { let word = insertBits(old, bitcast<u32>(value), (at & ${mask}u) * ${bits}u, ${bits}u);`,
      `    let r = atomicCompareExchangeWeak(${place}, old, word); if (r.exchanged) { return; } old = r.old_value; } }`,
    ];
  }

  #once(kind: string, write: (name: string) => void): string {
    const name = `${this.#name}__${kind}`;
    if (!this.#written.has(name)) {
      this.#written.add(name);
      const { place } = this.#writer;
      this.#writer.place = null;
      write(name);
      this.#writer.place = place;
    }
    return name;
  }

  /** The place in memory of u32 indices. */
  at(indices: readonly string[]): string {
    const name = this.#once("at", (fn) => {
      const names = this.#lengths.map((_, k) => `i${k}`);
      const inside = names.map((i, k) => `${i} < ${this.length(k)}`).join(" && ");
      const place = names.reduce((at, i, k) => (k === 0 ? i : `(${at} * ${this.length(k)} + ${i})`), "");
      this.#writer.line(
        `fn ${fn}(${names.map((i) => `${i}: u32`).join(", ")}) -> u32 { if (${inside}) { return ${place}; } return ${NOWHERE}; }`,
      );
    });
    return `${name}(${indices.join(", ")})`;
  }

  /** A call that reads an element; out of bounds 0. */
  get(indices: readonly string[]): string {
    const name = this.#once("get", (fn) => {
      const word = this.#atomic ? `atomicLoad(&${this.variable}[at])` : `${this.variable}[at]`;
      const value = this.#packed ? this.#unpacked() : this.decode(word);
      this.#writer.line(
        `fn ${fn}(at: u32) -> ${this.element} { if (at != ${NOWHERE}) { return ${value}; } return ${ZERO[this.element]}; }`,
      );
    });
    return `${name}(${this.at(indices)})`;
  }

  /** A statement that writes an element; out of bounds nothing. */
  set(indices: readonly string[], value: string): string {
    const name = this.#once("set", (fn) => {
      if (this.#packed) {
        for (const line of this.#packedStore(fn)) this.#writer.line(line);
        return;
      }
      const word = this.encode("value");
      const write = this.#atomic
        ? `atomicStore(&${this.variable}[at], ${word})`
        : `${this.variable}[at] = ${word}`;
      this.#writer.line(`fn ${fn}(at: u32, value: ${this.element}) { if (at != ${NOWHERE}) { ${write}; } }`);
    });
    return `${name}(${this.at(indices)}, ${value});`;
  }

  /** A call of a function of this array that `write` writes on the first use. */
  special(
    kind: string,
    args: readonly string[],
    write: (name: string, nowhere: string) => readonly string[],
  ): string {
    const name = this.#once(kind, (fn) => {
      for (const line of write(fn, NOWHERE)) this.#writer.line(line);
    });
    return `${name}(${args.join(", ")})`;
  }
}

/** The initial value of a constant array, as words. */
export function constantWords(program: ProgramIR, place: Place, array: ArrayVariable): string {
  const values = array.values ?? [];
  if (values.length > MOST_CONSTANTS)
    refuse(
      program,
      place,
      `a constant array of ${values.length} elements`,
      `Shaders hold ${MOST_CONSTANTS}: give it to the kernel as a parameter.`,
    );
  const words = new Uint32Array(values.length);
  const floats = new Float32Array(words.buffer);
  values.forEach((value, k) => {
    if (array.element === "f32") floats[k] = Number(value);
    else words[k] = Number(value);
  });
  return `array<u32, ${words.length}>(${[...words].map((word) => `${word}u`).join(", ")})`;
}
