import { dateText, timeText } from "./civil-text.js";
import { floorDivide } from "./timestamp.js";

const MICROS_OF_A_DAY = 86_400_000_000n;

/**
 * What a calendar and a clock show, as Spark writes it: `2024-05-06 07:08:09.5`, with as many digits of the second as it takes.
 *
 * @param wallMicroseconds since 1970-01-01 00:00:00 on that clock
 */
export function clockText(wallMicroseconds: bigint): string {
  const day = floorDivide(wallMicroseconds, MICROS_OF_A_DAY);
  return `${dateText(Number(day))} ${timeText((wallMicroseconds - day * MICROS_OF_A_DAY) * 1000n)}`;
}
