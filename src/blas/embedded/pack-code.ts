/** The packing step: lines of a matrix become panels that the micro-kernel reads in order. See tile-shape.ts. */
import type { FunctionBuilder } from "../../kernel/wasm/assembler.js";
import type { Precision } from "../precision.js";
import { LANES } from "./lanes.js";

/**
 * (source, lineStride, depthStride, lines, depth, target): writes `depth` groups of `width` elements, one of each line;
 * lines past `lines` are zeros.
 */
export function packCode(f: FunctionBuilder, precision: Precision, width: number): void {
  const { scalar, item } = LANES[precision];
  const [source, lineStride, depthStride, lines, depth, target] = [0, 1, 2, 3, 4, 5].map((k) => f.param(k));
  const k = f.local("i32");
  const pointers = Array.from({ length: width }, () => f.local("i32"));
  const bytes = width * item;
  const nextGroup = () => {
    f.get(target).i32(bytes).op("i32.add").set(target);
    f.get(k).i32(1).op("i32.sub").tee(k);
  };

  f.get(depth).tee(k).op("i32.eqz");
  f.if(() => f.op("return"));
  f.get(lines).i32(width).op("i32.ge_s");
  f.if(
    () => {
      f.get(lineStride).i32(item).op("i32.eq");
      f.if(
        // Lines stand side by side in memory (B as it is, or A transposed): copy whole vectors.
        () =>
          f.loop((again) => {
            for (let at = 0; at < bytes; at += 16) {
              const type = bytes - at >= 16 ? "v128" : bytes - at === 8 ? "i64" : "i32";
              f.get(target).get(source).memory(`${type}.load`, at).memory(`${type}.store`, at);
            }
            f.get(source).get(depthStride).op("i32.add").set(source);
            nextGroup();
            f.brIf(again);
          }),
        () => {
          f.get(source).set(pointers[0]);
          for (let r = 1; r < width; r++)
            f.get(pointers[r - 1])
              .get(lineStride)
              .op("i32.add")
              .set(pointers[r]);
          f.loop((again) => {
            for (let r = 0; r < width; r++) {
              f.get(target)
                .get(pointers[r])
                .memory(`${scalar}.load`)
                .memory(`${scalar}.store`, r * item);
              f.get(pointers[r]).get(depthStride).op("i32.add").set(pointers[r]);
            }
            nextGroup();
            f.brIf(again);
          });
        },
      );
    },
    () =>
      f.loop((again) => {
        for (let r = 0; r < width; r++) {
          f.get(lines).i32(r).op("i32.gt_s");
          f.if(
            () =>
              f
                .get(target)
                .get(source)
                .get(lineStride)
                .i32(r)
                .op("i32.mul", "i32.add")
                .memory(`${scalar}.load`)
                .memory(`${scalar}.store`, r * item),
            () =>
              (scalar === "f32" ? f.get(target).f32(0) : f.get(target).f64(0)).memory(
                `${scalar}.store`,
                r * item,
              ),
          );
        }
        f.get(source).get(depthStride).op("i32.add").set(source);
        nextGroup();
        f.brIf(again);
      }),
  );
}
