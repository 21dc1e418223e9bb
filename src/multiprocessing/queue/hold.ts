import type { QueueCore, Sides } from "./queue-core.js";

/** What one handle (a Queue, a Connection) has of its core: it can be closed by hand, disposed, or be garbage. */
export class Hold {
  readonly core: QueueCore;
  /** May this handle put, get? */
  puts: boolean;
  gets: boolean;
  #held = true;

  constructor(owner: object, core: QueueCore, sides: Sides) {
    this.core = core;
    this.puts = sides.puts;
    this.gets = sides.gets;
    core.openSides(sides);
    garbage.register(owner, this, this);
  }

  /** No more puts by this handle. */
  closePuts(): void {
    if (!this.puts) return;
    this.puts = false;
    this.core.closeSides({ puts: true, gets: false });
  }

  /** Nothing more by this handle. */
  letGo(): void {
    if (!this.#held) return;
    this.#held = false;
    garbage.unregister(this);
    const { puts, gets } = this;
    this.puts = false;
    this.gets = false;
    if (puts || gets) this.core.closeSides({ puts, gets });
    this.core.letGo();
  }
}

const garbage = new FinalizationRegistry<Hold>((hold) => hold.letGo());
