/**
 * Folders of a session's own in the system's temporary folder. One goes with its session; with the process, when that ends first, be it by
 * `process.exit`, an uncaught error or a signal; and after `kill -9` when the next session of this machine begins.
 */
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readlinkSync } from "node:fs";
import { rm } from "node:fs/promises";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { Interrupts, processBegan, removeTree } from "../../mapreduce/for-rdds.js";

/** Who may be asked whether a process is there: a folder that is shared with other machines or containers has names of processes that only those know. */
const OWNED = /^manycore-[a-z]+-p(\d+)-(\d*)-([0-9a-f]{12})-/;

const open = new Set<string>();
const swept = new Set<string>();
let interrupts: Interrupts | undefined;

export class TemporaryFolder {
  readonly path: string;

  /** A new one, for this user alone. @param kind what it is for, as `spark`: `manycore-spark-…` */
  constructor(kind: string) {
    sweep(tmpdir());
    // mkdtemp gives the mode 0700.
    this.path = mkdtempSync(join(tmpdir(), ownedName(kind)));
    open.add(this.path);
    interrupts ??= new Interrupts(async () => {}, removeOpen);
  }

  /** Idempotent. */
  async remove(): Promise<void> {
    await rm(this.path, { recursive: true, force: true, maxRetries: 5, retryDelay: 20 });
    this.#forget();
  }

  /** As {@link remove}, for who can't wait. */
  removeNow(): void {
    removeTree(this.path);
    this.#forget();
  }

  #forget(): void {
    if (!open.delete(this.path) || open.size > 0) return;
    interrupts?.close();
    interrupts = undefined;
  }
}

/** The name of a folder that somebody else makes and removes; after `kill -9` {@link sweep} does. */
export function temporaryName(kind: string): string {
  return `${ownedName(kind)}${randomUUID()}`;
}

/** Takes away what processes have left that are no more, once a process. What can't be removed, as another user's, stays. */
export function sweep(folder: string): void {
  if (swept.has(folder)) return;
  swept.add(folder);
  const here = placeOfProcesses();
  // A folder of one's own choice is made when something is put into it.
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const [, pid, began, place] = OWNED.exec(name) ?? [];
    if (place !== here || processBegan(Number(pid)) === began) continue;
    try {
      removeTree(join(folder, name));
    } catch {
      // Or another session removes it at the same time.
    }
  }
}

function ownedName(kind: string): string {
  return `manycore-${kind}-p${process.pid}-${processBegan(process.pid) ?? ""}-${placeOfProcesses()}-`;
}

/** Where the ids of processes are the ones that we see. Containers may share a temporary folder and the machine's name, but count for themselves. */
function placeOfProcesses(): string {
  let space = "";
  try {
    space = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Not Linux.
  }
  return createHash("sha256").update(`${hostname()}\n${space}`).digest("hex").slice(0, 12);
}

/** At the end of the process, of which nobody is left to tell what couldn't be removed. */
function removeOpen(): void {
  for (const path of open) {
    try {
      removeTree(path);
    } catch {
      // The next session tries again.
    }
  }
  open.clear();
}
