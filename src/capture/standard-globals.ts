/**
 * Names that a thread, process or page has without our help, so that a function that uses one takes nothing along.
 * Node 20 to 26 (`Object.getOwnPropertyNames(globalThis)`) and workers in browsers. What isn't here and is a property
 * of `globalThis` was put there by the user.
 */
export const STANDARD_GLOBALS: ReadonlySet<string> = new Set(
  `
  undefined NaN Infinity globalThis global self eval isFinite isNaN parseFloat parseInt
  decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape
  Object Function Boolean Symbol Number BigInt Math Date String RegExp JSON Reflect Proxy Intl Temporal Iterator
  Error AggregateError EvalError RangeError ReferenceError SuppressedError SyntaxError TypeError URIError
  Array ArrayBuffer SharedArrayBuffer DataView Atomics Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array
  Int32Array Uint32Array Float16Array Float32Array Float64Array BigInt64Array BigUint64Array
  Map Set WeakMap WeakSet WeakRef FinalizationRegistry Promise WebAssembly DisposableStack AsyncDisposableStack
  process Buffer console performance navigator crypto fetch structuredClone queueMicrotask atob btoa gc
  setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate
  AbortController AbortSignal Blob BroadcastChannel ByteLengthQueuingStrategy CloseEvent CompressionStream
  CountQueuingStrategy Crypto CryptoKey CustomEvent DOMException DecompressionStream ErrorEvent Event EventSource
  EventTarget File FormData Headers MessageChannel MessageEvent MessagePort Navigator Performance PerformanceEntry
  PerformanceMark PerformanceMeasure PerformanceObserver PerformanceObserverEntryList PerformanceResourceTiming
  QuotaExceededError ReadableByteStreamController ReadableStream ReadableStreamBYOBReader ReadableStreamBYOBRequest
  ReadableStreamDefaultController ReadableStreamDefaultReader Request Response Storage SubtleCrypto TextDecoder
  TextDecoderStream TextEncoder TextEncoderStream TransformStream TransformStreamDefaultController URL URLPattern
  URLSearchParams WebSocket WritableStream WritableStreamDefaultController WritableStreamDefaultWriter
  localStorage sessionStorage Worker OffscreenCanvas ImageData createImageBitmap indexedDB caches location origin
  isSecureContext crossOriginIsolated
  `
    .trim()
    .split(/\s+/),
);
