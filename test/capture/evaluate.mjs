// @ts-check
/** Makes a captured function again, in this thread: what portable does across threads, in its plainest form. */
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

/**
 * @param {import("../../dist/capture/index.js").Closure} closure
 * @returns {Promise<any>} the function
 */
export async function evaluate(closure) {
  const { variables, source, strict, thisValue } = closure;
  const values = await Promise.all(variables.map(valueFor));
  const body = `${strict ? '"use strict"; ' : ""}return (${source});`;
  return new Function(...variables.map(({ name }) => name), body).apply(thisValue?.value, values);
}

/** @param {import("../../dist/capture/index.js").Captured} captured */
async function valueFor(captured) {
  if ("value" in captured) return captured.value;
  if ("require" in captured) return createRequire(captured.require);
  if ("dynamicImport" in captured)
    return (/** @type {string} */ specifier) => import(new URL(specifier, captured.dynamicImport).href);
  const { specifier, from, url, name, by } = captured.import;
  if (by === "require") {
    const target = url?.startsWith("file:") ? fileURLToPath(url) : specifier;
    const exported = createRequire(from)(target);
    return name === "*" ? exported : exported[name];
  }
  const namespace = await import(url ?? createRequire(from).resolve(specifier));
  return name === "*" ? namespace : namespace[name];
}

/**
 * Calls a function and what was made of its capture, one after the other.
 *
 * @param {(closure: import("../../dist/capture/index.js").Closure) => void} [look]
 * @param {any} captureClosure
 * @param {any} fn
 * @param {unknown[]} args
 * @returns {Promise<{ original: unknown, copy: unknown }>}
 */
export async function both(captureClosure, fn, args, look = () => {}) {
  const closure = captureClosure(fn);
  look(closure);
  const made = await evaluate(closure);
  return { copy: await made(...args), original: await fn(...args) };
}
