import { ValueError } from "../errors.js";
import { currentProvider, onceChosen } from "./choice.js";

/**
 * How many threads a routine may use. OpenBLAS: of its own threads, for the whole process (it starts with one a core).
 * The embedded BLAS: 1 keeps this thread's routines to the calling thread, more gives them manycore's team, whose size the
 * environment variable `MANYCORE_THREADS` decides. What holds afterwards is in `provider().threads`.
 *
 * @throws ValueError unless it is an integer from 1
 */
export function setNumThreads(threads: number): void {
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= 65535))
    throw new ValueError(
      `setNumThreads: threads is ${String(threads)}; it must be an integer from 1 to 65535.`,
    );
  currentProvider().setNumThreads(threads);
}

/**
 * Keeps this thread's provider to one thread until the returned function is called, which gives it back what it had. Loads no library:
 * a provider that is chosen later is kept to one thread from then on.
 */
export function oneThread(): () => void {
  let restore: (() => void) | undefined;
  const forget = onceChosen((provider) => {
    const { threads } = provider.describe();
    provider.setNumThreads(1);
    restore = () => provider.setNumThreads(threads);
  });
  return () => {
    forget();
    restore?.();
    restore = undefined;
  };
}
