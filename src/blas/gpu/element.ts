/** What products are made of on the device: the type of an element in a shader, and how products are summed. */

/** The dtypes that products are computed in. A bool is a word that is 0 or not; its sums are "or", its products "and". */
export type ElementName = "float32" | "int32" | "uint32" | "bool";

interface Element {
  /** The type in a buffer and in a shader. */
  readonly type: string;
  readonly zero: string;
  /** What is read, as what is computed with. */
  readonly read: (x: string) => string;
  /** `sum` with another product. */
  readonly addProduct: (sum: string, a: string, b: string) => string;
  /** `sum` with another term. */
  readonly add: (sum: string, term: string) => string;
  readonly absolute: (x: string) => string;
  /** `alpha·sum + beta·old`. */
  readonly scale: (sum: string, old: string) => string;
}

const same = (x: string): string => x;

function number(type: string, zero: string, absolute: Element["absolute"]): Element {
  return {
    type,
    zero,
    read: same,
    // Not fma(): a device that has it contracts this by itself, one that hasn't would emulate it.
    addProduct: (sum, a, b) => `${sum} + ${a} * ${b}`,
    add: (sum, term) => `${sum} + ${term}`,
    absolute,
    scale: (sum, old) => `alpha * ${sum} + beta * ${old}`,
  };
}

const abs = (x: string): string => `abs(${x})`;

export const ELEMENTS: Readonly<Record<ElementName, Element>> = {
  float32: number("f32", "0.0", abs),
  int32: number("i32", "0", abs),
  uint32: number("u32", "0u", same),
  bool: {
    type: "u32",
    zero: "0u",
    read: (x) => `u32(${x} != 0u)`,
    addProduct: (sum, a, b) => `${sum} | (${a} & ${b})`,
    add: (sum, term) => `${sum} | ${term}`,
    absolute: same,
    scale: (sum, old) => `(alpha & ${sum}) | (beta & ${old})`,
  },
};

/** Bytes of an element, whatever its dtype. */
export const ELEMENT_BYTES = 4;

const words = new DataView(new ArrayBuffer(4));

/** A factor as a word of the parameter block. */
export function factorBits(value: number, element: ElementName): number {
  if (element === "float32") words.setFloat32(0, value);
  else words.setInt32(0, value);
  return words.getUint32(0);
}

/**
 * The function that a shader ends with, for an element whose sum is there. With beta = 0 what stands in C isn't read
 * (0·NaN would be NaN), with alpha = 0 the sum has no say, not even with the sign of its zero.
 */
export function storeFunction(name: ElementName): string {
  const element = ELEMENTS[name];
  const isZero = (factor: string): string => `${factor} == ${element.zero}`;
  return `fn store(at: u32, sum: ${element.type}, alpha: ${element.type}, beta: ${element.type}) {
  if (${isZero("beta")}) { c[at] = ${name === "bool" ? "alpha & sum" : "alpha * sum"}; }
  else if (${isZero("alpha")}) { c[at] = ${name === "bool" ? `beta & ${element.read("c[at]")}` : "beta * c[at]"}; }
  else { c[at] = ${element.scale("sum", element.read("c[at]"))}; }
}`;
}
