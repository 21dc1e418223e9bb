import { statSync } from "node:fs";
import { resolve } from "node:path";
import { ValueError } from "../../errors.js";
import type { OptionSpec, OptionSpecs } from "./option.js";

/**
 * The values of a job's options: those given, checked, and the defaults of the others. File paths become absolute, so that what is made
 * of the result in a worker is the same.
 *
 * @param job its name, for messages
 * @throws ValueError for an option that isn't declared, a value of the wrong kind, or a required one that is missing
 */
export function readOptions(
  job: string,
  specs: OptionSpecs,
  given: object,
): Readonly<Record<string, unknown>> {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(specs, name)) {
      const known = Object.keys(specs);
      throw new ValueError(
        `${job} has no option ${name}; ${known.length === 0 ? "it has none at all" : `it has ${known.join(", ")}`}. ` +
          "Options are declared in its static options.",
      );
    }
  }
  const values = given as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(specs).map(([name, spec]) => [name, readOption(job, name, spec, values[name])]),
  );
}

function readOption(job: string, name: string, spec: OptionSpec, given: unknown): unknown {
  const value = given ?? spec.default;
  if (value !== undefined && value !== null) return checkedValue(`The option ${name} of ${job}`, spec, value);
  if (spec.required)
    throw new ValueError(`${job} needs the option ${name}${spec.help ? ` (${spec.help})` : ""}.`);
  return spec.kind === "boolean" ? false : spec.kind === "list" ? [] : undefined;
}

/** @param what the option, as the message begins */
function checkedValue(what: string, spec: OptionSpec, value: unknown): unknown {
  const refused = (allowed: string) =>
    new ValueError(`${what} is ${JSON.stringify(value)}; it takes ${allowed}.`);
  switch (spec.kind) {
    case "integer":
      if (!Number.isSafeInteger(value)) throw refused("a whole number");
      return value;
    case "float":
      if (typeof value !== "number" || Number.isNaN(value)) throw refused("a number");
      return value;
    case "boolean":
      if (typeof value !== "boolean") throw refused("true or false");
      return value;
    case "string":
      if (typeof value !== "string") throw refused("a string");
      return value;
    case "choice":
      if (!spec.choices?.some((choice) => choice === value))
        throw refused(`one of ${spec.choices?.join(", ")}`);
      return value;
    case "file":
      if (typeof value !== "string" || value === "") throw refused("the path of a file");
      return resolve(value);
    case "list":
      if (!Array.isArray(value)) throw refused("an array");
      return value.map((item: unknown, index) =>
        checkedValue(`${what}, item ${index}`, spec.items ?? { kind: "string" }, item),
      );
  }
}

/**
 * Looks whether a job's files are there, when it starts: in a worker it would be known late, and four times.
 *
 * @throws ValueError that names the option and the path
 */
export function checkFiles(job: string, specs: OptionSpecs, values: Readonly<Record<string, unknown>>): void {
  for (const [name, spec] of Object.entries(specs)) {
    const isFile = spec.kind === "file" || (spec.kind === "list" && spec.items?.kind === "file");
    if (!isFile) continue;
    for (const path of [values[name]].flat()) {
      if (typeof path !== "string") continue;
      if (statSync(path, { throwIfNoEntry: false }) === undefined) {
        throw new ValueError(`The option ${name} of ${job} is ${path}, but there is no such file.`);
      }
    }
  }
}
