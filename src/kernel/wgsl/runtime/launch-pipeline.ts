/** Pipelines of compiled kernels, each made once, and what the compiler of shaders says of them in terms of the source. */
import { CompileError, DeviceError } from "../../../errors.js";
import { emit, listening } from "../../../events/index.js";
import type { ProgramIR } from "../../compile/ir.js";
import { lineInFile } from "../../compile/source-line.js";
import { type KernelForm, type WgslKernel, wgslKernel } from "../../compile/wgsl/index.js";
import type { Gpu } from "./device.js";
import { checkForm } from "./launch-limits.js";

const VISIBLE_IN_COMPUTE = 4;

let pipelines = 0;

export class KernelPipeline {
  /** Unique in the process. */
  readonly number = pipelines++;
  readonly kernel: WgslKernel;
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  readonly parameterBytes: number;
  /** Fulfilled when the device has taken the shader; rejected with a CompileError that has the source's line. */
  readonly valid: Promise<void>;
  /** True once the device has. */
  taken = false;
  /** Why it didn't, once that is known. */
  error: Error | null = null;

  /**
   * @throws NotSupportedError for what a shader doesn't have; ValueError beyond the device's limits
   */
  constructor(gpu: Gpu, program: ProgramIR, form: KernelForm) {
    const started = performance.now();
    const { device } = gpu;
    const { name } = program.source;
    this.kernel = wgslKernel(program, form);
    checkForm(gpu, program, form, this.kernel);
    const { code, bindings, parameterWords } = this.kernel;
    this.parameterBytes = Math.ceil(parameterWords / 4) * 16;
    device.pushErrorScope("validation");
    const module = device.createShaderModule({ label: name, code });
    this.layout = device.createBindGroupLayout({
      entries: [
        {
          binding: 0,
          visibility: VISIBLE_IN_COMPUTE,
          buffer: { type: "uniform", hasDynamicOffset: true },
        },
        ...bindings.map(
          (written, k): GPUBindGroupLayoutEntry => ({
            binding: k + 1,
            visibility: VISIBLE_IN_COMPUTE,
            buffer: { type: written ? "storage" : "read-only-storage" },
          }),
        ),
      ],
    });
    this.pipeline = device.createComputePipeline({
      label: name,
      layout: device.createPipelineLayout({ bindGroupLayouts: [this.layout] }),
      compute: { module, entryPoint: "main" },
    });
    const refused = device.popErrorScope();
    this.valid = Promise.all([refused, module.getCompilationInfo()]).then(([error, info]) => {
      const message = info.messages.find(({ type }) => type === "error");
      if (message !== undefined) this.error = compileErrorOf(program, this.kernel, message);
      else if (error !== null)
        this.error = new DeviceError(`The GPU refused the kernel ${name}: ${error.message}`);
      if (this.error !== null) throw this.error;
      this.taken = true;
    });
    // Who launches it hears of it; nobody needs to.
    this.valid.catch(() => {});
    if (listening("kernel.compile"))
      emit("kernel.compile", {
        name,
        backend: "wgsl",
        bytes: code.length,
        ms: performance.now() - started,
        listing: code,
      });
  }
}

/** What the compiler of shaders says, at the line of the source that the WGSL came from. */
function compileErrorOf(
  program: ProgramIR,
  { code, places }: WgslKernel,
  { message, lineNum }: GPUCompilationMessage,
): CompileError {
  const place = places[lineNum - 1] ?? program.entry.place;
  const where = {
    function: program.source.name,
    url: program.source.url,
    line: lineInFile(program.source, place),
    column: place.column,
  };
  if (/uniform/.test(message)) {
    const operation = /subgroup/.test(message) ? "A move between the threads of a subgroup" : "syncthreads()";
    return new CompileError(
      `${operation} where threads of a block may have parted (${message.split("\n")[0]})`,
      where,
      "All threads of a block must come there together: move it out of branches and loops whose conditions differ between threads, and return early only behind the last one.",
    );
  }
  const text = code.split("\n")[lineNum - 1]?.trim() ?? "";
  return new CompileError(
    `the device's compiler says: ${message} (line ${lineNum} of the WGSL, "${text}")`,
    where,
    "This WGSL was made by manycore's compiler: please report it with the function; meanwhile run the kernel on the CPU.",
  );
}

const known = new WeakMap<Gpu, WeakMap<ProgramIR, Map<string, KernelPipeline>>>();

/** The pipeline of a program in a form. */
export function kernelPipeline(gpu: Gpu, program: ProgramIR, form: KernelForm): KernelPipeline {
  let programs = known.get(gpu);
  if (programs === undefined) {
    programs = new WeakMap();
    known.set(gpu, programs);
  }
  let forms = programs.get(program);
  if (forms === undefined) {
    forms = new Map();
    programs.set(program, forms);
  }
  const key = `${form.block.join()} ${form.sharedBytes} ${form.same.join()}`;
  let pipeline = forms.get(key);
  if (pipeline === undefined) {
    pipeline = new KernelPipeline(gpu, program, form);
    forms.set(key, pipeline);
  }
  return pipeline;
}
