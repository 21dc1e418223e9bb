/** The modules that functions import on the other side: listed behind a parcel, loaded before it is decoded. */
import type { ExportedAs, ImportedBinding } from "../../capture/index.js";
import { ManycoreError } from "../../errors.js";
import type { Road } from "../parcel.js";
import { corrupt } from "../wire/source.js";
import { isStartedAtImport, watchedImport, watchedRequire } from "./import-watch.js";

/** What to import: an absolute URL, or a package's name as seen from a module. */
export interface ModuleRequest {
  readonly specifier: string;
  /** The importing module, from which a package's name is resolved; "" when the specifier is a URL. */
  readonly from: string;
}

type Namespace = Readonly<Record<string, unknown>>;
type ImportFunction = (specifier: string, options?: object) => Promise<Namespace>;

const loaded = new Map<string, Namespace>();
const importers = new Map<string, ImportFunction>();
/** What was required and didn't throw: it isn't run again. */
const runByRequire = new Set<string>();

const keyOf = ({ specifier, from }: ModuleRequest): string => `${specifier}\n${from}`;

/**
 * The module of an imported binding that has to be loaded beforehand, or null when it can be had at once: a builtin
 * one, or by `require`, unless a bundle has to bring it.
 */
export function requestFor(binding: ImportedBinding | ExportedAs, road?: Road): ModuleRequest | null {
  if (binding.by === "require" && road !== "bundle") return null;
  if (!("specifier" in binding)) return { specifier: binding.url, from: "" };
  if (binding.url?.startsWith("node:")) return null;
  if (binding.url !== null) return { specifier: binding.url, from: "" };
  return { specifier: binding.specifier, from: binding.from };
}

/** A request as one string, for the encoder's list. */
export function listed(request: ModuleRequest): string {
  return keyOf(request);
}

/** The list as it stands behind a parcel. */
export function tailOf(modules: ReadonlySet<string>): Uint8Array {
  return new TextEncoder().encode(JSON.stringify([...modules]));
}

/** The modules of a parcel's list that this thread hasn't loaded. */
export function missingModules(tail: Uint8Array): ModuleRequest[] {
  let keys: unknown;
  try {
    // TextDecoder refuses shared memory in browsers.
    keys = JSON.parse(new TextDecoder().decode(new Uint8Array(tail)));
  } catch {
    keys = undefined;
  }
  if (!Array.isArray(keys)) throw corrupt("the list of modules is broken");
  return keys
    .filter((key) => !loaded.has(String(key)))
    .map((key) => {
      const [specifier = "", from = ""] = String(key).split("\n");
      return { specifier, from };
    });
}

/** @throws ManycoreError when one can't be loaded; the cause says why */
export async function loadModules(requests: readonly ModuleRequest[]): Promise<void> {
  await Promise.all(
    requests.map(async (request) => {
      loaded.set(keyOf(request), await load(request));
    }),
  );
}

/** Has functions take a module that is there already: a bundle brings its own. */
export function provideModule(request: ModuleRequest, namespace: Namespace): void {
  loaded.set(keyOf(request), namespace);
}

/** The value of an imported binding whose module is loaded. */
export function importedValue(binding: ImportedBinding | ExportedAs, road: Road): unknown {
  const request = requestFor(binding, road);
  if (binding.by === "require" && road !== "bundle") return memberOf(required(binding), binding, road);
  const namespace = request === null ? builtin(binding.url!) : loaded.get(keyOf(request));
  if (namespace === undefined) throw corrupt(`the module ${request?.specifier ?? ""} isn't in its list`);
  return memberOf(namespace, binding, road);
}

/** `import(…)` as the module at `url` would do it. */
export function importFrom(url: string): ImportFunction {
  let importer = importers.get(url);
  if (importer === undefined) {
    importer = makeImporter(url);
    importers.set(url, importer);
  }
  return importer;
}

/** `require` as the module at `url` has it. */
export function requireFrom(url: string): (specifier: string) => unknown {
  return process.getBuiltinModule("node:module").createRequire(url);
}

async function load(request: ModuleRequest): Promise<Namespace> {
  const { specifier, from } = request;
  try {
    return await watchedImport(specifier, () =>
      from === ""
        ? (import(/* @vite-ignore */ /* webpackIgnore: true */ specifier) as Promise<Namespace>)
        : importFrom(from)(specifier),
    );
  } catch (cause) {
    if (isStartedAtImport(cause)) throw cause;
    const where = from === "" ? "" : ` (imported from ${from})`;
    throw new ManycoreError(
      `The module ${specifier}${where} can't be loaded here, and a function that came needs it: ${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
  }
}

function required(binding: ImportedBinding | ExportedAs): unknown {
  if (binding.url?.startsWith("node:")) return builtin(binding.url);
  const [from, specifier] =
    "specifier" in binding
      ? [binding.from, binding.specifier]
      : [binding.url, process.getBuiltinModule("node:url").fileURLToPath(binding.url)];
  const require = requireFrom(from);
  const key = keyOf({ specifier, from });
  if (runByRequire.has(key)) return require(specifier);
  const exports = watchedRequire(binding.url ?? specifier, () => require(specifier));
  runByRequire.add(key);
  return exports;
}

function builtin(url: string): Namespace {
  const module: unknown = typeof process === "object" ? process.getBuiltinModule(url) : undefined;
  if (module === undefined) throw new ManycoreError(`A function that came needs ${url}, which isn't there`);
  return module as Namespace;
}

function memberOf(module: unknown, binding: ImportedBinding | ExportedAs, road: Road): unknown {
  const { name } = binding;
  // What a bundler makes of `module.exports` is the default of its namespace.
  if (road === "bundle" && binding.by === "require" && !(binding.url?.startsWith("node:") ?? false))
    module = (module as Namespace).default ?? module;
  if (name === "*") return module;
  // Of a builtin module and of `module.exports`, the default is the whole.
  if (name === "default" && (binding.url?.startsWith("node:") ?? false)) return module;
  return (module as Namespace)[name];
}

/**
 * Only a script that says so imports as the program's modules do: packages are found from its own place, and the
 * loaders (tsx) take part. The option is old but marked as an experiment, with a warning at the first use that would
 * be the user's to see in each worker.
 */
function makeImporter(url: string): ImportFunction {
  if (typeof process !== "object" || process.getBuiltinModule === undefined) {
    return (specifier) => {
      const target = /^\.{0,2}\//.test(specifier) ? new URL(specifier, url).href : specifier;
      return import(/* @vite-ignore */ /* webpackIgnore: true */ target) as Promise<Namespace>;
    };
  }
  const { compileFunction, constants } = process.getBuiltinModule("node:vm");
  const bare = compileFunction("return import(specifier, options)", ["specifier", "options"], {
    filename: url,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }) as ImportFunction;
  return (specifier, options) => {
    const { emitWarning } = process;
    process.emitWarning = () => {};
    try {
      return bare(specifier, options);
    } finally {
      process.emitWarning = emitWarning;
    }
  };
}
