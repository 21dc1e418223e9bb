/** How many keys are shown. */
const SHOWN = 5;

/** A key and how many records it has. */
export interface KeyRecords {
  readonly key: unknown;
  readonly records: number;
}

/** The keys with the most records, the most first: where they are much more than the mean, more reducers won't help. */
export class Hottest {
  readonly #shown: KeyRecords[] = [];
  /** What a key must exceed to be shown. */
  #least = 0;

  get shown(): readonly KeyRecords[] {
    return this.#shown;
  }

  add(key: unknown, records: number): void {
    if (records > this.#least) this.#insert(key, records);
  }

  #insert(key: unknown, records: number): void {
    const shown = this.#shown;
    let at = shown.length;
    while (at > 0 && shown[at - 1]!.records < records) at--;
    shown.splice(at, 0, { key, records });
    if (shown.length > SHOWN) shown.pop();
    if (shown.length === SHOWN) this.#least = shown[SHOWN - 1]!.records;
  }
}
