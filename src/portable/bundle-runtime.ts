/** What a bundle (bundle.ts) brings of this library: just enough to make its function again. */
import { decode } from "./decode.js";

export { provideModule } from "./functions/modules.js";

/** The function in a bundle. Its modules must have been provided. */
export function unpack(base64: string): unknown {
  return decode(
    Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)),
    "bundle",
  );
}
