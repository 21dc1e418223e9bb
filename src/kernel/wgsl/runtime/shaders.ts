/** Compiled shaders and bind groups, each made once. */
import { emit, listening } from "../../../events/index.js";
import { type Program, programText } from "../../program.js";
import { parameterWords, readsPartials, render, type ShaderForm, shaderKey } from "../render.js";
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

/**
 * A shader whose text isn't rendered from a program: parameters at binding 0 (`array<vec4<u32>>`), the result at 1 (read
 * and written), what is read from 2 on; entry point `main`.
 */
export interface ShaderText {
  /** Tells texts apart; also the name in listings. */
  readonly name: string;
  /** Words of the parameter block. */
  readonly parameterWords: number;
  /** Buffers that are read. */
  readonly inputs: number;
  /** The text; asked for once. */
  readonly code: () => string;
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
        {
          name: `${form.program.reduction ?? "map"}_${form.pass}_${this.#shaders.size}`,
          parameterWords: parameterWords(form),
          inputs: readsPartials(form.pass) ? 1 : form.layouts.length,
          code: () => render(form),
        },
        form.program,
      );
      this.#shaders.set(key, shader);
    }
    return shader;
  }

  /** The compiled shader of a text. */
  ofText(text: ShaderText): Shader {
    const key = `text ${text.name}`;
    let shader = this.#shaders.get(key);
    if (shader === undefined) {
      shader = this.#compile(text, null);
      this.#shaders.set(key, shader);
    }
    return shader;
  }

  /** The bind group of a shader's parameters, result and inputs; null when nothing may be kept about it. */
  bind(shader: Shader, result: Binding, inputs: readonly Binding[]): GPUBindGroup {
    const all = [result, ...inputs];
    const key = `${shader.parameterBytes}${all.map((b) => ` ${b.buffer.id}:${b.offset}:${b.size}`).join("")}`;
    return this.bindGroup(key, () => ({
      layout: this.#layoutsFor(inputs.length).group,
      entries: [
        { binding: 0, resource: { buffer: this.parameters, offset: 0, size: shader.parameterBytes } },
        ...all.map(({ buffer, offset, size }, k) => ({
          binding: k + 1,
          resource: { buffer: buffer.gpu, offset, size },
        })),
      ],
    }));
  }

  /** The bind group of a key that names its layout and its buffers, made on the first call. */
  bindGroup(key: string, make: () => GPUBindGroupDescriptor): GPUBindGroup {
    let group = this.#groups.get(key);
    if (group === undefined) {
      if (this.#groups.size >= MAX_BIND_GROUPS) this.#groups.clear();
      group = this.#device.createBindGroup(make());
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

  #compile(text: ShaderText, program: Program | null): Shader {
    const started = performance.now();
    const code = text.code();
    const { name } = text;
    const pipeline = this.#device.createComputePipeline({
      label: name,
      layout: this.#layoutsFor(text.inputs).pipeline,
      compute: { module: this.#device.createShaderModule({ label: name, code }), entryPoint: "main" },
    });
    if (listening("kernel.compile")) {
      const listing = program === null ? code : `${programText(program)}\n\n${code}`;
      emit("kernel.compile", {
        name,
        backend: "wgsl",
        bytes: code.length,
        ms: performance.now() - started,
        listing,
      });
    }
    return { pipeline, parameterBytes: Math.ceil(text.parameterWords / 4) * 16, name };
  }
}
