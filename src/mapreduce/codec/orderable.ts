import { ValueError } from "../../errors.js";

/** Whether the object is one of `{}` or `Object.create(null)`, of this or another realm. */
export function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null) return true;
  return Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype as object, "isPrototypeOf");
}

/** What to throw for a key, or a part of one, that has no place in the order of keys. */
export function notOrderable(key: unknown): ValueError {
  return new ValueError(
    `${describe(key)} can't be a key or a part of one: keys are sorted, so they are null, booleans, numbers (not NaN), strings, arrays and plain objects of these. Turn it into one of them, or send it in the value`,
  );
}

/** What to throw for a key that is nested too deep to be written. */
export function tooDeep(depth: number): ValueError {
  return new ValueError(
    `A key is nested deeper than ${depth} arrays and objects, or contains itself. Use a flat key, as an array of strings and numbers`,
  );
}

function describe(key: unknown): string {
  switch (typeof key) {
    case "number":
      return "NaN";
    case "bigint":
      return `The bigint ${shortened(String(key))}n`;
    case "function":
      return key.name === "" ? "A function" : `The function ${shortened(key.name)}`;
    case "symbol":
      return "A symbol";
    case "undefined":
      return "undefined";
    default: {
      const { name } = ((key as object).constructor ?? Object) as { name?: unknown };
      return typeof name === "string" && name !== "" ? `An object of class ${shortened(name)}` : "An object";
    }
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}
