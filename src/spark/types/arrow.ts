import { NotSupportedError } from "../../errors.js";

export type ArrowModule = typeof import("apache-arrow");

let loaded: ArrowModule | undefined;

/**
 * apache-arrow, which is an optional peer.
 *
 * @throws NotSupportedError without it
 */
export async function arrow(): Promise<ArrowModule> {
  try {
    loaded = (await imported("apache-arrow")) as ArrowModule;
    return loaded;
  } catch (cause) {
    if ((cause as { code?: unknown }).code !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw new NotSupportedError(
      "manycore/spark",
      "a machine without apache-arrow",
      "Install it next to manycore: `npm install apache-arrow`.",
    );
  }
}

/** What {@link arrow} has given; undefined before the first time. */
export function loadedArrow(): ArrowModule | undefined {
  return loaded;
}

/** A bundler that sees what is imported would bundle Arrow into programs that never ask for it. */
function imported(specifier: string): Promise<unknown> {
  return import(/* @vite-ignore */ /* webpackIgnore: true */ specifier);
}
