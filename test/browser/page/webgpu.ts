/** The package `webgpu` for Node, in a page: the browser has WebGPU's classes itself. */
export const globals = globalThis;
