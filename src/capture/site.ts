/** A place in a script where functions are made. What is found out here holds for every function made there. */

import { NotPortableError } from "../errors.js";
import type { AnyFunction, Captured, ExportedAs } from "./closure.js";
import { DYNAMIC_IMPORT, type FunctionText, readFunctionText, VITE_IMPORT } from "./function-text.js";
import { filePath, fileUrl, isImportable, resolveImport } from "./importable.js";
import { type FunctionReading, readScript } from "./inspector.js";
import { type Binding, type Place, ScriptFacts } from "./script-facts.js";
import type { VariablePlan } from "./variables.js";

export interface Site {
  readonly facts: ScriptFacts;
  /** Null when the script couldn't be analysed: every variable is then taken by value. */
  readonly place: Place | null;
  /** The script's file, or "". */
  readonly url: string;
  readonly exported: ExportedAs | null;
  /** Null until the function's own text was read. */
  body: SiteBody | null;
}

/** What is needed to make the function again from its source. */
export interface SiteBody {
  readonly text: FunctionText;
  readonly strict: boolean;
  /** What is the same for every function made here: imports, `require`, `import.meta`. */
  readonly fixed: readonly Captured[];
  /** Variables whose values each function has its own of. */
  readonly plans: readonly VariablePlan[];
  /** Variables whose members are captured one by one. */
  readonly flattened: readonly string[];
  /** The function's own name means a variable that may hold something else: it is taken out of the source. */
  readonly renamed: boolean;
}

/** Code that is compiled again and again (`new Function`) makes ever new scripts: forget them all past this many. */
const MOST_SITES = 5_000;

const sites = new Map<string, Site>();
const scripts = new Map<string, ScriptFacts>();

export function siteOf(reading: FunctionReading, fn: AnyFunction): Site {
  const key = `${reading.scriptId}:${reading.line}:${reading.column}`;
  let site = sites.get(key);
  if (site === undefined) {
    if (sites.size >= MOST_SITES) {
      sites.clear();
      scripts.clear();
    }
    const facts = factsOf(reading.scriptId);
    const place = facts.find(reading.line, reading.column, sourceOf(fn));
    const url = fileUrl(facts.script.url);
    site = { facts, place, url, exported: exportOf(facts, place, url), body: null };
    sites.set(key, site);
  }
  return site;
}

const NO_SCRIPT = { url: "", text: "", module: false, line: 0, column: 0 };

function factsOf(scriptId: string): ScriptFacts {
  let facts = scripts.get(scriptId);
  if (facts === undefined) {
    facts = new ScriptFacts(readScript(scriptId) ?? NO_SCRIPT);
    scripts.set(scriptId, facts);
  }
  return facts;
}

/**
 * Reads the function's own text, once a site.
 *
 * @throws {NotPortableError} for a text that can't stand alone
 */
export function bodyOf(site: Site, fn: AnyFunction, path: string): SiteBody {
  site.body ??= readBody(site, fn, path);
  return site.body;
}

function readBody({ facts, place, url }: Site, fn: AnyFunction, path: string): SiteBody {
  const { script } = facts;
  if (script.url.startsWith("node:")) {
    throw new NotPortableError(
      `a function of Node's own code (${script.url})`,
      path,
      "Call Node's module inside of the function instead of keeping what it made.",
    );
  }
  const text = textOf(sourceOf(fn), path);
  const own = text.usesOwnName && text.ownName !== null ? text.ownName : null;
  const ownBinding =
    own !== null && place?.node.type === "FunctionDeclaration" ? facts.binding(place, own) : null;
  const renamed = ownBinding !== null && !ownBinding.constant;

  const fixed: Captured[] = [];
  const plans: VariablePlan[] = [];
  const flattened: string[] = [];
  for (const [name, member] of text.meta)
    fixed.push({ name, value: metaValue(url, member, path), assigned: false });
  if (text.dynamicImport)
    fixed.push({ name: DYNAMIC_IMPORT, dynamicImport: relativeTo(url, "import()", path) });
  for (const { name, assigned, onlyTypeof, standard } of text.free) {
    const binding = place === null ? null : facts.binding(place, name);
    const settled = settle(name, binding, url, place !== null && !script.module);
    if (settled !== null) {
      fixed.push(settled);
      continue;
    }
    const members = isFlattened(name, binding) ? text.members(name) : null;
    if (members !== null) flattened.push(name);
    plans.push({ name, assigned, onlyTypeof, standard, binding, analysed: place !== null, members, url });
  }
  if (renamed && own !== null) {
    const plan = { name: own, assigned: false, onlyTypeof: false, standard: false, members: null, url };
    plans.push({ ...plan, binding: ownBinding, analysed: true });
  }
  return {
    text,
    strict: !text.sloppy && (script.module || (place?.strict ?? !Object.hasOwn(fn, "caller"))),
    fixed,
    plans,
    flattened,
    renamed,
  };
}

export function sourceOf(fn: AnyFunction): string {
  return Function.prototype.toString.call(fn);
}

/** Reads a function's text and refuses what can't stand alone. */
export function textOf(source: string, path: string): FunctionText {
  let text: FunctionText;
  try {
    text = readFunctionText(source);
  } catch (error) {
    throw new NotPortableError(
      `a function whose syntax can't be read (${error instanceof Error ? error.message : String(error)})`,
      path,
      "Move it into a module of its own and export it from there.",
    );
  }
  if (text.obstacle !== null) throw new NotPortableError(text.obstacle.what, path, text.obstacle.wayOut);
  return text;
}

/** What stands for a variable whatever its value, or null when the value has to be read. */
function settle(name: string, binding: Binding | null, url: string, commonJs: boolean): Captured | null {
  // Vite's is a parameter of the function that it puts around the module.
  if (name === VITE_IMPORT && url !== "") return { name, dynamicImport: url };
  if (binding === null) return name === "require" && commonJs && url !== "" ? { name, require: url } : null;
  const { imported } = binding;
  if (imported === null || imported.interop !== null) return null;
  const found = resolveImport(imported.specifier, imported.name, imported.by, url);
  return found === null ? null : { name, import: found };
}

/** Objects that stand for a whole module, of which only the members that are used should travel. */
const MODULE_OBJECTS = /^(__vi_import_\d+__|__vite_ssr_import_(\d+|meta)__|exports|module)$/;

function isFlattened(name: string, binding: Binding | null): boolean {
  if (binding?.imported?.interop != null) return true;
  return MODULE_OBJECTS.test(name) && (binding === null || name.startsWith("__vi"));
}

function exportOf(facts: ScriptFacts, place: Place | null, url: string): ExportedAs | null {
  const name = place === null ? null : facts.exportName(place);
  // Only a module has a name for it, and what Vite rewrote is none: its text, which may merely tell of Vite, isn't asked.
  return name !== null && isImportable(url, null) ? { url, name, by: "import" } : null;
}

function metaValue(url: string, member: "url" | "dirname" | "filename", path: string): string {
  const base = relativeTo(url, "import.meta", path);
  if (member === "url") return base;
  const file = filePath(base);
  return member === "filename" ? file : process.getBuiltinModule("node:path").dirname(file);
}

function relativeTo(url: string, what: string, path: string): string {
  if (url !== "") return url;
  throw new NotPortableError(
    `a function with ${what} in a script that isn't a file`,
    path,
    "Move it into a file, or pass in what it needs as an argument.",
  );
}
