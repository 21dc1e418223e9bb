/** A shader that a user wrote: its bindings, read from its text, its pipeline, and what the compiler says about it. */
import { CompileError, DeviceError, NotSupportedError, ValueError } from "../errors.js";
import type { Gpu } from "../kernel/wgsl/index.js";

/** GPUShaderStage.COMPUTE: Node has no such global. */
const VISIBLE_IN_COMPUTE = 4;

/** A resource that a shader declares: `@group(0) @binding(n) var<storage, read> name: type;`. */
export interface ShaderBinding {
  readonly binding: number;
  readonly name: string;
  readonly access: "uniform" | "read" | "read_write";
  /** As written, as `array<f32>`. */
  readonly type: string;
}

/** Text without comments; line breaks stay. https://www.w3.org/TR/WGSL/#comments (block comments nest) */
export function withoutComments(code: string): string {
  let text = code.replace(/\/\/[^\n]*/g, "");
  for (let before = ""; before !== text; ) {
    before = text;
    text = text.replace(/\/\*(?:(?!\/\*|\*\/)[\s\S])*\*\//g, (comment) => comment.replace(/[^\n]/g, " "));
  }
  return text;
}

const DECLARATION =
  /((?:@\w+\s*\(\s*\w+\s*\)\s*)+)var\s*<\s*(uniform|storage)\s*(?:,\s*(read_write|read)\s*)?>\s*(\w+)\s*:\s*([^;]+);/g;

/**
 * The bindings of a module, in the order of their declaration.
 * @throws NotSupportedError for another group than 0; ValueError for a binding without a number or used twice
 */
export function bindingsOf(code: string): ShaderBinding[] {
  const found: ShaderBinding[] = [];
  for (const [, attributes, space, access, name, type] of withoutComments(code).matchAll(DECLARATION)) {
    const number = (attribute: string): number | undefined => {
      const text = new RegExp(`@${attribute}\\s*\\(\\s*(\\d+)[iu]?\\s*\\)`).exec(attributes as string)?.[1];
      return text === undefined ? undefined : Number(text);
    };
    const binding = number("binding");
    if (binding === undefined || number("group") === undefined)
      throw new ValueError(`${name}: write @group(0) @binding(n) with a number n in front of it`);
    if (number("group") !== 0)
      throw new NotSupportedError(`@group(${number("group")})`, "cupy", "Declare all bindings in @group(0).");
    if (found.some((other) => other.binding === binding))
      throw new ValueError(`${name}: @binding(${binding}) is taken by another variable`);
    found.push({
      binding,
      name: name as string,
      access: space === "uniform" ? "uniform" : ((access ?? "read") as "read" | "read_write"),
      type: (type as string).trim(),
    });
  }
  return found;
}

const LAYOUT_TYPES = { uniform: "uniform", read: "read-only-storage", read_write: "storage" } as const;

/** Recorded, and not yet seen by the compiler. */
const unchecked = new Set<UserShader>();

export class UserShader {
  readonly name: string;
  readonly code: string;
  readonly entryPoint: string;
  readonly bindings: readonly ShaderBinding[];
  /** What the compiler found wrong. */
  error: CompileError | DeviceError | null = null;
  readonly #firstLine: number;
  #checked = false;
  #gpu: Gpu | null = null;
  #layout: GPUBindGroupLayout | null = null;
  #pipeline: GPUComputePipeline | null = null;

  /** @param firstLine the line of `code` that is the user's first, from 1 */
  constructor(name: string, code: string, entryPoint: string, firstLine = 1) {
    this.name = name;
    this.code = code;
    this.entryPoint = entryPoint;
    this.bindings = bindingsOf(code);
    this.#firstLine = firstLine;
    unchecked.add(this);
  }

  /** The pipeline and its layout. What is wrong with them goes to the innermost error scopes. */
  on(gpu: Gpu): { readonly pipeline: GPUComputePipeline; readonly layout: GPUBindGroupLayout } {
    if (this.error !== null) throw this.error;
    if (this.#gpu !== gpu || this.#pipeline === null || this.#layout === null)
      this.#make(gpu, gpu.device.createShaderModule({ label: this.name, code: this.code }));
    return {
      pipeline: this.#pipeline as GPUComputePipeline,
      layout: this.#layout as GPUBindGroupLayout,
    };
  }

  #make(gpu: Gpu, module: GPUShaderModule): void {
    const layout = gpu.device.createBindGroupLayout({
      entries: this.bindings.map(({ binding, access }) => ({
        binding,
        visibility: VISIBLE_IN_COMPUTE,
        buffer: { type: LAYOUT_TYPES[access] },
      })),
    });
    this.#pipeline = gpu.device.createComputePipeline({
      label: this.name,
      layout: gpu.device.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: this.entryPoint },
    });
    this.#layout = layout;
    this.#gpu = gpu;
  }

  /**
   * Compiles the shader, once; what is wrong is kept in `error`.
   * https://www.w3.org/TR/webgpu/#dom-gpushadermodule-getcompilationinfo
   */
  async check(gpu: Gpu): Promise<void> {
    if (this.#checked) return;
    this.#checked = true;
    const { device } = gpu;
    device.pushErrorScope("validation");
    const module = device.createShaderModule({ label: this.name, code: this.code });
    this.#make(gpu, module);
    const refused = device.popErrorScope();
    const [info, error] = await Promise.all([module.getCompilationInfo(), refused]);
    const message = info.messages.find((each) => each.type === "error");
    if (message !== undefined) {
      const line = message.lineNum - this.#firstLine + 1;
      const text = this.code.split("\n")[message.lineNum - 1]?.trim() ?? "";
      this.error = new CompileError(
        `${message.message} in "${text}"`,
        { function: this.name, url: null, line: Math.max(1, line), column: Math.max(1, message.linePos) },
        "Correct the WGSL: https://www.w3.org/TR/WGSL/.",
      );
    } else if (error !== null)
      this.error = new DeviceError(`The GPU refused the kernel ${this.name}: ${error.message}`);
  }
}

/** Has the compiler look at what was recorded since the last time, so that its errors have lines. */
export async function checkShaders(gpu: Gpu): Promise<void> {
  if (unchecked.size === 0) return;
  const shaders = [...unchecked];
  unchecked.clear();
  await Promise.all(shaders.map((shader) => shader.check(gpu)));
}
