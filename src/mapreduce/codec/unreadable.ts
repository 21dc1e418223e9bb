import { ValueError } from "../../errors.js";

/** What to throw for bytes that no encoder wrote, or that aren't the beginning of what one wrote. */
export function unreadable(what: "key" | "value", tag: number | undefined, at: number): ValueError {
  const found = tag === undefined ? "the end of the bytes" : `the byte ${tag}`;
  return new ValueError(
    `No ${what} begins with ${found}, found at ${at}: temporary data were damaged, or come from another version of manycore. Run the job again without --resume`,
  );
}
