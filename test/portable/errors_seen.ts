/** Classes of errors for the tests. */
export { NotPortableError, TimeoutError, ValueError } from "../../dist/errors.js";

/** One whose class can't travel, as its instances hold private state. */
export class ShapeLess extends RangeError {
  override readonly name: string = "ShapeLess";
  readonly #secret = 1;
  secret(): number {
    return this.#secret;
  }
}
