/** Servers that are there and say nothing. The tests' clock runs faster than the real one: minutes pass in milliseconds. */
import { afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { type ConnectEngine, connectEngine } from "../../../src/spark/connect/index.js";
import { SparkConnectException } from "../../../src/spark/errors/index.js";
import { LongType, rowsToArrow, StructType, typeToMessage } from "../../../src/spark/types/index.js";
import { failureOf, partsOf, query, rowsOf } from "./ask.js";
import { type Answers, type RunAnswer, startFakeServer } from "./fake-server.js";

// Vitest's clock has no hand on Node's promises of time.
vi.mock("node:timers/promises", () => ({
  setTimeout: (delay: number, value: unknown, { signal }: { signal?: AbortSignal } = {}) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        signal?.removeEventListener("abort", abort);
        resolve(value);
      }, delay);
      const abort = () => {
        clearTimeout(timer);
        reject(signal!.reason);
      };
      if (signal?.aborted) abort();
      else signal?.addEventListener("abort", abort);
    }),
}));

const SCHEMA = new StructType().add("n", new LongType());
const schema = { schema: typeToMessage(SCHEMA) };
const version: NonNullable<Answers["analyzePlan"]> = () => ({
  result: { case: "sparkVersion", value: { version: "4.3.0" } },
});
const never = () => new Promise<never>(() => undefined);
let one: Uint8Array;
beforeAll(async () => {
  one = await rowsToArrow([{ n: 1n }], SCHEMA);
});
afterEach(() => void vi.useRealTimers());

function runTheClock(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
}

async function connected(answers: Answers): Promise<ConnectEngine> {
  const engine = await connectEngine({ url: (await startFakeServer(answers)).url });
  onTestFinished(() => engine.close());
  return engine;
}

describe("a server that never answers", () => {
  /** Lets the clock run until something has come of it. */
  async function afterAWhile<T>(minutes: number, asked: Promise<T>): Promise<T> {
    let isOver = false;
    asked.then(
      () => (isOver = true),
      () => (isOver = true),
    );
    for (let second = 0; second < 60 * minutes && !isOver; second++) {
      await vi.advanceTimersByTimeAsync(1_000);
      // What goes through sockets takes real time.
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(isOver).toBe(true);
    return await asked;
  }

  test("is given up after a time, whatever it is asked", async () => {
    const engine = await connected({ interrupt: never });
    runTheClock();
    const error = await afterAWhile(2, failureOf(engine.interrupt({})));
    expect(error).toBeInstanceOf(SparkConnectException);
    expect(`${error}`).toMatch(/the Spark at sc:\/\/127\.0\.0\.1:\d+ did not answer in time/);
  });

  test("to whom connects, is given up as well", async () => {
    const { url } = await startFakeServer({ analyzePlan: never });
    runTheClock();
    const error = await afterAWhile(2, failureOf(connectEngine({ url })));
    expect(`${error}`).toContain("did not answer in time");
  });

  test("in the middle of a run, when it answers nothing else either", async () => {
    let isSilent = false;
    const engine = await connected({
      analyzePlan: async (request) => (isSilent ? await never() : version(request)),
      executePlan: async function* (): AsyncGenerator<RunAnswer> {
        yield schema;
        isSilent = true;
        await never();
      },
    });
    runTheClock();
    const error = await afterAWhile(3, failureOf(partsOf(engine, query("SELECT 1"))));
    expect(`${error}`).toContain("did not answer in time");
  });

  test("in the middle of a run, and is collecting garbage for most of a minute, is waited for", async () => {
    let isSilent = false;
    let finish: (() => void) | undefined;
    const engine = await connected({
      analyzePlan: async (request) => {
        if (isSilent) await new Promise((resolve) => setTimeout(resolve, 45_000));
        finish?.();
        return version(request);
      },
      executePlan: async function* (): AsyncGenerator<RunAnswer> {
        yield schema;
        isSilent = true;
        await new Promise<void>((resolve) => (finish = resolve));
        yield { responseId: "a", responseType: { case: "arrowBatch", value: { rowCount: 1n, data: one } } };
        yield { responseType: { case: "resultComplete", value: {} } };
      },
    });
    runTheClock();
    const rows = partsOf(engine, query("SELECT 1")).then(rowsOf);
    expect(await afterAWhile(3, rows)).toEqual([[1n]]);
  });

  test("in a run that takes its time is waited for, as long as it answers otherwise", async () => {
    let finish: (() => void) | undefined;
    const engine = await connected({
      executePlan: async function* (): AsyncGenerator<RunAnswer> {
        yield schema;
        await new Promise<void>((resolve) => (finish = resolve));
        yield {
          responseId: "a",
          responseType: { case: "arrowBatch", value: { rowCount: 1n, data: one } },
        };
        yield { responseType: { case: "resultComplete", value: {} } };
      },
    });
    runTheClock();
    const rows = partsOf(engine, query("SELECT 1")).then(rowsOf);
    setTimeout(() => finish!(), 15 * 60_000);
    expect(await afterAWhile(20, rows)).toEqual([[1n]]);
  });
});
