/**
 * Places between two steps of a protocol at which a thread or process may die. Tests put a listener here and stop or end the thread in it: so
 * they see what the others find when it dies just there. Without one a place costs a load and a comparison.
 */
export let atKillPoint: ((point: string) => void) | undefined;

/** Calls `listener` with the name of each kill point that this thread passes from now on; undefined for none. For tests. @internal */
export function setKillPoint(listener: ((point: string) => void) | undefined): void {
  atKillPoint = listener;
}
