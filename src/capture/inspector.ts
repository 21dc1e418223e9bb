/**
 * Asks V8 about a function through `node:inspector`, synchronously and in this process: where it stands, what its
 * scopes hold, and the text of its script.
 *
 * A session is connected for each question and disconnected at once (or with the next microtask): while one is
 * connected, console.log hands each of its arguments to the inspector too, which keeps them. `Debugger.enable` is
 * needed for script texts only; functions and scopes can be read without it. Other sessions (a debugger, coverage) have state
 * of their own in V8 and see nothing of ours.
 */

import type { Debugger, Runtime, Session } from "node:inspector";
import type { AnyFunction } from "./closure.js";

/** One scope around a function: the variables that some function inside uses, by name. */
export interface ScopeReading {
  readonly kind: "closure" | "script" | "with" | "global";
  /** A copy made by V8. From Node 22 on, reading a variable that isn't initialised yet throws a ReferenceError. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface FunctionReading {
  readonly scriptId: string;
  /** Of the first parameter's bracket, of an arrow function's or a class's start. From 0. */
  readonly line: number;
  readonly column: number;
  /** From the innermost outwards. */
  readonly scopes: readonly ScopeReading[];
}

export interface Script {
  readonly url: string;
  readonly text: string;
  readonly module: boolean;
  /** Where the text begins, for scripts that were compiled with an offset. From 0. */
  readonly line: number;
  readonly column: number;
}

type InspectorModule = typeof import("node:inspector");

/** `null` where there is no inspector: in browsers, and in a Node without one. */
function inspectorModule(): InspectorModule | null {
  if (typeof process === "undefined" || process.getBuiltinModule === undefined) return null;
  try {
    return process.getBuiltinModule("node:inspector") ?? null;
  } catch {
    return null;
  }
}

let allowed: boolean | undefined;

/** Whether functions can be read: not in browsers, nor where Node's permissions or options forbid the inspector. */
export function hasInspector(): boolean {
  const inspector = inspectorModule();
  if (inspector === null) return false;
  if (allowed === undefined) {
    try {
      const session = new inspector.Session();
      session.connect();
      session.disconnect();
      allowed = true;
    } catch {
      allowed = false;
    }
  }
  return allowed;
}

/**
 * The handover between our JavaScript and what the protocol evaluates in the main context. It hangs on the module
 * object and not on globalThis, so that it is found too when we run in another context (as under Jest).
 */
export interface Handover {
  value: unknown;
}
const HANDOVER = Symbol.for("manycore.capture.handover");
const HANDED = 'process.getBuiltinModule("node:inspector")[Symbol.for("manycore.capture.handover")]';

export type SessionUser<T> = (session: Session, handed: string) => T;

/** @param use is given a session and an expression that, in the main context, means the handover */
export function handing<T>(handover: Handover, use: SessionUser<T>): T {
  const inspector = inspectorModule();
  if (inspector === null) throw new Error("there is no inspector here");
  const module = inspector as unknown as Record<symbol, unknown>;
  const session = connect(inspector);
  try {
    module[HANDOVER] = handover;
    return use(session, HANDED);
  } finally {
    delete module[HANDOVER];
    session.disconnect();
  }
}

/** @returns `null` for a function without a script: native code */
export function readFunction(fn: AnyFunction): FunctionReading | null {
  const handover: Handover = { value: fn };
  return handing(handover, (session, handed) => {
    const { result } = post<Runtime.EvaluateReturnType>(session, "Runtime.evaluate", {
      expression: `${handed}.value`,
      silent: true,
    });
    const found = post<Runtime.GetPropertiesReturnType>(session, "Runtime.getProperties", {
      objectId: result.objectId,
      ownProperties: true,
      nonIndexedPropertiesOnly: true,
    });
    const internal = (name: string): Runtime.RemoteObject | undefined =>
      found.internalProperties?.find((property) => property.name === name)?.value;
    const location = internal("[[FunctionLocation]]")?.value as Debugger.Location | undefined;
    const scopes = internal("[[Scopes]]")?.objectId;
    if (location === undefined || scopes === undefined) return null;
    post(session, "Runtime.callFunctionOn", {
      objectId: scopes,
      functionDeclaration: `function () { ${handed}.value = this; }`,
      silent: true,
    });
    return {
      scriptId: location.scriptId,
      line: location.lineNumber,
      column: location.columnNumber ?? 0,
      scopes: Array.from(handover.value as ArrayLike<{ description: string; object: object }>, scopeReading),
    };
  });
}

function scopeReading({ description, object }: { description: string; object: object }): ScopeReading {
  const kind = description.startsWith("Global")
    ? "global"
    : description.startsWith("With")
      ? "with"
      : description.startsWith("Script")
        ? "script"
        : "closure";
  return { kind, variables: object as Record<string, unknown> };
}

/** A session that has V8 list its scripts. */
interface ScriptList {
  readonly session: Session;
  readonly scripts: Map<string, Omit<Script, "text">>;
}

let listed: ScriptList | undefined;

/**
 * Listing takes 4 ms in a small program and tenths of a second in one of thousands of scripts with source maps in them.
 * So the list is kept for the rest of this run of JavaScript, and not longer.
 */
function listScripts(inspector: InspectorModule): ScriptList {
  if (listed !== undefined) return listed;
  const session = connect(inspector);
  const scripts: ScriptList["scripts"] = new Map();
  session.on("Debugger.scriptParsed", ({ params }) => {
    const { scriptId, url, isModule, startLine, startColumn } = params;
    scripts.set(scriptId, { url, module: isModule ?? false, line: startLine, column: startColumn });
  });
  listed = { session, scripts };
  queueMicrotask(() => {
    // What console.log was given meanwhile was kept for whoever opens a debugger; here nobody has one open.
    if (inspector.url() === undefined) session.post("Runtime.discardConsoleEntries", () => {});
    session.disconnect();
    listed = undefined;
  });
  post(session, "Debugger.enable");
  return listed;
}

/** The text that V8 runs, which a loader may have made of another. */
export function readScript(scriptId: string): Script | null {
  const inspector = inspectorModule();
  if (inspector === null) return null;
  const { session, scripts } = listScripts(inspector);
  const about = scripts.get(scriptId);
  if (about === undefined) return null;
  const { scriptSource } = post<Debugger.GetScriptSourceReturnType>(session, "Debugger.getScriptSource", {
    scriptId,
  });
  return { ...about, text: scriptSource };
}

function connect(inspector: InspectorModule): Session {
  const session = new inspector.Session();
  session.connect();
  return session;
}

/** Within the process, V8 answers before `post` returns. */
export function post<T = unknown>(session: Session, method: string, params: object = {}): T {
  let answer: { error: Error | null; result: T } | undefined;
  session.post(method, params, (error: Error | null, result?: object) => {
    answer = { error, result: result as T };
  });
  if (answer === undefined) throw new Error(`the inspector didn't answer ${method}`);
  if (answer.error !== null) throw new Error(`${method}: ${answer.error.message}`);
  return answer.result;
}
