import { corrupt } from "./source.js";

/**
 * What both sides have by name.
 * @param builtin the names are a builtin module and its export (`*`: the module itself), not a path from globalThis
 */
export function resolveOrigin(builtin: boolean, names: readonly string[]): object {
  let value: unknown = globalThis;
  if (builtin) {
    const [module, name] = names as [string, string];
    value = typeof process === "object" ? process.getBuiltinModule(module) : undefined;
    if (value === undefined) throw corrupt(`there is no builtin module ${module} here`);
    if (name !== "*" && name !== "default") value = (value as Record<string, unknown>)[name];
  } else {
    for (const name of names) {
      if (name === "globalThis") continue;
      value = (value as Record<string, unknown> | undefined)?.[name];
    }
  }
  if ((typeof value !== "object" && typeof value !== "function") || value === null)
    throw corrupt(`${names.join(".")} is unknown here`);
  return value;
}
