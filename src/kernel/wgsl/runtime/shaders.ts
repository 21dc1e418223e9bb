/** Compiled shaders and bind groups, each made once. */
import { emit, listening } from "../../../events/index.js";
import { programText } from "../../program.js";
import { parameterWords, render, type ShaderForm, shaderKey } from "../render.js";
import { BUFFER_USAGE, type DeviceBuffer } from "./buffers.js";

/** Room for the parameter blocks of one submission. */
export const PARAMETER_BYTES = 64 * 1024;
/** Parameter blocks start at multiples of this (minUniformBufferOffsetAlignment, at most). */
export const PARAMETER_ALIGNMENT = 256;
/** Bind groups are cheap to make: past this number all are forgotten. */
const MAX_BIND_GROUPS = 1024;
const VISIBLE_IN_COMPUTE = 4;

/** A shader ready to run. */
export interface Shader {
  readonly pipeline: GPUComputePipeline;
  /** Bytes of its parameter block, a multiple of 16. */
  readonly parameterBytes: number;
  readonly name: string;
}

/** A stretch of a buffer, in bytes. */
export interface Binding {
  readonly buffer: DeviceBuffer;
  readonly offset: number;
  readonly size: number;
}

interface Layouts {
  readonly group: GPUBindGroupLayout;
  readonly pipeline: GPUPipelineLayout;
}

export class ShaderCache {
  readonly #device: GPUDevice;
  readonly #shaders = new Map<string, Shader>();
  readonly #layouts: Layouts[] = [];
  readonly #groups = new Map<string, GPUBindGroup>();
  /** One buffer for all parameter blocks: its writes are ordered between submissions like commands. */
  readonly parameters: GPUBuffer;

  constructor(device: GPUDevice) {
    this.#device = device;
    this.parameters = device.createBuffer({
      size: PARAMETER_BYTES,
      usage: BUFFER_USAGE.UNIFORM | BUFFER_USAGE.COPY_DST,
    });
  }

  /** How many shaders were compiled. */
  get compiled(): number {
    return this.#shaders.size;
  }

  /** The compiled shader of a form. */
  get(form: ShaderForm): Shader {
    const key = shaderKey(form);
    let shader = this.#shaders.get(key);
    if (shader === undefined) {
      shader = this.#compile(
        form,
        form.pass === "final" || form.pass === "combine" ? 1 : form.layouts.length,
      );
      this.#shaders.set(key, shader);
    }
    return shader;
  }

  /** The bind group of a shader's parameters, result and inputs; null when nothing may be kept about it. */
  bind(shader: Shader, result: Binding, inputs: readonly Binding[]): GPUBindGroup {
    const all = [result, ...inputs];
    const key = `${shader.parameterBytes}${all.map((b) => ` ${b.buffer.id}:${b.offset}:${b.size}`).join("")}`;
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= MAX_BIND_GROUPS) this.#groups.clear();
      group = this.#device.createBindGroup({
        layout: this.#layoutsFor(inputs.length).group,
        entries: [
          { binding: 0, resource: { buffer: this.parameters, offset: 0, size: shader.parameterBytes } },
          ...all.map(({ buffer, offset, size }, k) => ({
            binding: k + 1,
            resource: { buffer: buffer.gpu, offset, size },
          })),
        ],
      });
      this.#groups.set(key, group);
    }
    return group;
  }

  /** Forgets bind groups: some buffer of theirs is gone. */
  forgetBindGroups(): void {
    this.#groups.clear();
  }

  #layoutsFor(inputs: number): Layouts {
    let made = this.#layouts[inputs];
    if (made === undefined) {
      const buffer = (type: GPUBufferBindingType, binding: number): GPUBindGroupLayoutEntry => ({
        binding,
        visibility: VISIBLE_IN_COMPUTE,
        buffer: { type, hasDynamicOffset: type === "uniform" },
      });
      const group = this.#device.createBindGroupLayout({
        entries: [
          buffer("uniform", 0),
          buffer("storage", 1),
          ...Array.from({ length: inputs }, (_, k) => buffer("read-only-storage", k + 2)),
        ],
      });
      made = { group, pipeline: this.#device.createPipelineLayout({ bindGroupLayouts: [group] }) };
      this.#layouts[inputs] = made;
    }
    return made;
  }

  #compile(form: ShaderForm, inputs: number): Shader {
    const started = performance.now();
    const code = render(form);
    const name = `${form.program.reduction ?? "map"}_${form.pass}_${this.#shaders.size}`;
    const pipeline = this.#device.createComputePipeline({
      label: name,
      layout: this.#layoutsFor(inputs).pipeline,
      compute: { module: this.#device.createShaderModule({ label: name, code }), entryPoint: "main" },
    });
    if (listening("kernel.compile")) {
      const listing = `${programText(form.program)}\n\n${code}`;
      emit("kernel.compile", {
        name,
        backend: "wgsl",
        bytes: code.length,
        ms: performance.now() - started,
        listing,
      });
    }
    return { pipeline, parameterBytes: Math.ceil(parameterWords(form) / 4) * 16, name };
  }
}
