/** What Spark tells of an error that a row's values cause, beside its sentence. It is read back from our sentences (raise.ts), and from DuckDB's. */

type Parameters = Readonly<Record<string, string>>;

const ANSI = '"spark.sql.ansi.enabled"';

/** Of the conditions whose sentences have it all; the others' errors have no parameters. */
const PARAMETERS: Readonly<Record<string, (sentence: string) => Parameters | undefined>> = {
  DIVIDE_BY_ZERO: () => ({ config: ANSI }),
  REMAINDER_BY_ZERO: () => ({ config: ANSI }),
  CAST_INVALID_INPUT: (sentence) => {
    const [, value, type] =
      /^The string '(.*)' is (?:no|too \w+ for|out of the range of) ([A-Z_]+(?:\([\d, ]+\))?);/s.exec(
        sentence,
      ) ?? [];
    if (value === undefined) return undefined;
    const expression = `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
    return { expression, sourceType: '"STRING"', targetType: `"${type}"`, ansiConfig: ANSI };
  },
  INVALID_ARRAY_INDEX: (sentence) =>
    indexAndSize(/^The index (-?\d+) .*?(\d+) (?:values|elements)/s, sentence),
  INVALID_ARRAY_INDEX_IN_ELEMENT_AT: (sentence) =>
    indexAndSize(/^The place (-?\d+) .*?(\d+) elements/s, sentence),
};

/** @returns undefined where nothing is known */
export function runtimeParameters(condition: string, sentence: string): Parameters | undefined {
  return PARAMETERS[condition]?.(sentence);
}

function indexAndSize(pattern: RegExp, sentence: string): Parameters | undefined {
  const [, indexValue, arraySize] = pattern.exec(sentence) ?? [];
  return indexValue === undefined ? undefined : { indexValue, arraySize: arraySize! };
}
