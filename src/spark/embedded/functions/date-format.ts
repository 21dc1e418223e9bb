/** What the clocks show as text, by a pattern. */
import { textSql } from "../expression/text-sql.js";
import { type PatternPart, patternParts } from "./date-patterns.js";

/** A moment in SQL: what clocks show, and how many seconds they are ahead of UTC. */
export interface Shown {
  readonly wall: string;
  readonly ahead: string;
}

/** @throws NotSupportedError for a pattern that isn't known */
export function formatSql(pattern: string, shown: Shown): string {
  const parts = patternParts(pattern);
  const texts = textsOf(parts, shown, hasLetter(parts, "G"));
  if (texts.length === 0) return `(CASE WHEN ${shown.wall} IS NOT NULL THEN '' END)`;
  return texts.length === 1 ? texts[0]! : `(${texts.join(" || ")})`;
}

function hasLetter(parts: readonly PatternPart[], letter: string): boolean {
  return parts.some((part) =>
    part.kind === "optional"
      ? hasLetter(part.parts, letter)
      : part.kind === "field" && part.letter === letter,
  );
}

function textsOf(parts: readonly PatternPart[], shown: Shown, hasEra: boolean): string[] {
  return parts.flatMap((part) => {
    if (part.kind === "text") return [textSql(part.text)];
    if (part.kind === "optional") return textsOf(part.parts, shown, hasEra);
    return [fieldSql(part.letter, part.count, shown, hasEra)];
  });
}

const words = (number: string) => `CAST(${number} AS VARCHAR)`;
const padded = (number: string, digits: number) =>
  digits === 1 ? words(number) : `lpad(${words(number)}, ${digits}, '0')`;

function fieldSql(letter: string, count: number, { wall, ahead }: Shown, hasEra: boolean): string {
  switch (letter) {
    case "G":
      return `(CASE WHEN year(${wall}) > 0 THEN 'AD' WHEN year(${wall}) <= 0 THEN 'BC' END)`;
    case "y":
      return yearSql(
        hasEra
          ? `(CASE WHEN year(${wall}) > 0 THEN year(${wall}) ELSE 1 - year(${wall}) END)`
          : `year(${wall})`,
        count,
      );
    case "M":
    case "L":
      if (count === 3) return `strftime(${wall}, '%b')`;
      return count === 4 ? `strftime(${wall}, '%B')` : padded(`month(${wall})`, count);
    case "d":
      return padded(`day(${wall})`, count);
    case "D":
      return padded(`dayofyear(${wall})`, count);
    case "E":
      return `strftime(${wall}, '${count === 4 ? "%A" : "%a"}')`;
    case "Q":
    case "q":
      if (count === 3) return `('Q' || ${words(`quarter(${wall})`)})`;
      if (count < 3) return padded(`quarter(${wall})`, count);
      return `(['1st', '2nd', '3rd', '4th'][quarter(${wall})] || ' quarter')`;
    case "a":
      return `(CASE WHEN hour(${wall}) < 12 THEN 'AM' WHEN hour(${wall}) >= 12 THEN 'PM' END)`;
    case "H":
      return padded(`hour(${wall})`, count);
    case "k":
      return padded(`((hour(${wall}) + 23) % 24 + 1)`, count);
    case "h":
      return padded(`((hour(${wall}) + 11) % 12 + 1)`, count);
    case "K":
      return padded(`(hour(${wall}) % 12)`, count);
    case "m":
      return padded(`minute(${wall})`, count);
    case "s":
      return padded(`second(${wall})`, count);
    case "S":
      return `left(lpad(${words(`(epoch_us(${wall}) % 1000000 + 1000000) % 1000000`)}, 6, '0') || '000', ${count})`;
    default:
      return offsetSql(letter, count, ahead);
  }
}

/** Java shows the sign of a year of more digits than the pattern has, from four on. */
function yearSql(year: string, count: number): string {
  if (count === 2) return padded(`(abs(${year}) % 100)`, 2);
  const digits = words(`abs(${year})`);
  const filled =
    count === 1 ? digits : `lpad(${digits}, CAST(greatest(${count}, length(${digits})) AS INTEGER), '0')`;
  const plus = count < 4 ? "" : ` WHEN ${year} >= 1${"0".repeat(count)} THEN '+'`;
  return `((CASE WHEN ${year} < 0 THEN '-'${plus} ELSE '' END) || ${filled})`;
}

/** `+02:00` and its kin; X says Z of UTC. */
function offsetSql(letter: string, count: number, ahead: string): string {
  const [hours, minutes] = [`abs(${ahead}) // 3600`, `abs(${ahead}) % 3600 // 60`].map((n) =>
    padded(`(${n})`, 2),
  );
  const colon = letter !== "Z" && count === 3 ? "':' || " : "";
  const behind =
    letter !== "Z" && count === 1
      ? `CASE WHEN abs(${ahead}) % 3600 // 60 = 0 THEN '' ELSE ${minutes} END`
      : `${colon}${minutes}`;
  // Seconds aren't shown, and less than a minute behind UTC is shown as ahead of it.
  const sign = `CASE WHEN ${ahead} < 0 AND abs(${ahead}) >= 60 THEN '-' ELSE '+' END`;
  const text = `((${sign}) || ${hours} || ${behind})`;
  return letter === "X" ? `(CASE WHEN ${ahead} = 0 THEN 'Z' ELSE ${text} END)` : text;
}
