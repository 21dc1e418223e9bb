/** Options of readers and writers: Spark's names of them, and values that it takes as strings. */
export type OptionValue = string | number | bigint | boolean | null | undefined;
export type Options = Readonly<Record<string, OptionValue>>;

/** As Spark writes values; undefined and null leave an option as it is. */
export function optionTexts(options: Options): [key: string, value: string][] {
  return Object.entries(options).flatMap(([key, value]) =>
    value === undefined || value === null ? [] : [[key, String(value)] as [string, string]],
  );
}
