/**
 * Participants that are further down than this thread's own workers. A child process of a child process is in the table of participants of the
 * one in the middle; so that it can own a lock up here, it gets an id here too, which goes when the middle says so or ends itself.
 */
import { enrolParticipant, markParticipantGone } from "../../threads/index.js";

/** By the worker that speaks for them, and by their id there. */
const enrolled = new Map<number, Map<number, number>>();

/** The id here of participant `id` of the worker `middle`'s process. */
export function participantBehind(middle: number, id: number, name: string): number {
  let behind = enrolled.get(middle);
  if (behind === undefined) {
    behind = new Map();
    enrolled.set(middle, behind);
  }
  let here = behind.get(id);
  if (here === undefined) {
    here = enrolParticipant(name);
    behind.set(id, here);
  }
  return here;
}

/** Participant `id` behind `middle` has ended. @returns its id here, or 0 when it never asked for anything */
export function goneBehind(middle: number, id: number): number {
  const behind = enrolled.get(middle);
  const here = behind?.get(id);
  if (behind === undefined || here === undefined) return 0;
  behind.delete(id);
  if (behind.size === 0) enrolled.delete(middle);
  markParticipantGone(here);
  return here;
}

/** The ids of those behind `middle`, there. */
export function everyoneBehind(middle: number): number[] {
  return [...(enrolled.get(middle)?.keys() ?? [])];
}
