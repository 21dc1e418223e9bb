/** A program in TypeScript for host-start.test.ts: each context once, with what the loader must handle. */

import { Process } from "../../dist/multiprocessing/process/index.js";

interface Greeting {
  readonly to: string;
}

export function greet({ to }: Greeting): void {
  console.log(`hello ${to} ${process.argv.slice(2).join(" ")}`);
}

for (const context of ["thread", "process"] as const) {
  const child = new Process({ target: greet, args: [{ to: context }], context });
  child.start();
  await child.join();
  console.log(`${context} ${child.exitCode}`);
}
