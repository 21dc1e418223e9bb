/** An object that lives further up, as a child process (or the user of a Manager) sees it: requests over the link to the parent. */
import { NotSupportedError } from "../../errors.js";
import { type ParentLink, parentLink } from "../host/parent-link.js";
import type { ObjectId } from "../shared/index.js";

/** The far side of an object. */
export class Remote {
  readonly object: ObjectId;

  constructor(object: ObjectId) {
    this.object = object;
  }

  request(method: string, ...args: unknown[]): Promise<unknown> {
    try {
      return linkTo(this.object).request(this.object, method, args);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  requestSync(method: string, ...args: unknown[]): unknown {
    return linkTo(this.object).requestSync(this.object, method, args);
  }

  /** A request that may wait long. After an abort the answer still counts: what was granted in that moment was granted. */
  wait(method: string, args: unknown[], signal: AbortSignal | undefined): Promise<unknown> {
    try {
      return linkTo(this.object).request(this.object, method, args, { signal });
    } catch (error) {
      return Promise.reject(error);
    }
  }
}

function linkTo(object: ObjectId): ParentLink {
  const link = parentLink();
  if (link === null) throw sideways(object);
  return link;
}

/** What whoever holds a handle to an object that can't be reached is told. */
export function sideways(object: ObjectId): NotSupportedError {
  return new NotSupportedError(
    `a shared object that lives in ${object.owner}, which isn't above this thread,`,
    "multiprocessing",
    "Child processes reach the objects of their parents only: make it in the parent and hand it down.",
  );
}

/** What a request for a method that a core doesn't have is told. */
export function noSuchMethod(what: string, method: string): NotSupportedError {
  return new NotSupportedError(
    `${what}.${method}`,
    "multiprocessing",
    "Run the same version of manycore in the parent and in its workers.",
  );
}
