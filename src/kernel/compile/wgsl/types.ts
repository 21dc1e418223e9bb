/** Types of the compiler in WGSL, and the refusal of what shaders don't have. */
import { NotSupportedError } from "../../../errors.js";
import type { ElementType, Place, ProgramIR, ValueType } from "../ir.js";
import { lineInFile } from "../source-line.js";

/** The types that a shader computes with. */
export type WgslType = "bool" | "i32" | "u32" | "f32";

/** Where a program stands, for messages. */
export function placeText({ source }: ProgramIR, place: Place): string {
  return `${source.url ?? "the function's text"}:${lineInFile(source, place)}:${place.column}`;
}

/** @throws NotSupportedError always: `operation` with its line, and the way out */
export function refuse(program: ProgramIR, place: Place, operation: string, wayOut: string): never {
  throw new NotSupportedError(
    `${operation} (${program.source.name}, ${placeText(program, place)})`,
    "wgsl",
    wayOut,
  );
}

const WAY_OUT: Readonly<Partial<Record<ValueType, string>>> = {
  f64: 'Compute in f32: declare the parameters f32, or give the option float: "f32"; or run it on the CPU.',
  i64: "Use i32, or run it on the CPU.",
  u64: "Use u32, or run it on the CPU.",
};

/**
 * The type of a value in a shader.
 * @throws NotSupportedError for f64, 64-bit integers and explicit lanes
 */
export function wgslTypeOf(program: ProgramIR, place: Place, type: ValueType): WgslType {
  if (type === "bool" || type === "i32" || type === "u32" || type === "f32") return type;
  return refuse(
    program,
    place,
    `a value of type ${type}`,
    WAY_OUT[type] ?? "Use numbers: a GPU's lanes are its threads.",
  );
}

/** Integers of 8 and 16 bits, which are read as i32. */
export interface NarrowElement {
  readonly bits: 8 | 16;
  readonly signed: boolean;
}

const NARROW: Readonly<Partial<Record<ElementType, NarrowElement>>> = {
  i8: { bits: 8, signed: true },
  u8: { bits: 8, signed: false },
  i16: { bits: 16, signed: true },
  u16: { bits: 16, signed: false },
};

export function narrowElement(element: ElementType): NarrowElement | null {
  return NARROW[element] ?? null;
}

/** Bytes of an element in a buffer: a bool takes a word, narrow integers lie packed. */
export function elementBytes(element: ElementType): 1 | 2 | 4 {
  return ((narrowElement(element)?.bits ?? 32) / 8) as 1 | 2 | 4;
}

/**
 * The type that an element is read as.
 * @throws NotSupportedError as wgslTypeOf
 */
export function elementTypeOf(program: ProgramIR, place: Place, element: ElementType): WgslType {
  if (element === "i8" || element === "u8" || element === "i16" || element === "u16") return "i32";
  return wgslTypeOf(program, place, element);
}

/** What a variable of the type is before it is set, and what is read out of bounds. */
export const ZERO: Readonly<Record<WgslType, string>> = { bool: "false", i32: "0i", u32: "0u", f32: "0.0f" };
