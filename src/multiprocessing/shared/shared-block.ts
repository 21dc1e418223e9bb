import { NotSupportedError } from "../../errors.js";
import { type Block, heap, newBlock } from "../../memory/index.js";

/**
 * A block that threads wait on.
 * @param what the class that needs it, for the error
 * @throws NotSupportedError where threads share no memory: a page that isn't cross-origin isolated
 */
export function sharedBlock(bytes: number, what: string): Block {
  if (heap().shared) return newBlock(bytes);
  throw new NotSupportedError(
    what,
    "a page that isn't cross-origin isolated",
    "Serve the page with `Cross-Origin-Opener-Policy: same-origin` and `Cross-Origin-Embedder-Policy: require-corp`, which lets its threads share memory.",
  );
}
