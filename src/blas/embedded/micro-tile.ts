/** The micro-kernel: the innermost product, whose accumulators stay in registers. See tile-shape.ts. */
import type { FunctionBuilder } from "../../kernel/wasm/assembler.js";
import { hasRelaxedSimd } from "../../kernel/wasm/features.js";
import type { Precision } from "../precision.js";
import { LANES } from "./lanes.js";
import { TILE_VECTORS, tileRows } from "./tile-shape.js";

/**
 * (panelA, panelB, depth, c, rowStride, rows, columns, alpha, beta): C = alpha·A·B + beta·C on one micro-tile, of which
 * `rows` × `columns` exist. With beta = 0, C isn't read: what stands there may be NaN.
 */
export function microTile(f: FunctionBuilder, precision: Precision): void {
  const { scalar, shape, lanes, item, splatLoad } = LANES[precision];
  const [a, b, depth, c, rowStride, rows, columns, alpha, beta] = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((k) =>
    f.param(k),
  );
  const relaxed = hasRelaxedSimd();
  const height = tileRows();
  const width = TILE_VECTORS * lanes;
  const sums = Array.from({ length: height }, () =>
    Array.from({ length: TILE_VECTORS }, () => f.local("v128")),
  );
  const right = Array.from({ length: TILE_VECTORS }, () => f.local("v128"));
  const left = f.local("v128");
  // One step a round: written out 2 or 4 times in a row, V8 (11.3) spills accumulators and loses a third.
  f.get(depth);
  f.if(() =>
    f.loop((again) => {
      for (let v = 0; v < TILE_VECTORS; v++)
        f.get(b)
          .memory("v128.load", v * 16)
          .set(right[v]);
      for (let r = 0; r < height; r++) {
        f.get(a)
          .memory(splatLoad, r * item)
          .set(left);
        for (let v = 0; v < TILE_VECTORS; v++) {
          const sum = sums[r][v];
          if (relaxed) f.get(left).get(right[v]).get(sum).op(`${shape}.relaxed_madd`).set(sum);
          else f.get(sum).get(left).get(right[v]).op(`${shape}.mul`, `${shape}.add`).set(sum);
        }
      }
      f.get(a)
        .i32(height * item)
        .op("i32.add")
        .set(a);
      f.get(b)
        .i32(width * item)
        .op("i32.add")
        .set(b);
      f.get(depth).i32(1).op("i32.sub").tee(depth).brIf(again);
    }),
  );

  const factor = f.local("v128");
  const keep = f.local("v128");
  const value = f.local(scalar);
  f.get(alpha).op(`${shape}.splat`).set(factor).get(beta).op(`${shape}.splat`).set(keep);
  const zero = () => (scalar === "f32" ? f.f32(0) : f.f64(0));
  for (const row of sums) for (const sum of row) f.get(sum).get(factor).op(`${shape}.mul`).set(sum);

  f.get(rows).i32(height).op("i32.eq").get(columns).i32(width).op("i32.eq", "i32.and");
  f.if(
    () => {
      f.get(beta);
      zero().op(`${scalar}.eq`);
      const write = (reads: boolean) => {
        for (const [r, row] of sums.entries()) {
          for (const [v, sum] of row.entries()) {
            f.get(c);
            if (reads)
              f.get(c)
                .memory("v128.load", v * 16)
                .get(keep)
                .op(`${shape}.mul`)
                .get(sum)
                .op(`${shape}.add`);
            else f.get(sum);
            f.memory("v128.store", v * 16);
          }
          if (r < height - 1) f.get(c).get(rowStride).op("i32.add").set(c);
        }
      };
      f.if(
        () => write(false),
        () => write(true),
      );
    },
    () => {
      // An edge: element by element.
      f.block((done) => {
        for (const [r, row] of sums.entries()) {
          f.get(rows).i32(r).op("i32.le_s").brIf(done);
          f.block((rowDone) => {
            for (let j = 0; j < width; j++) {
              if (j > 0) f.get(columns).i32(j).op("i32.le_s").brIf(rowDone);
              f.get(c);
              f.get(row[Math.floor(j / lanes)]).lane(`${shape}.extract_lane`, j % lanes);
              f.set(value);
              f.get(beta);
              zero().op(`${scalar}.ne`);
              f.if(() =>
                f
                  .get(c)
                  .memory(`${scalar}.load`, j * item)
                  .get(beta)
                  .op(`${scalar}.mul`)
                  .get(value)
                  .op(`${scalar}.add`)
                  .set(value),
              );
              f.get(value).memory(`${scalar}.store`, j * item);
            }
          });
          f.get(c).get(rowStride).op("i32.add").set(c);
        }
      });
    },
  );
}
