/** Which file a loaded function came from: a name like `libopenblas.so.0` leads to one through the linker. */
import type { Ffi, NativeLibrary } from "./ffi.js";

/** Size of C's `Dl_info`: four pointers; the first is the file's name. https://man7.org/linux/man-pages/man3/dladdr.3.html */
const DL_INFO_WORDS = 4;

/** The file's path, or undefined where the system doesn't tell. */
export function libraryFile(ffi: Ffi, library: NativeLibrary, symbol: string): string | undefined {
  if (process.platform === "win32") return undefined;
  try {
    const dladdr = ffi.load(null).func<number>("dladdr", "int", ["void *", "void *"]);
    const info = new BigUint64Array(DL_INFO_WORDS);
    if (dladdr(library.symbol(symbol), info) === 0 || info[0] === 0n) return undefined;
    const name = ffi.decode(info, "str") as string;
    const files = process.getBuiltinModule("node:fs");
    return name.startsWith("/") ? files.realpathSync(name) : undefined;
  } catch {
    return undefined;
  }
}
