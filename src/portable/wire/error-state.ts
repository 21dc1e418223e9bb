import type { Builtin } from "./builtins.js";
import type { Encoder } from "./encoder.js";
import { writeLenientFields } from "./fields.js";
import { ERROR } from "./tags.js";

/** Properties that the language makes not enumerable, which they stay. */
const HIDDEN = ["message", "stack", "cause", "errors"];

/** Writes an error: the builtin class that it comes from, what the language gave it, and its own fields. */
export function writeErrorState(encoder: Encoder, error: Error, builtin: Builtin): void {
  const { sink } = encoder;
  sink.byte(ERROR);
  sink.string(builtin.name);
  if (builtin.name === "DOMException") {
    // Getters of the prototype show them, and only the constructor takes them.
    for (const text of [error.message, error.name, error.stack ?? ""]) sink.string(text);
    encoder.enlist(error);
    writeLenientFields(encoder, error, Object.keys(error));
    return;
  }
  encoder.enlist(error);
  writeLenientFields(encoder, error, hiddenKeys(error, builtin));
  writeLenientFields(
    encoder,
    error,
    Object.keys(error).filter((key) => !HIDDEN.includes(key)),
  );
}

function hiddenKeys(error: Error, builtin: Builtin): string[] {
  const keys = HIDDEN.filter((key) => Object.hasOwn(error, key));
  // A class that can't travel itself is remembered by its name.
  if (!Object.keys(error).includes("name") && error.name !== nameThere(error, builtin)) keys.push("name");
  return keys;
}

/** The name that the error will have by itself. */
function nameThere(error: Error, builtin: Builtin): string {
  const { prototype } = builtin.type as { prototype: Error };
  return Object.getPrototypeOf(error) === prototype ? prototype.name : "";
}
