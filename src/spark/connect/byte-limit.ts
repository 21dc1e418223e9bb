/**
 * Spark's limit of the bytes of a batch for Python. Spark sums the batch's bytes up behind each row, which takes a third of what it does for a function of narrow rows. Where
 * rows are known to be too narrow ever to meet the limit, it is taken away as long as such runs are all that the session does.
 */
import type { ConfigRequest_Operation, ConfigResponse } from "../proto/index.js";

type Ask = (operation: ConfigRequest_Operation["opType"]) => Promise<Pick<ConfigResponse, "pairs">>;

const PREFIX = "spark.sql.execution.arrow.max";
const BYTES = "BytesPerBatch";
const ROWS = "RecordsPerBatch";
/** Java's largest int, by which Spark means none. */
const NONE = "2147483647";
/** What Spark has unless it is set. */
const DEFAULT_ROWS = 10_000;
const DEFAULT_BYTES = 64 * 1024 * 1024;

export class ByteLimit {
  readonly #ask: Ask;
  /** Runs that don't need the limit. */
  #narrow = 0;
  #others = 0;
  #isLifted = false;
  #settling: Promise<void> = Promise.resolve();

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  /**
   * Before a run. Never rejects: whatever is wrong with the server, the run itself says.
   *
   * @param rowBytes that a row of what functions get takes at most; undefined where that isn't known, or there are no functions to be seen
   * @returns is to be called after it
   */
  async enter(rowBytes = Number.POSITIVE_INFINITY): Promise<() => Promise<void>> {
    const isNarrow = rowBytes * DEFAULT_ROWS < DEFAULT_BYTES;
    const count = (by: 1 | -1) => {
      if (isNarrow) this.#narrow += by;
      else this.#others += by;
      return this.#settle();
    };
    await count(1);
    return () => count(-1);
  }

  /** One after the other, each by what is so at its time. */
  #settle(): Promise<void> {
    this.#settling = this.#settling.then(async () => {
      try {
        const isWanted = this.#others === 0 && this.#narrow > 0 && (await this.#isHarmless());
        if (isWanted !== this.#isLifted) await (isWanted ? this.#lift() : this.#restore());
      } catch {
        // The next run tries again.
      }
    });
    return this.#settling;
  }

  /** Whoever has set a limit has reasons; without one of rows there is that of bytes alone. */
  async #isHarmless(): Promise<boolean> {
    const set = await this.#set();
    const rows = Number(set.get(ROWS) ?? DEFAULT_ROWS);
    return rows > 0 && rows <= DEFAULT_ROWS && set.get(BYTES) === (this.#isLifted ? NONE : undefined);
  }

  async #lift(): Promise<void> {
    this.#isLifted = true;
    await this.#ask({ case: "set", value: { pairs: [{ key: PREFIX + BYTES, value: NONE }] } } as never);
  }

  async #restore(): Promise<void> {
    // Set by the user meanwhile, it stays.
    if ((await this.#set()).get(BYTES) === NONE) {
      await this.#ask({ case: "unset", value: { keys: [PREFIX + BYTES] } } as never);
    }
    this.#isLifted = false;
  }

  /** What isn't as it is by default. */
  async #set(): Promise<ReadonlyMap<string, string | undefined>> {
    const { pairs } = await this.#ask({ case: "getAll", value: { prefix: PREFIX } } as never);
    return new Map(pairs.map(({ key, value }) => [key.replace(PREFIX, ""), value]));
  }
}
