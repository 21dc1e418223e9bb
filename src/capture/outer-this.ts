/**
 * The `this` that an arrow function has from around it. V8 lists it in no scope, but tells it to a debugger that has
 * stopped in the function. So the function is called with a breakpoint on its first instruction, `this` is read while
 * it stands there, and the execution is terminated (`Runtime.terminateExecution` ends what `Runtime.evaluate` began,
 * and no more): nothing of the function runs, not even its parameters' defaults. About 5 ms, once a function.
 *
 * A debugger of the user's would stop there too. So with one that may be attached, such functions are refused.
 */

import type { Debugger, Runtime } from "node:inspector";
import { NotPortableError } from "../errors.js";
import type { AnyFunction } from "./closure.js";
import { handing, post, type SessionUser } from "./inspector.js";

/** What was read before: it can't change. */
const known = new WeakMap<AnyFunction, { readonly value: unknown }>();

/** @throws {NotPortableError} while a debugger may be attached, or when V8 doesn't tell */
export function outerThis(fn: AnyFunction, path: string): unknown {
  let found = known.get(fn);
  if (found === undefined) {
    if (debuggerMayBeAttached())
      throw refused(", which can't be read while a debugger may be attached", path);
    const handover: { value: unknown; read?: { readonly value: unknown } } = { value: fn };
    handing(handover, (session, handed) => stopIn(session, handed));
    if (handover.read === undefined) throw refused("", path);
    found = handover.read;
    known.set(fn, found);
  }
  return found.value;
}

const stopIn: SessionUser<void> = (session, handed) => {
  session.once("Debugger.paused", ({ params }: { params: Debugger.PausedEventDataType }) => {
    try {
      post(session, "Debugger.evaluateOnCallFrame", {
        callFrameId: params.callFrames[0].callFrameId,
        expression: `${handed}.read = { value: this }`,
        silent: true,
      });
    } finally {
      session.post("Runtime.terminateExecution");
    }
  });
  post(session, "Debugger.enable");
  const { result } = post<Runtime.EvaluateReturnType>(session, "Runtime.evaluate", {
    expression: `${handed}.value`,
  });
  // Throws when it can't be set, and the function isn't called then.
  post(session, "Debugger.setBreakpointOnFunctionCall", { objectId: result.objectId });
  // Answered with an error: its execution was terminated.
  session.post("Runtime.evaluate", { expression: `${handed}.value()`, silent: true }, () => {});
};

/** `--inspect` here or, for a worker thread, in the main thread; or opened by program. */
function debuggerMayBeAttached(): boolean {
  if (process.getBuiltinModule("node:inspector").url() !== undefined) return true;
  return /--inspect/.test(`${process.execArgv.join(" ")} ${process.env.NODE_OPTIONS ?? ""}`);
}

function refused(why: string, path: string): NotPortableError {
  return new NotPortableError(
    `an arrow function that uses the \`this\` of the function around it${why}`,
    path,
    "Write `const self = this` before the arrow function and use `self` in it.",
  );
}
