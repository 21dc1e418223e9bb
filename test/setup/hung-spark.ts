/** What a Spark that doesn't answer is doing: for the run's output, since it is gone when somebody looks. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "../../src/spark/connect/server/start-server.js";

/** Java writes its threads' stacks to where it prints, within moments. */
const DUMP_MILLISECONDS = 3_000;
/** Threads that run a query or a task, or that all of them wait for. */
const TELLING =
  /^"(Executor task launch|SparkConnectExecuteThread|dag-scheduler|stdout (reader|writer)|main|grpc-default-executor)/;
/** Of one stack. */
const FRAMES = 14;

/** The threads of the server that matter, what else it printed last, and the processes below it. Says why where a part can't be had. */
export async function whatSparkDoes(server: Server): Promise<string> {
  const before = server.log();
  const java = childrenOf(server.pid)[0];
  if (java === undefined) return `No process is left below ${server.pid}. Its log ends with:\n${end(before)}`;
  // SIGQUIT asks for the stacks: https://docs.oracle.com/en/java/javase/17/troubleshoot/diagnostic-tools.html
  process.kill(java, "SIGQUIT");
  await sleep(DUMP_MILLISECONDS);
  const threads = server.log().slice(before.length).split("\n\n");
  const telling = threads.filter((thread) => TELLING.test(thread.trimStart()) || /deadlock/i.test(thread));
  return [
    `Its log ended with:\n${end(before)}`,
    `${threads.length} threads, of which:`,
    ...telling.map((thread) => thread.trim().split("\n").slice(0, FRAMES).join("\n")),
    `Heap:\n${threads.find((part) => part.trimStart().startsWith("Heap"))?.trim() ?? "not told"}`,
    `Processes:\n${processesBelow(server.pid)}`,
  ].join("\n\n");
}

/** Linux alone tells; elsewhere none. */
function childrenOf(pid: number): number[] {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
      .trim()
      .split(/\s+/)
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
}

function processesBelow(pid: number): string {
  try {
    // The guard leads a group, in which all of them are.
    return execFileSync("ps", ["-o", "pid,ppid,stat,etime,rss,args", "-g", `${pid}`], { encoding: "utf8" })
      .split("\n")
      .map((line) => line.slice(0, 150))
      .join("\n");
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function end(text: string): string {
  return text.trimEnd().split("\n").slice(-20).join("\n");
}
