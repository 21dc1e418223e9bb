/** Options of readers and writers: Spark's names of them, and values that it takes as strings. */
export type OptionValue = string | number | bigint | boolean | null | undefined;
export type Options = Readonly<Record<string, OptionValue>>;

/** As Spark writes values; undefined and null leave an option as it is. */
export function optionTexts(options: Options): { [key: string]: string } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given.map(([key, value]) => [key, String(value)]));
}

/** What readers and writers have in common. */
export abstract class WithOptions {
  #given: Options = {};

  /** One of the {@link options}. */
  option(key: string, value: OptionValue): this {
    return this.options({ [key]: value });
  }

  /** Spark's options of the format: https://spark.apache.org/docs/latest/sql-data-sources.html */
  options(options: Options): this {
    this.#given = { ...this.#given, ...optionTexts(options) };
    return this;
  }

  /** As messages have them. */
  protected optionTexts(): { [key: string]: string } {
    return optionTexts(this.#given);
  }
}
