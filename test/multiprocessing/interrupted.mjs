/** A program with three workers, for host-interrupt.test.ts. Arguments: context, what the workers do, what the program does. */
import { Process } from "../../dist/multiprocessing/process/index.js";

const [context, work, own] = process.argv.slice(2);
const targets = {
  spin: () => {
    for (;;);
  },
  idle: () => new Promise(() => setInterval(() => {}, 1000)),
};
const begun = (target) => async () => {
  process.stdout.write("begun\n");
  await target();
};
const processes = [1, 2, 3].map(() => new Process({ target: begun(targets[work]), context }));
for (const each of processes) each.start();
if (own === "throws") {
  for (const each of processes) {
    each.join().then(() => {
      throw new Error("nobody catches this");
    });
  }
}
if (own === "handler") {
  process.on("SIGINT", async () => {
    console.log(`alive: ${processes.filter((each) => each.isAlive()).length}`);
    for (const each of processes) each.terminate();
    for (const each of processes) await each.join();
    console.log(`listeners: ${process.listenerCount("SIGINT")}`);
  });
}
if (own === "polite") {
  // As npm's signal-exit: tidies up, and raises the signal again if nobody else handles it.
  const tidy = () => {
    if (process.listenerCount("SIGINT") !== 1) return;
    process.removeListener("SIGINT", tidy);
    process.kill(process.pid, "SIGINT");
  };
  process.on("SIGINT", tidy);
}
if (own === "exit") process.once("SIGUSR2", () => process.exit(3));
if (own === "uncaught") {
  process.once("SIGUSR2", () => {
    throw new Error("the parent's own");
  });
}
