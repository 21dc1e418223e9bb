/** How the objects of one prototype travel. Found once a prototype. */
import { type AnyFunction, type Closure, originOf } from "../../capture/index.js";
import { NotPortableError } from "../../errors.js";
import { classText } from "../functions/class-text.js";
import { closureOf } from "../functions/closure-of.js";
import { type Builtin, builtinNamed, builtinOf, isNative, wayOutOf } from "./builtins.js";
import { Refusal } from "./refusal.js";

export interface Plan {
  /** The nearest class above that the language or the platform made: it decides what state is read and written. */
  readonly builtin: Builtin;
  /** The user's class, which travels too; undefined when the object is the builtin's own. */
  readonly type: AnyFunction | undefined;
  /** The prototype is an object like any other (`Object.create(defaults)`), and travels. */
  readonly inherits: object | undefined;
}

const plans = new WeakMap<object, Plan | Refusal>();
const objects = builtinOf(Object.prototype)!;
/** @throws Refusal when objects of that prototype can't travel */
export function planOf(prototype: object): Plan {
  let plan = plans.get(prototype);
  if (plan === undefined) {
    try {
      plan = makePlan(prototype);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      plan = error;
    }
    plans.set(prototype, plan);
  }
  if (plan instanceof Refusal) throw new Refusal(plan.what, plan.wayOut);
  return plan;
}

function makePlan(prototype: object): Plan {
  const own = builtinOf(prototype) ?? foreignBuiltin(prototype);
  if (own !== undefined) {
    if (own.kind === "refused") throw new Refusal(article(own.name), own.wayOut);
    return { builtin: own, type: undefined, inherits: undefined };
  }
  let builtin: Builtin | undefined;
  const types: AnyFunction[] = [];
  for (let p: object | null = prototype; p !== null; p = Object.getPrototypeOf(p) as object | null) {
    builtin = builtinOf(p) ?? foreignBuiltin(p);
    if (builtin !== undefined) break;
    const type = constructorOf(p);
    if (type !== undefined) types.push(type);
    const tag: unknown = type === undefined ? tagOf(p) : undefined;
    if (typeof tag === "string") throw new Refusal(article(tag), wayOutOfTag(tag));
  }
  builtin ??= objects;
  if (builtin.kind === "refused")
    throw new Refusal(`${article(builtin.name)} (of class ${types[0]?.name ?? "?"})`, builtin.wayOut);
  const type = constructorOf(prototype);
  if (type === undefined && builtin.kind !== "error") {
    if (builtin.kind !== "object")
      throw new Refusal(
        `${article(builtin.name)} with a prototype of its own`,
        `Send a plain ${builtin.name}, or make it an instance of a class.`,
      );
    return { builtin, type, inherits: prototype };
  }
  if (builtin.kind !== "error") {
    for (const each of types) checkClass(each);
    return { builtin, type, inherits: undefined };
  }
  // An error must arrive whatever its class: the nearest one that can travel stands for it.
  for (let i = 0; i < types.length; i++) {
    try {
      for (const each of types.slice(i)) checkClass(each);
      return { builtin, type: types[i], inherits: undefined };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return { builtin, type: undefined, inherits: undefined };
}

/** @throws Refusal when instances of the class have state that can't be read or belongs to this thread */
function checkClass(type: AnyFunction): void {
  const { name } = type;
  const origin = originOf(type);
  const isError = type.prototype instanceof Error;
  if (origin !== null && isError) return;
  if (origin !== null || isNative(type)) {
    const where = origin !== null && "builtin" in origin ? ` (${origin.builtin})` : "";
    throw new Refusal(article(name) + where, wayOutOf(name));
  }
  let closure: Closure;
  try {
    closure = closureOf(type);
  } catch (error) {
    if (!(error instanceof NotPortableError)) throw error;
    const node = /Node's own code \(node:(?:internal\/)?([^)]*)\)/.exec(error.message);
    if (node !== null) throw new Refusal(`${article(name)} (${node[1]})`, wayOutOf(name));
    throw new Refusal(
      `${article(name)} whose class can't travel (${error.message})`,
      "Send plain data, or register a carrier for the class (registerCarrier).",
    );
  }
  // `static #count` belongs to the class, and an instance is whole without it.
  const text = Function.prototype.toString.call(type);
  const hidden = text.startsWith("class") ? classText(text).hidden : [];
  if (hidden.length > 0)
    throw new Refusal(
      `an instance of ${name}, which has private fields (${hidden.join(", ")})`,
      "Nobody outside of the class can read them. Send plain data and make the instance there, use TypeScript's `private`, or register a carrier (registerCarrier).",
    );
  if (!isError && (closure.export?.url ?? closure.url).startsWith(ownFolder()))
    throw new Refusal(
      `${article(name)} of manycore that belongs to this thread`,
      'Arrays, locks and queues travel once "manycore/multiprocessing" is imported; send a GPU array as a NumPy array (`await x.get()`).',
    );
}

/** Where the library's own code lies: that of this module, which is built into a chunk. */
function ownFolder(): string {
  return import.meta.url.replace(/(portable\/wire\/plan\.ts|chunks\/portable\.js).*$/, "");
}

function constructorOf(prototype: object): AnyFunction | undefined {
  const type: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value;
  return typeof type === "function" && type.prototype === prototype ? type : undefined;
}

/** A builtin of another realm, as a `vm` context has: its constructor has the name and no source. */
function foreignBuiltin(prototype: object): Builtin | undefined {
  const type = constructorOf(prototype);
  if (type === undefined || !isNative(type) || builtinOf(prototype) !== undefined) return undefined;
  if (type === (globalThis as unknown as Record<string, unknown>)[type.name]) return undefined;
  return builtinNamed(type.name);
}

function tagOf(prototype: object): unknown {
  return Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)?.value;
}

function wayOutOfTag(tag: string): string {
  return /Generator|Iterator/.test(tag) ? "Collect its values first: `[...values]`." : wayOutOf(tag);
}

/** `a Map`, `an Array`. */
export function article(name: string): string {
  if (name === "") return "an object of a class without a name";
  return `${/^[AEIOU](?!RL|ni)/.test(name) ? "an" : "a"} ${name}`;
}
