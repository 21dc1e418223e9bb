/** Runs an example's main part when it is the program, not when it is imported, and prints its result. */
import { fileURLToPath } from "node:url";

export function runExample(url: string, main: () => string): void {
  if (process.argv[1] === fileURLToPath(url)) console.log(main());
}
