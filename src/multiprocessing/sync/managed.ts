/** Objects that live with their Manager, and the handles by which threads and processes call them. */
import { NotSupportedError } from "../../errors.js";
import { registerCarrier } from "../../portable/index.js";
import { parentLink } from "../host/parent-link.js";
import { exposedCore, type ObjectId, placeName, type ServedCore, withdraw } from "../shared/index.js";
import { copied } from "./plain-copy.js";
import { noSuchMethod, Remote, sideways } from "./remote.js";

/** A managed object's methods by name. Each runs at once and whole, so concurrent calls never mix. */
export type Methods = Readonly<Record<string, (...args: never[]) => unknown>>;

/** An object in the Manager's thread. */
export class ManagedCore implements ServedCore {
  readonly #what: string;
  readonly #methods: Methods;

  constructor(what: string, methods: Methods) {
    this.#what = what;
    this.#methods = methods;
  }

  async serve(method: string, args: unknown[]): Promise<unknown> {
    return this.call(method, args);
  }

  call(method: string, args: readonly unknown[]): unknown {
    if (!Object.hasOwn(this.#methods, method)) throw noSuchMethod(this.#what, method);
    return this.#methods[method]!(...(args as never[]));
  }
}

/** A handle to a managed object. Where the object lives in the very thread that calls, arguments and results are copied all the same. */
export abstract class ManagedProxy {
  /** @internal */
  readonly object: ObjectId;

  /** @internal Handles are made by a Manager. */
  constructor(object: ObjectId) {
    this.object = object;
  }

  /** @internal */
  protected async call(method: string, ...args: unknown[]): Promise<unknown> {
    if (this.object.owner === placeName()) return this.#here(method, args);
    return new Remote(this.object).request(method, ...args);
  }

  /** @internal */
  protected callSync(method: string, ...args: unknown[]): unknown {
    if (this.object.owner === placeName()) return this.#here(method, args);
    return new Remote(this.object).requestSync(method, ...args);
  }

  #here(method: string, args: unknown[]): unknown {
    const core = exposedCore(this.object);
    if (!(core instanceof ManagedCore)) {
      throw new NotSupportedError(
        `${method}() of an object whose Manager was shut down`,
        "multiprocessing",
        "Keep the Manager open as long as its objects are used.",
      );
    }
    return copied(core.call(method, copied(args, `${method}()`)), `${method}()`);
  }
}

/** Makes a class of handles travel: by name on every road, since the object stays where it is. */
export function travelsByName<P extends ManagedProxy>(tag: string, type: new (object: ObjectId) => P): void {
  registerCarrier<P, ObjectId>({
    tag,
    type,
    pack: (proxy, road) => {
      if (road === "bundle") {
        throw new NotSupportedError(tag, "another machine", "Send a copy of its contents instead.");
      }
      return proxy.object;
    },
    unpack: (object) => {
      if (object.owner !== placeName() && parentLink() === null) throw sideways(object);
      return new type(object);
    },
  });
}

/** The Manager is closed: its objects are gone. */
export function withdrawAll(cores: Iterable<ManagedCore>): void {
  for (const core of cores) withdraw(core);
}
