import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

/** How a peer's process is started. */
export interface Peer {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** A peer's process died or didn't understand. */
export class PeerFailed extends Error {
  override readonly name = "PeerFailed";
}

/**
 * A process of its own for one peer and one row, so that the first call is cold and its memory its own. It is asked
 * by one JSON object a line and answers likewise; each benchmark's protocol.ts has the requests.
 */
export class PeerProcess<Request extends { readonly ask: string }> {
  readonly name: string;
  /** When it was started, on the clock of `performance.now()`. */
  readonly startedAt: number;
  readonly #child: ChildProcess;
  readonly #answers: AsyncIterator<string>;
  readonly #lines: Interface;
  #errors = "";

  constructor(peer: Peer) {
    this.name = peer.name;
    this.startedAt = performance.now();
    this.#child = spawn(peer.command, peer.args, { env: peer.environment, stdio: ["pipe", "pipe", "pipe"] });
    // Writing to a process that has died fails again here; that it died is told by the missing answer.
    this.#child.stdin?.on("error", () => {});
    this.#child.on("error", (error) => (this.#errors += error.message));
    this.#child.stderr?.on("data", (text) => (this.#errors += text));
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#answers = this.#lines[Symbol.asyncIterator]();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** For a process that has failed. */
  kill(): void {
    this.#child.kill("SIGKILL");
    this.#lines.close();
  }

  /** @throws PeerFailed when the process has ended instead of answering */
  async ask<T>(request: Request): Promise<T> {
    this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
    const { done, value } = await this.#answers.next();
    if (done) {
      const lines = this.#errors.split("\n").filter((line) => line.trim() !== "");
      // Node and Python both name the error in a line of its own: before its stack, and after it.
      const cause =
        lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.at(-1) ?? `signal ${this.#child.signalCode}`;
      throw new PeerFailed(`${this.name} ended while asked to ${request.ask}: ${cause}`);
    }
    return JSON.parse(value) as T;
  }
}
