/** Where in the user's code an error was thrown: in a job's stacks most of the frames are ours. */
import { relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { isOwnFrame } from "../../portable/index.js";

/** Functions of the user's are called by these. What is further down is what has started the job. */
const CALLERS = /\b(?:StepRun|JobRunner)(?:\$\d+)?\./;

/** `at work (file:///app/words.ts:7:9)`, `at async /app/words.ts:7:9`. */
const FRAME = /^ +at (?:.*? \(|async )?((?:file:\/\/|\/|[A-Z]:\\).*?):(\d+):(\d+)\)?$/;

/** What stands between the frames of here and those of a worker. See portable's remote-stack.ts. */
const ELSEWHERE = /\n {4}── in [^\n]* ──(?=\n|$)/g;

/** @returns as `words.ts:7:9`, from the current folder if the file lies in it; undefined if no frame of the user's is known */
export function placeOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || typeof error.stack !== "string") return undefined;
  for (const line of framesOf(error.stack).there.split("\n")) {
    if (CALLERS.test(line)) return undefined;
    const [, file = "", row, column] = FRAME.exec(line) ?? [];
    if (file === "" || isOwnFrame(file)) continue;
    return `${shortPath(file)}:${row}:${column}`;
  }
  return undefined;
}

/** A stack that begins with the frames of where the error was thrown, be it in a worker. */
export function stackFromThere(stack: string): string {
  const { header, here, there, marker } = framesOf(stack);
  return marker === "" ? stack : `${header}${there}${marker.replace("── in ", "── asked for, from ")}${here}`;
}

interface Frames {
  readonly header: string;
  /** Of the thread that the error has come to, if it comes from another. */
  readonly here: string;
  /** Of the thread that it was thrown in. */
  readonly there: string;
  /** The line between them, which names the other thread; "" if there is but one. */
  readonly marker: string;
}

function framesOf(stack: string): Frames {
  const first = stack.search(/\n {4}at |\n {4}── in /);
  const header = first < 0 ? stack : stack.slice(0, first);
  const frames = stack.slice(header.length);
  const last = [...frames.matchAll(ELSEWHERE)].at(-1);
  if (last === undefined) return { header, here: "", there: frames, marker: "" };
  const [marker] = last;
  return {
    header,
    here: frames.slice(0, last.index),
    there: frames.slice(last.index + marker.length),
    marker,
  };
}

function shortPath(file: string): string {
  const path = file.startsWith("file:") ? fileURLToPath(file) : file;
  const short = relative(process.cwd(), path);
  return short === ".." || short.startsWith(`..${sep}`) ? path : short;
}
