import { type AnyFunction, type Captured, type Closure, originOf } from "../capture/index.js";
import { NotPortableError } from "../errors.js";
import { encode } from "./encode.js";
import { closureOf } from "./functions/closure-of.js";
import { encodeFunction } from "./functions/encode-function.js";
import { taskOf } from "./functions/tasks.js";
import type { Road } from "./parcel.js";
import { HEADER_BYTES } from "./wire/tags.js";

/** One thing that travels with a function. */
export interface ExplainedPart {
  /** The variable's name, `this`, or the function's. */
  readonly name: string;
  /** `arrow`, `class`, `import`, `task`; for values `number`, `Map`, `Float64Array`, … */
  readonly kind: string;
  /** Bytes that it takes by itself; 0 for a second use of something that travels already. */
  readonly bytes: number;
  /** Where an import comes from, or where a function stands: `./lib.js`, `main.ts:12`. */
  readonly from: string;
  /** How deep in functions that functions captured; 0 for the function itself. */
  readonly depth: number;
  /** Why it can't travel. */
  readonly problem: NotPortableError | null;
}

/** What `explain` tells; as a string, a table. */
export interface Explanation {
  readonly name: string;
  /** Of the whole parcel; parts share strings and shapes, so it may be less than their sum. 0 when it can't travel. */
  readonly bytes: number;
  readonly portable: boolean;
  readonly parts: readonly ExplainedPart[];
  /** What the other side imports, once each. */
  readonly imports: readonly string[];
  toString(): string;
}

/**
 * Tells what travels with a function: names, kinds, bytes, imports. Nothing is thrown for what can't travel: it is listed
 * with the reason.
 *
 * ```ts
 * console.log(String(explain((word: string) => stop.has(word) || word.length < shortest)));
 * ```
 */
export function explain(fn: (...args: never[]) => unknown, road: Road = "thread"): Explanation {
  const parts: ExplainedPart[] = [];
  const title = fn.name === "" ? "function" : fn.name;
  list(fn, title, title, 0, road, parts, new Set());
  let bytes = 0;
  try {
    bytes = encodeFunction(fn, road === "thread" ? "process" : road).bytes.length;
  } catch (error) {
    if (!(error instanceof NotPortableError)) throw error;
    if (parts.every(({ problem }) => problem === null)) parts[0] = { ...parts[0]!, problem: error };
  }
  const imports = [...new Set(parts.filter(({ kind }) => kind === "import").map(({ from }) => from))];
  const told = { name: parts[0]!.name, bytes, portable: bytes > 0, parts, imports };
  return { ...told, toString: () => table(told) };
}

function list(
  fn: AnyFunction,
  name: string,
  path: string,
  depth: number,
  road: Road,
  parts: ExplainedPart[],
  seen: Set<AnyFunction>,
): void {
  const task = taskOf(fn);
  if (task !== undefined) {
    parts.push({ name, kind: "task", bytes: 0, from: task.url, depth, problem: null });
    return;
  }
  const origin = originOf(fn);
  if (origin !== null) {
    const builtin = "builtin" in origin;
    const from = builtin ? origin.builtin : origin.global.join(".");
    parts.push({ name, kind: builtin ? "import" : "global", bytes: 0, from, depth, problem: null });
    return;
  }
  if (seen.has(fn)) {
    parts.push({ name, kind: "again", bytes: 0, from: "", depth, problem: null });
    return;
  }
  seen.add(fn);
  let closure: Closure;
  try {
    closure = closureOf(fn);
  } catch (error) {
    if (!(error instanceof NotPortableError)) throw error;
    parts.push({ name, kind: "function", bytes: 0, from: "", depth, problem: error });
    return;
  }
  if (closure.export !== null) {
    parts.push({ name, kind: "import", bytes: 0, from: closure.export.url, depth, problem: null });
    return;
  }
  const from = closure.url === "" ? "" : `${closure.url.split("/").at(-1)}:${closure.line}`;
  parts.push({ name, kind: closure.kind, bytes: closure.source.length, from, depth, problem: null });
  if (closure.thisValue !== null)
    parts.push(...valueParts("this", closure.thisValue.value, `${path} › this`, depth + 1, road, seen));
  for (const variable of closure.variables)
    parts.push(...variableParts(variable, path, depth + 1, road, seen));
}

function variableParts(
  variable: Captured,
  path: string,
  depth: number,
  road: Road,
  seen: Set<AnyFunction>,
): ExplainedPart[] {
  const { name } = variable;
  if ("value" in variable)
    return valueParts(name, variable.value, `${path} › captured ${JSON.stringify(name)}`, depth, road, seen);
  const from =
    "import" in variable
      ? variable.import.specifier
      : "require" in variable
        ? variable.require
        : variable.dynamicImport;
  const kind = "import" in variable ? "import" : "require" in variable ? "require" : "import()";
  return [{ name, kind, bytes: 0, from, depth, problem: null }];
}

function valueParts(
  name: string,
  value: unknown,
  path: string,
  depth: number,
  road: Road,
  seen: Set<AnyFunction>,
): ExplainedPart[] {
  const parts: ExplainedPart[] = [];
  try {
    // Arrays of the heap go by lease between threads; a look mustn't take any.
    const bytes = encode(value, road === "thread" ? "process" : road, path).bytes.length - HEADER_BYTES;
    if (typeof value === "function") list(value, name, path, depth, road, parts, seen);
    else parts.push({ name, kind: kindOf(value), bytes, from: "", depth, problem: null });
  } catch (error) {
    if (!(error instanceof NotPortableError)) throw error;
    parts.push({ name, kind: kindOf(value), bytes: 0, from: "", depth, problem: error });
  }
  return parts;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (typeof value !== "object") return typeof value;
  const type = (Object.getPrototypeOf(value) as { constructor?: { name?: string } } | null)?.constructor
    ?.name;
  return type === undefined || type === "" ? "Object" : type;
}

function table({ name, bytes, portable, parts, imports }: Omit<Explanation, "toString">): string {
  const rows = parts.map((part) => [
    "  ".repeat(part.depth) + part.name,
    part.kind,
    part.bytes === 0 ? "" : String(part.bytes),
    part.problem === null ? part.from : `can't travel: ${part.problem.message}`,
  ]);
  const head = ["name", "kind", "bytes", "from"];
  const widths = [0, 1, 2].map((i) => Math.max(...[head, ...rows].map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    [row[0]!.padEnd(widths[0]!), row[1]!.padEnd(widths[1]!), row[2]!.padStart(widths[2]!), row[3]!]
      .join("  ")
      .trimEnd();
  const title = portable ? `${name}: ${bytes} bytes` : `${name} can't travel`;
  const imported = imports.length === 0 ? "" : `\nimported there: ${imports.join(", ")}`;
  return `${title}\n${[head, ...rows].map(line).join("\n")}${imported}`;
}
