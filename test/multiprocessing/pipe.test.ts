/** Pipe and Connection, in one thread and between threads and processes. */
import {
  Empty,
  Pipe,
  Process,
  type Queue,
  ShutDown,
  ValueError,
  WorkerDiedError,
  wait,
} from "manycore/multiprocessing";
import { describe, expect, it } from "vitest";
import * as targets from "./queue-targets.mjs";

describe("Pipe", () => {
  it("carries values both ways, each way in order", async () => {
    const [a, b] = Pipe<number, string>();
    for (let k = 0; k < 3; k++) {
      await a.send(k);
      await b.send(`answer ${k}`);
    }
    expect([await b.recv(), b.recvSync(), await b.recv()]).toEqual([0, 1, 2]);
    expect([await a.recv(), await a.recv(), a.recvSync()]).toEqual(["answer 0", "answer 1", "answer 2"]);
  });

  it("one way: the first end receives, the second sends", async () => {
    const [receiver, sender] = Pipe<never, number>(false);
    expect([receiver.readable, receiver.writable, sender.readable, sender.writable]).toEqual([
      true,
      false,
      false,
      true,
    ]);
    await sender.send(1 as never);
    expect(await receiver.recv()).toBe(1);
    await expect(receiver.send(1 as never)).rejects.toThrow(ValueError);
    await expect(sender.recv()).rejects.toThrow(ValueError);
  });

  it("poll tells whether there is something, and waits for it", async () => {
    const [a, b] = Pipe();
    expect(await b.poll()).toBe(false);
    expect(await b.poll(0.02)).toBe(false);
    expect(b.pollSync(0.02)).toBe(false);
    setTimeout(() => void a.send("x"), 20);
    expect(await b.poll(20)).toBe(true);
    expect(b.pollSync()).toBe(true);
    expect(await b.recv()).toBe("x");
    a.close();
    // The end can be had, too: Python's poll is True at EOF.
    expect(await b.poll()).toBe(true);
  });

  it("bytes", async () => {
    const [a, b] = Pipe();
    const bytes = Uint8Array.from({ length: 200_000 }, (_, k) => k & 255);
    await a.sendBytes(bytes);
    expect(Buffer.compare(await b.recvBytes(), bytes)).toBe(0);
    a.sendBytesSync(bytes, 5, 3);
    expect(b.recvBytesSync()).toEqual(Uint8Array.of(5, 6, 7));
    await a.sendBytes(bytes, 199_990);
    await expect(b.recvBytes(5)).rejects.toThrow(ValueError);
    await a.send("text");
    await expect(b.recvBytes()).rejects.toThrow(ValueError);
    await expect(a.sendBytes(bytes, 199_999, 2)).rejects.toThrow(ValueError);
  });

  it("recv gives what is left and then says that the other end is closed; send says so at once", async () => {
    const [a, b] = Pipe();
    await a.send(1);
    a.close();
    a.close();
    expect(a.closed).toBe(true);
    expect(await b.recv()).toBe(1);
    await expect(b.recv()).rejects.toThrow(ShutDown);
    await expect(b.send(2)).rejects.toThrow(ShutDown);
    await expect(a.send(3)).rejects.toThrow(ValueError);
    await expect(a.recv()).rejects.toThrow(ValueError);
  });

  it("times out and is iterated over", async () => {
    const [a, b] = Pipe<number, number>();
    await expect(b.recv({ timeout: 0.02 })).rejects.toThrow(Empty);
    for (let k = 0; k < 3; k++) await a.send(k);
    a.close();
    const seen: number[] = [];
    for await (const value of b) seen.push(value);
    expect(seen).toEqual([0, 1, 2]);
  });
});

describe.each(["thread", "process"] as const)("a pipe to a %s", (context) => {
  const start = (target: (...args: never[]) => unknown, ...args: unknown[]): Process => {
    const child = new Process({ target: target as () => void, args: args as [], context, name: "far-end" });
    child.start();
    return child as Process;
  };

  it("talks, and ends when this end is closed", async () => {
    const [here, there] = Pipe();
    const child = start(targets.echo, there);
    for (const message of [1, "two", { three: [3] }, new Uint8Array(50_000).fill(7)]) {
      await here.send(message);
      expect(await here.recv()).toEqual(message);
    }
    await here.sendBytes(Uint8Array.of(1, 2));
    expect(await here.recvBytes()).toEqual(Uint8Array.of(1, 2));
    expect(await wait([here], 0)).toEqual([]);
    await here.send("again");
    expect(await wait([here, child], 20)).toEqual([here]);
    here.close();
    await child.join();
    expect(child.exitCode).toBe(0);
  });

  it("says within a second that the far end died, to both recv and send", async () => {
    const [here, there] = Pipe();
    const child = start(targets.echo, there);
    await here.send("there?");
    expect(await here.recv()).toBe("there?");
    const receiving = expect(here.recv()).rejects.toThrow(/far-end died/);
    const killed = performance.now();
    child.kill();
    await receiving;
    expect(performance.now() - killed).toBeLessThan(1000);
    await child.join();
    await expect(here.send("anybody?")).rejects.toThrow(WorkerDiedError);
  });
});

it("a queue made in a worker travels up to the parent, between threads", async () => {
  const [here, there] = Pipe<string, Queue<number>>();
  const child = new Process({ target: targets.makeAndSend as () => void, args: [there, [1, 2, 3]] as never });
  child.start();
  const queue = await here.recv();
  const seen: number[] = [];
  for await (const item of queue) seen.push(item);
  expect(seen).toEqual([1, 2, 3]);
  await here.send("thanks");
  await child.join();
  expect(child.exitCode).toBe(0);
});
