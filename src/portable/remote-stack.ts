/** The first frame of a stack, as V8 writes it, or Firefox and Safari. */
const FIRST_FRAME = /\n {4}at |\n[^\n]*@/;

/**
 * Gives an error that came from elsewhere a stack that shows both sides: where it was asked for here, then, under a line
 * that names the place, where it was thrown there.
 *
 * ```
 * RangeError: too much
 *     at main (file:///app/main.ts:12:30)
 *     ── in worker 2 (thread 5) ──
 *     at work (file:///app/main.ts:7:9)
 * ```
 *
 * @param error what the other side threw; anything that is no Error is left as it is
 * @param where the other side's name, as `worker 2 (thread 5)`
 * @param local an Error made where the work was asked for. After an `await` the stack of the moment shows only the library
 * @returns the error
 */
export function addRemoteStack<E>(error: E, where: string, local: Error = new Error()): E {
  if (!(error instanceof Error)) return error;
  const remote = split(typeof error.stack === "string" ? error.stack : String(error));
  const here = split(local.stack ?? "").frames;
  const stack = `${remote.header}${here}\n    ── in ${where} ──${remote.frames}`;
  Object.defineProperty(error, "stack", {
    value: stack,
    writable: true,
    configurable: true,
    enumerable: false,
  });
  return error;
}

/** The message, which may have lines of its own, and the frames. */
function split(stack: string): { header: string; frames: string } {
  const at = FIRST_FRAME.exec(stack)?.index ?? stack.length;
  return { header: stack.slice(0, at), frames: stack.slice(at) };
}
