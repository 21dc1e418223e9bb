/** A program that uses the team and then ends, in the way that its first argument says. The probe's code comes in its environment. */
import { heap } from "../../dist/memory/index.js";
import { defineKernel, runTeam, runTeamAsync } from "../../dist/threads/index.js";
import { team } from "../../dist/threads/team.js";

const [, , how] = process.argv;
const kernel = defineKernel(Buffer.from(process.env.PROBE ?? "", "base64"), "last");
const total = 10_000;
const params = heap().allocate(32);
const { u32, i32 } = heap();
i32.fill(0, params >>> 2, (params >>> 2) + 8);
u32[params >>> 2] = heap().allocate(total * 4);
u32[(params >>> 2) + 1] = heap().allocate(total * 4);

/** Makes helpers spin in their slices until `open`. */
function stick() {
  i32[(params >>> 2) + 3] = 1;
}

function open() {
  Atomics.store(i32, (params >>> 2) + 5, 1);
}

async function warm() {
  while (team().roster.ready() < team().size - 1) {
    runTeam(kernel, params, total, 10);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

switch (how) {
  case "while helpers start":
    runTeam(kernel, params, total, 10);
    break;
  case "with helpers asleep":
    await warm();
    break;
  case "by process.exit":
    await warm();
    process.exit(7);
    break;
  case "by process.exit while helpers start":
    runTeam(kernel, params, total, 10);
    process.exit(7);
    break;
  case "by process.exit while helpers work":
    await warm();
    stick();
    void runTeamAsync(kernel, params, total, 10);
    setTimeout(() => process.exit(7), 30);
    break;
  case "by an uncaught exception":
    await warm();
    throw new Error("uncaught on purpose");
  case "by an uncaught exception while helpers work":
    await warm();
    stick();
    void runTeamAsync(kernel, params, total, 10);
    setTimeout(() => {
      throw new Error("uncaught on purpose");
    }, 30);
    break;
  case "after an asynchronous job that nothing else keeps alive":
    await warm();
    stick();
    runTeamAsync(kernel, params, total, 10).then(() => console.log("the job is done"));
    // Unref'd: if the job didn't keep the process alive, it would end before the gate is opened.
    setTimeout(open, 200).unref();
    break;
  default:
    throw new Error(`unknown way to end: ${how}`);
}
console.log("the end of the script");
