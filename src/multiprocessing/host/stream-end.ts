/** Waiting for streams to end. */

type Readable = import("node:stream").Readable;

/** Fulfilled when nothing will come any more. */
export function ended(stream: Readable | null | undefined): Promise<void> {
  if (stream === null || stream === undefined || stream.readableEnded || stream.destroyed) {
    return Promise.resolve();
  }
  return new Promise((resolve) => {
    stream.once("end", resolve);
    stream.once("close", resolve);
  });
}

/** Fulfilled when all of them are, or after that time. */
export function within(milliseconds: number, ...promises: Promise<void>[]): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    void Promise.all(promises).then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
