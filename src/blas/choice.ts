/** Which provider this thread computes with: decided once, at the first routine that needs one. */
import { BlasError } from "../errors.js";
import { embeddedProvider } from "./embedded/provider.js";
import { type Ffi, loadFfi } from "./ffi.js";
import { openBlas } from "./openblas.js";
import type { Provider, ProviderDescription } from "./provider.js";
import { candidates, isAcceptable, surroundings } from "./search.js";

/** A library that was looked at and not taken. */
export interface Rejected {
  readonly library: string;
  readonly reason: string;
}

/** What computes, and how it came to be that. */
export interface ProviderInfo extends ProviderDescription {
  /** What was looked at before and why it wasn't taken; empty when the first place held a library. */
  readonly rejected: readonly Rejected[];
}

interface Choice {
  readonly provider: Provider;
  readonly rejected: readonly Rejected[];
}

let choice: Choice | undefined;

/**
 * This thread's provider.
 * @throws BlasError when `MANYCORE_BLAS` names something that isn't a usable BLAS
 */
export function currentProvider(): Provider {
  return chosen().provider;
}

function chosen(): Choice {
  if (choice !== undefined) return choice;
  choice = choose();
  for (const listener of [...awaiting]) listener(choice.provider);
  awaiting.clear();
  return choice;
}

const awaiting = new Set<(provider: Provider) => void>();

/**
 * Calls `listener` with this thread's provider: now if it is chosen, else when it is. Doesn't choose one.
 * @returns a function that takes the listener back
 */
export function onceChosen(listener: (provider: Provider) => void): () => void {
  if (choice !== undefined) listener(choice.provider);
  else awaiting.add(listener);
  return () => void awaiting.delete(listener);
}

/**
 * Who computes this thread's BLAS routines: OpenBLAS with its file, version, threads and integer width, or the embedded one
 * with what was looked at before. Looks for it if no routine has yet.
 *
 * @throws BlasError when `MANYCORE_BLAS` names something that isn't a usable BLAS
 */
export function provider(): ProviderInfo {
  const { provider, rejected } = chosen();
  return { ...provider.describe(), rejected };
}

function choose(): Choice {
  const wish = typeof process === "undefined" ? undefined : process.env?.MANYCORE_BLAS;
  if (wish === "embedded") return { provider: embeddedProvider(), rejected: [] };
  const ffi = loadFfi();
  if (wish) return { provider: wished(wish, ffi), rejected: [] };
  if (typeof ffi === "string")
    return { provider: embeddedProvider(), rejected: [{ library: "OpenBLAS", reason: ffi }] };
  const rejected: Rejected[] = [];
  for (const { library, refused } of candidates(surroundings())) {
    if (refused !== undefined) {
      rejected.push({ library, reason: refused });
      continue;
    }
    const found = openBlas(ffi, library);
    if (typeof found !== "string") return { provider: found, rejected };
    rejected.push({ library, reason: found });
  }
  return { provider: embeddedProvider(), rejected };
}

const ALLOWED =
  'Allowed are the absolute path of an OpenBLAS library, on Linux also a name for the linker as "libopenblas.so.0", ' +
  'and "embedded"; unset it to let manycore look.';

function wished(library: string, ffi: Ffi | string): Provider {
  if (!isAcceptable(library, process.platform))
    throw new BlasError(`MANYCORE_BLAS is "${library}", which is no absolute path. ${ALLOWED}`);
  if (typeof ffi === "string") throw new BlasError(`MANYCORE_BLAS is "${library}", but ${ffi}. ${ALLOWED}`);
  const found = openBlas(ffi, library);
  if (typeof found !== "string") return found;
  throw new BlasError(`MANYCORE_BLAS is "${library}", but ${found}. ${ALLOWED}`);
}
