/** What DuckDB says of numbers that are too large, in sentences that name what to do instead. */
const TRIED: Readonly<Record<string, string>> = {
  addition: "try_add",
  subtraction: "try_subtract",
  multiplication: "try_multiply",
};

const OF_TWO = /^Overflow in (\w+) of \S+ \((.*)\)!$/s;
const OF_SUM = /^Type INT128 with value (-?\d+) can't be cast .* from source column sum\(/s;

/** @returns other sentences as they are */
export function overflowSentence(sentence: string): string {
  const [, operation, shown] = OF_TWO.exec(sentence) ?? [];
  const tried = TRIED[operation ?? ""];
  if (tried !== undefined)
    return `${shown} is out of the range of its type. Cast to a wider one, or ${tried} gives NULL.`;
  const [, sum] = OF_SUM.exec(sentence) ?? [];
  return sum === undefined
    ? sentence
    : `The sum ${sum} is out of the range of BIGINT. Sum decimals, or try_sum gives NULL.`;
}
