/**
 * A live NumPy for tests to agree with: a Python child that stays, spoken to over its standard streams.
 *
 * A message, either way, is a 32-bit little-endian length, a JSON header of that many bytes, and raw bytes whose number
 * the header gives. The child ends with its input, so it dies with this process however that dies; every call has a
 * deadline, after which the child is killed and the next call starts another.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { partPath, skipWithout } from "./parts.js";

/** An array to evaluate with. `strides` and `offset` are in bytes of `data`'s window; C order from its start without them. */
export interface OracleArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: ArrayBufferView;
  readonly strides?: readonly number[];
  readonly offset?: number;
}

/**
 * A Python expression and the names in it. `np` is there, and `attempt(f, *arguments)`, which gives what `f` returns or
 * raises. Expressions are the test suite's own.
 */
export interface OracleRequest {
  readonly expression: string;
  readonly arrays?: Readonly<Record<string, OracleArray>>;
}

/** An array, the C-order bytes of its elements. */
export interface OracleValue {
  readonly kind: "array";
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/** What came of an expression: an array (numbers count as 0-d ones), text, lists and dicts as JSON, or Python's exception. */
export type OracleOutcome =
  | OracleValue
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "error"; readonly class: string; readonly message: string };

interface ResultHeader {
  readonly error?: { readonly class: string; readonly message: string };
  readonly json?: unknown;
  readonly dtype?: string;
  readonly shape?: readonly number[];
  readonly start?: number;
  readonly bytes?: number;
}

interface MessageHeader {
  readonly payload: number;
  readonly numpy?: string;
  readonly id?: number;
  readonly results?: readonly ResultHeader[];
}

interface Waiting {
  resolve(message: { header: MessageHeader; payload: Uint8Array }): void;
  reject(error: Error): void;
}

const CHILD = fileURLToPath(new URL("./numpy_oracle.py", import.meta.url));
const DEADLINE_MS = 60_000;
const PREFIX_BYTES = 4;
const GREETING = 0;

/** NumPy in a child process. */
export class NumpyOracle {
  readonly #python: () => string;
  #child: ChildProcessByStdio<Writable, Readable, Readable> | undefined;
  #chunks: Buffer[] = [];
  #buffered = 0;
  #needed = PREFIX_BYTES;
  #stderr = "";
  #nextId = GREETING + 1;
  #greeting: Promise<string> | undefined;
  readonly #waiting = new Map<number, Waiting>();

  /** @param python gives the path of an interpreter with NumPy; asked when a child is started */
  constructor(python: () => string) {
    this.#python = python;
  }

  /** NumPy's version. Starts the child. */
  version(deadlineMs: number = DEADLINE_MS): Promise<string> {
    this.#start(deadlineMs);
    return this.#greeting as Promise<string>;
  }

  /** The child's process id while there is one. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /**
   * One expression. A Python exception is an outcome of kind `error`, not a rejection.
   * @throws Error when the child dies or the deadline passes
   */
  async evaluate(
    expression: string,
    arrays: Record<string, OracleArray> = {},
    deadlineMs?: number,
  ): Promise<OracleOutcome> {
    const [outcome] = await this.evaluateAll([{ expression, arrays }], deadlineMs);
    return outcome;
  }

  /**
   * Many expressions in one round trip; an array object that several use is sent once, and each gets a copy of it.
   * @throws Error when the child dies or the deadline passes
   */
  async evaluateAll(
    requests: readonly OracleRequest[],
    deadlineMs: number = DEADLINE_MS,
  ): Promise<OracleOutcome[]> {
    this.#start(deadlineMs);
    const id = this.#nextId++;
    const table = new Map<OracleArray, number>();
    const arrays: object[] = [];
    const chunks: Uint8Array[] = [];
    let payload = 0;
    const described = requests.map(({ expression, arrays: named = {} }) => {
      const names: Record<string, number> = {};
      for (const [name, array] of Object.entries(named)) {
        let index = table.get(array);
        if (index === undefined) {
          const { data } = array;
          // Pipes take no shared memory: copy what may lie there.
          const bytes = new Uint8Array(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
          index =
            arrays.push({
              dtype: array.dtype,
              shape: array.shape,
              strides: array.strides ?? null,
              offset: array.offset ?? 0,
              start: payload,
              bytes: bytes.length,
            }) - 1;
          chunks.push(bytes);
          payload += bytes.length;
          table.set(array, index);
        }
        names[name] = index;
      }
      return { expression, names };
    });
    const answer = this.#wait(id, deadlineMs);
    this.#send({ id, arrays, requests: described, payload }, chunks);
    const { header, payload: data } = await answer;
    return (header.results ?? []).map((result) => toOutcome(result, data));
  }

  /** Ends the child. Calls under way reject. */
  close(): void {
    this.#fail(new Error("the NumPy oracle was closed"));
  }

  #start(deadlineMs: number): void {
    if (this.#child) return;
    const child = spawn(this.#python(), ["-u", CHILD], { stdio: ["pipe", "pipe", "pipe"] });
    this.#child = child;
    this.#chunks = [];
    this.#buffered = 0;
    this.#needed = PREFIX_BYTES;
    this.#stderr = "";
    const own = (act: () => void) => (): void => {
      // A child that was given up may still have events to deliver.
      if (this.#child === child) act();
    };
    child.stdout.on("data", (chunk: Buffer) =>
      own(() => {
        try {
          this.#receive(chunk);
        } catch (error) {
          this.#fail(error as Error);
        }
      })(),
    );
    child.stderr.on("data", (chunk: Buffer) => own(() => (this.#stderr += chunk.toString()))());
    child.stdin.on("error", () => {}); // The close event that follows says why.
    child.on("error", (error) => own(() => this.#fail(error))());
    child.on("close", (code, signal) =>
      own(() =>
        this.#fail(new Error(`the NumPy oracle ended (${signal ?? code}): ${this.#stderr.trim()}`)),
      )(),
    );
    // Waiting for an answer keeps the event loop alive by its deadline's timer; an idle child doesn't.
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr])
      (stream as unknown as { unref?(): void }).unref?.();
    this.#greeting = this.#wait(GREETING, deadlineMs).then(({ header }) => header.numpy as string);
    this.#greeting.catch(() => {}); // Who asks for an answer learns of it there.
  }

  #wait(id: number, deadlineMs: number): Promise<{ header: MessageHeader; payload: Uint8Array }> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#fail(new Error(`the NumPy oracle gave no answer within ${deadlineMs} ms`));
      }, deadlineMs);
      this.#waiting.set(id, {
        resolve: (message) => {
          clearTimeout(timer);
          resolve(message);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
    });
  }

  #send(header: object, chunks: readonly Uint8Array[]): void {
    const stdin = (this.#child as ChildProcessByStdio<Writable, Readable, Readable>).stdin;
    const text = Buffer.from(JSON.stringify(header));
    const prefix = Buffer.alloc(PREFIX_BYTES);
    prefix.writeUInt32LE(text.length);
    stdin.cork();
    stdin.write(prefix);
    stdin.write(text);
    for (const chunk of chunks) stdin.write(chunk);
    stdin.uncork();
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#buffered += chunk.length;
    while (this.#buffered >= this.#needed) {
      const all = this.#chunks.length === 1 ? this.#chunks[0] : Buffer.concat(this.#chunks);
      this.#chunks = [all];
      const headerEnd = PREFIX_BYTES + all.readUInt32LE(0);
      if (all.length < headerEnd) {
        this.#needed = headerEnd;
        continue;
      }
      const header = JSON.parse(all.toString("utf8", PREFIX_BYTES, headerEnd)) as MessageHeader;
      const end = headerEnd + header.payload;
      this.#needed = end;
      if (all.length < end) continue;
      this.#chunks = [all.subarray(end)];
      this.#buffered = all.length - end;
      this.#needed = PREFIX_BYTES;
      const id = header.id ?? GREETING;
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      waiting?.resolve({ header, payload: all.subarray(headerEnd, end) });
    }
  }

  #fail(error: Error): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
    this.#greeting = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const each of waiting) each.reject(error);
  }
}

function toOutcome(result: ResultHeader, data: Uint8Array): OracleOutcome {
  if (result.error) return { kind: "error", ...result.error };
  if (result.dtype === undefined) return { kind: "json", value: result.json };
  const start = result.start as number;
  // A copy starts aligned for any element.
  return {
    kind: "array",
    dtype: result.dtype,
    shape: result.shape as readonly number[],
    data: new Uint8Array(data.subarray(start, start + (result.bytes as number))),
  };
}

/**
 * NumPy for the tests of a file or a `describe`: starts with the first question, ends after the last test.
 * Without it the tests skip with the reason; with CI set they fail.
 */
export function liveNumpy(): NumpyOracle {
  skipWithout("numpy");
  const oracle = new NumpyOracle(() => partPath("numpy"));
  afterAll(() => oracle.close());
  return oracle;
}
