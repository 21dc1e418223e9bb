/** OpenBLAS through FFI: finds how a library spells its symbols, how wide its integers are, and calls it. */
import { ValueError } from "../errors.js";
import { heap } from "../memory/index.js";
import type { Ffi, NativeFunction, NativeLibrary } from "./ffi.js";
import { adviseHugePages } from "./huge_pages.js";
import { firstWrongProduct } from "./known-products.js";
import { libraryFile } from "./library-file.js";
import { type FloatArray, ITEM, type Precision } from "./precision.js";
import type { Provider, Routines } from "./provider.js";
import { scaleVector } from "./small.js";

/** Prefixes and suffixes that builds put around all their names: NumPy's and SciPy's wheels, builds with 64-bit integers. */
const SCHEMES = [
  { prefix: "scipy_", suffix: "64_" },
  { prefix: "scipy_", suffix: "" },
  { prefix: "", suffix: "64_" },
  { prefix: "", suffix: "" },
] as const;

/** CBLAS's numbers. */
const ROW_MAJOR = 101;
const NO_TRANS = 111;
const TRANS = 112;

const MOST_INT32 = 2 ** 31 - 1;

/** Loads a library and tries it. A string says why it can't be used: not loadable, no OpenBLAS, or wrong products. */
export function openBlas(ffi: Ffi, path: string): Provider | string {
  const library = load(ffi, path);
  if (typeof library === "string") return library;
  const scheme = SCHEMES.find(({ prefix, suffix }) => has(library, `${prefix}cblas_dgemm${suffix}`));
  if (scheme === undefined) return "it is no BLAS: it has no function cblas_dgemm, under no spelling";
  const { prefix, suffix } = scheme;
  const spelled = (name: string) => `${prefix}${name}${suffix}`;
  if (!has(library, spelled("openblas_get_config")))
    return "it is a BLAS, but not OpenBLAS (no openblas_get_config), and only OpenBLAS is known so far";
  const config = library.func<string>(spelled("openblas_get_config"), "str", [])();
  // The suffix is a custom; the word in the configuration is the fact (Fedora's libopenblas64 has no suffix).
  const integerBits = suffix === "64_" || config.includes("USE64BITINT") ? 64 : 32;
  const threads = library.func<number>(spelled("openblas_get_num_threads"), "int", []);
  const setThreads = library.func<void>(spelled("openblas_set_num_threads"), "void", ["int"]);
  const symbols: Symbols = { library, spelled, integerBits };
  const provider: Provider = {
    name: "OpenBLAS",
    arrays: { float32: onArrays(symbols, "float32"), float64: onArrays(symbols, "float64") },
    heap: { float32: onHeap(ffi, symbols, "float32"), float64: onHeap(ffi, symbols, "float64") },
    describe: () => ({
      kind: "openblas",
      name: "OpenBLAS",
      version: /OpenBLAS (\S+)/.exec(config)?.[1] ?? "unknown",
      config: config.trim(),
      path: libraryFile(ffi, library, spelled("cblas_dgemm")) ?? path,
      threads: threads(),
      integerBits,
      symbol: spelled("cblas_dgemm"),
    }),
    setNumThreads: (count) => setThreads(count),
  };
  const wrong = firstWrongProduct(provider.arrays);
  if (wrong !== null) return `it computes wrongly: ${wrong}`;
  adviseHugePages(ffi);
  return provider;
}

function load(ffi: Ffi, path: string): NativeLibrary | string {
  try {
    return ffi.load(path);
  } catch (error) {
    return `it can't be loaded: ${(error as Error).message}`;
  }
}

function has(library: NativeLibrary, name: string): boolean {
  try {
    library.func(name, "void", []);
    return true;
  } catch {
    return false;
  }
}

interface Symbols {
  readonly library: NativeLibrary;
  readonly spelled: (name: string) => string;
  readonly integerBits: 32 | 64;
}

/** The native functions of one precision, with operands of one kind: `float *` for typed arrays, `uintptr_t` for numbers. */
interface Natives {
  readonly gemm: NativeFunction<void>;
  readonly gemv: NativeFunction<void>;
  readonly dot: NativeFunction<number>;
  readonly axpy: NativeFunction<void>;
  readonly nrm2: NativeFunction<number>;
}

function natives({ library, spelled, integerBits }: Symbols, precision: Precision, pointer: string): Natives {
  const letter = precision === "float32" ? "s" : "d";
  const real = precision === "float32" ? "float" : "double";
  const int = `int${integerBits}_t`;
  const declare = <R>(operation: string, result: string, parameters: readonly string[]) =>
    library.func<R>(spelled(`cblas_${letter}${operation}`), result, parameters);
  const matrix = [pointer, int];
  // The enumerations are C ints in every build.
  const sizes = [int, int, int];
  return {
    gemm: declare("gemm", "void", [
      "int",
      "int",
      "int",
      ...sizes,
      real,
      ...matrix,
      ...matrix,
      real,
      ...matrix,
    ]),
    gemv: declare("gemv", "void", ["int", "int", int, int, real, ...matrix, ...matrix, real, ...matrix]),
    dot: declare("dot", real, [int, ...matrix, ...matrix]),
    axpy: declare("axpy", "void", [int, real, ...matrix, ...matrix]),
    nrm2: declare("nrm2", real, [int, ...matrix]),
  };
}

function onArrays(symbols: Symbols, precision: Precision): Routines<FloatArray> {
  const { gemm, gemv, dot, axpy, nrm2 } = natives(
    symbols,
    precision,
    precision === "float32" ? "float *" : "double *",
  );
  const fits = fitter(symbols.integerBits);
  return {
    gemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
      fits(m, n, k, lda, ldb, ldc);
      const [ta, tb] = [transA ? TRANS : NO_TRANS, transB ? TRANS : NO_TRANS];
      gemm(ROW_MAJOR, ta, tb, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc);
    },
    gemv(trans, m, n, alpha, a, lda, x, incx, beta, y, incy) {
      fits(m, n, lda, incx, incy, 0);
      // Some versions compute 0 · y where y isn't to be read.
      if (beta === 0) scaleVector(0, y, 0, trans ? n : m, incy);
      gemv(ROW_MAJOR, trans ? TRANS : NO_TRANS, m, n, alpha, a, lda, x, incx, beta, y, incy);
    },
    dot(n, x, incx, y, incy) {
      fits(n, incx, incy, 0, 0, 0);
      return dot(n, x, incx, y, incy);
    },
    axpy(n, alpha, x, incx, y, incy) {
      fits(n, incx, incy, 0, 0, 0);
      axpy(n, alpha, x, incx, y, incy);
    },
    nrm2(n, x, incx) {
      fits(n, incx, 0, 0, 0, 0);
      return nrm2(n, x, incx);
    },
  };
}

/** The heap's addresses fit 32 bits, and so do all sizes and increments. */
function onHeap(ffi: Ffi, symbols: Symbols, precision: Precision): Routines<number> {
  const { gemm, gemv, dot, axpy, nrm2 } = natives(symbols, precision, "uintptr_t");
  let known: number | undefined;
  // Where the heap begins in the process: it never moves, and pointers of user space are below 2^53.
  const base = () => (known ??= Number(ffi.address(heap().u8)));
  const shift = Math.log2(ITEM[precision]);
  return {
    gemm(transA, transB, m, n, k, alpha, a, lda, b, ldb, beta, c, ldc) {
      const [ta, tb, from] = [transA ? TRANS : NO_TRANS, transB ? TRANS : NO_TRANS, base()];
      gemm(ROW_MAJOR, ta, tb, m, n, k, alpha, from + a, lda, from + b, ldb, beta, from + c, ldc);
    },
    gemv(trans, m, n, alpha, a, lda, x, incx, beta, y, incy) {
      const view = precision === "float32" ? heap().f32 : heap().f64;
      if (beta === 0) scaleVector(0, view, y >>> shift, trans ? n : m, incy);
      const [t, from] = [trans ? TRANS : NO_TRANS, base()];
      gemv(ROW_MAJOR, t, m, n, alpha, from + a, lda, from + x, incx, beta, from + y, incy);
    },
    dot: (n, x, incx, y, incy) => dot(n, base() + x, incx, base() + y, incy),
    axpy: (n, alpha, x, incx, y, incy) => axpy(n, alpha, base() + x, incx, base() + y, incy),
    nrm2: (n, x, incx) => nrm2(n, base() + x, incx),
  };
}

/** Refuses integers that the library's width can't hold. */
function fitter(bits: 32 | 64): (a: number, b: number, c: number, d: number, e: number, f: number) => void {
  if (bits === 64) return () => {};
  return (a, b, c, d, e, f) => {
    const most = Math.max(a, b, c, d, e, f, -Math.min(a, b, c, d, e, f));
    if (most <= MOST_INT32) return;
    throw new ValueError(
      `a size, leading dimension or increment is ${most}; this OpenBLAS takes 32-bit integers, up to ${MOST_INT32}. ` +
        "Name one with 64-bit integers in MANYCORE_BLAS (NumPy's wheel has one), or split the operation.",
    );
  };
}
