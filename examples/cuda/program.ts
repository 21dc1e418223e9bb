/** Runs an example's main part when it is the program, not when it is imported, and prints its result and the target. */
import { fileURLToPath } from "node:url";
import * as cuda from "manycore/cuda";

export async function runExample(url: string, main: () => Promise<string>): Promise<void> {
  if (process.argv[1] !== fileURLToPath(url)) return;
  const result = await main();
  console.log(`${result} (${await cuda.target()})`);
}
