/** What a Queue, a JoinableQueue or one direction of a Pipe does: once on the words of shared memory, once by requests to the thread that has them. */
export interface QueueCore {
  readonly maxsize: number;
  readonly joinable: boolean;
  /**
   * Timeouts are milliseconds here: Infinity for ever, 0 or less for not waiting. `owner` is the handle: it isn't garbage while it waits.
   * @throws Full; ShutDown, WorkerDiedError when it is full and nobody gets; NotPortableError at once when the value can't travel
   */
  put(value: unknown, timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<void>;
  putSync(value: unknown, timeoutMs: number): void;
  /** @throws Empty, ShutDown, WorkerDiedError */
  get(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<unknown>;
  getSync(timeoutMs: number): unknown;
  /** Whether a get would be over at once, with an item or an error, within the time. */
  poll(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<boolean>;
  pollSync(timeoutMs: number): boolean;
  /** Bytes as they are. */
  putBytes(bytes: Uint8Array): Promise<void>;
  putBytesSync(bytes: Uint8Array): void;
  size(): number;
  /** This thread counts as a producer from now on. */
  produce(): void;
  /** … as a consumer. */
  consume(): void;
  /** A handle that may put, or get, was made or closed in this thread. */
  openSides(sides: Sides): void;
  closeSides(sides: Sides): void;
  /** A handle is garbage or was disposed. The last one lets the queue go. */
  letGo(): void;
  /** @throws ValueError when it was called more often than items were taken */
  taskDone(): void;
  join(timeoutMs: number, signal: AbortSignal | undefined, owner: object): Promise<void>;
  joinSync(timeoutMs: number): void;
}

/** What a handle is good for. */
export interface Sides {
  readonly puts: boolean;
  readonly gets: boolean;
}
