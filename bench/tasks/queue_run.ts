import { Barrier, Process, Queue, SimpleQueue } from "manycore/multiprocessing";
import type { Ran } from "../harness/protocol.js";

/** When a worker began or ended, on the system's monotonic clock, and what it added up. */
type Said = readonly [what: "begin" | "end", nanoseconds: bigint, total: number];

function produce(queue: Queue<number | null>, start: Barrier, n: number, ends: SimpleQueue<Said>): void {
  start.waitSync();
  const begin = process.hrtime.bigint();
  for (let index = 0; index < n; index++) queue.putSync(index);
  queue.putSync(null);
  ends.putSync(["begin", begin, 0]);
}

function consume(queue: Queue<number | null>, start: Barrier, ends: SimpleQueue<Said>): void {
  start.waitSync();
  let total = 0;
  for (let item = queue.getSync(); item !== null; item = queue.getSync()) total += item;
  ends.putSync(["end", process.hrtime.bigint(), total]);
}

/** As many producers as consumers; the same program as in peer_python.py. Their start isn't timed. */
export async function queueRun(n: number, pairs: number, context: "thread" | "process"): Promise<Ran> {
  const queue = new Queue<number | null>();
  const ends = new SimpleQueue<Said>();
  const start = new Barrier(2 * pairs);
  const each = Math.floor(n / pairs);
  const processes = Array.from({ length: pairs }, () => [
    new Process({ target: produce, args: [queue, start, each, ends], context }),
    new Process({ target: consume, args: [queue, start, ends], context }),
  ]).flat();
  for (const process of processes) process.start();
  const said: Said[] = [];
  for (const _ of processes) said.push(await ends.get());
  for (const process of processes) await process.join();
  const times = (wanted: Said[0]) => said.filter(([what]) => what === wanted).map(([, at]) => at);
  const begin = times("begin").reduce((least, at) => (at < least ? at : least));
  const end = times("end").reduce((most, at) => (at > most ? at : most));
  return {
    milliseconds: Number(end - begin) / 1e6,
    value: said.reduce((sum, [, , total]) => sum + total, 0),
  };
}
