/**
 * The code of the embedded matrix multiplication: one module a precision, in the team's kernel ABI. Its `run` does one of
 * the three steps of a pass over a KC-deep piece of the problem (see tile-shape.ts for the papers):
 *   pack A — items are panels of MR rows;    pack B — items are panels of NR columns;
 *   tiles  — items are blocks of C, MC rows high, each a loop over micro-tiles.
 * Packing reads any strides, so transposes cost nothing further; it pads panels with zeros, so that the micro-kernel has
 * one shape, and only its stores look at the edges.
 */
import { type FunctionBuilder, type Local, ModuleBuilder } from "../../kernel/wasm/assembler.js";
import { hasRelaxedSimd } from "../../kernel/wasm/features.js";
import { ITEM, type Precision } from "../precision.js";
import { LANES } from "./lanes.js";
import { BLOCK_ROWS, TILE_COLUMNS, TILE_VECTORS, tileRows } from "./tile-shape.js";

/** Byte offsets in the parameter block. Strides are in bytes. */
export const GEMM_PARAMS = {
  step: 0,
  /** pack: where from, the stride between the panel's lines, the stride along the depth, how many lines there are, where to. */
  source: 4,
  lineStride: 8,
  depthStride: 12,
  lines: 16,
  packed: 20,
  /** all: length of this piece of k */
  depth: 24,
  /** tiles: packed operands, C, its row stride, the rows and columns of this pass. */
  packedA: 28,
  packedB: 32,
  c: 36,
  rowStride: 40,
  rows: 44,
  columns: 48,
  alpha: 56,
  beta: 64,
  /** tiles: columns of an item's block, a multiple of NR. */
  blockColumns: 72,
} as const;

export const STEP = { packA: 0, packB: 1, tiles: 2 } as const;

/** The module of a precision. */
export function gemmModule(precision: Precision, shared: boolean): Uint8Array<ArrayBuffer> {
  const m = new ModuleBuilder({ address: "i32", shared });
  const packRows = m.function(["i32", "i32", "i32", "i32", "i32", "i32"], []);
  pack(packRows, precision, tileRows());
  const packColumns = m.function(["i32", "i32", "i32", "i32", "i32", "i32"], []);
  pack(packColumns, precision, TILE_COLUMNS[precision]);
  const tile = m.function(
    ["i32", "i32", "i32", "i32", "i32", "i32", "i32", LANES[precision].scalar, LANES[precision].scalar],
    [],
  );
  microTile(tile, precision);
  const tiles = m.function(["i32", "i32"], []);
  blockOfTiles(tiles, precision, (f) => f.call(m.indexOf(tile)));
  const run = m.function(["i32", "i32", "i32", "i32"], [], "run");
  const params = run.param(0);
  const item = run.local("i32");
  const step = run.local("i32");
  run.get(params).memory("i32.load", GEMM_PARAMS.step).set(step);
  run.get(run.param(1)).set(item);
  run.block((done) =>
    run.loop((next) => {
      run.get(item).get(run.param(2)).op("i32.ge_u").brIf(done);
      run.get(step).i32(STEP.tiles).op("i32.eq");
      run.if(
        () => run.get(params).get(item).call(m.indexOf(tiles)),
        () => {
          run.get(step).i32(STEP.packA).op("i32.eq");
          run.if(
            () => packPanel(run, params, item, precision, tileRows(), (f) => f.call(m.indexOf(packRows))),
            () =>
              packPanel(run, params, item, precision, TILE_COLUMNS[precision], (f) =>
                f.call(m.indexOf(packColumns)),
              ),
          );
        },
      );
      run.get(item).i32(1).op("i32.add").set(item).br(next);
    }),
  );
  return m.encode();
}

/** Calls the packing function for panel `item`. */
function packPanel(
  f: FunctionBuilder,
  params: Local,
  item: Local,
  precision: Precision,
  width: number,
  call: (f: FunctionBuilder) => void,
): void {
  const load = (offset: number) => f.get(params).memory("i32.load", offset);
  // source + item·width·lineStride
  load(GEMM_PARAMS.source);
  load(GEMM_PARAMS.lineStride).get(item).i32(width).op("i32.mul", "i32.mul", "i32.add");
  load(GEMM_PARAMS.lineStride);
  load(GEMM_PARAMS.depthStride);
  load(GEMM_PARAMS.lines).get(item).i32(width).op("i32.mul", "i32.sub");
  load(GEMM_PARAMS.depth);
  // packed + item·width·depth·itemsize
  load(GEMM_PARAMS.packed);
  load(GEMM_PARAMS.depth)
    .get(item)
    .i32(width * ITEM[precision])
    .op("i32.mul", "i32.mul", "i32.add");
  call(f);
}

/**
 * (source, lineStride, depthStride, lines, depth, target): writes `depth` groups of `width` elements, one of each line;
 * lines past `lines` are zeros.
 */
function pack(f: FunctionBuilder, precision: Precision, width: number): void {
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

/**
 * (panelA, panelB, depth, c, rowStride, rows, columns, alpha, beta): C = alpha·A·B + beta·C on one micro-tile, of which
 * `rows` × `columns` exist. With beta = 0, C isn't read: what stands there may be NaN.
 */
function microTile(f: FunctionBuilder, precision: Precision): void {
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

/** (params, item): the micro-tiles of one block of C. Panels of B outside, panels of A inside, as in the papers. */
function blockOfTiles(
  f: FunctionBuilder,
  precision: Precision,
  callTile: (f: FunctionBuilder) => void,
): void {
  const { scalar, item: itemBytes } = LANES[precision];
  const [params, item] = [f.param(0), f.param(1)];
  const load = (offset: number) => f.get(params).memory("i32.load", offset);
  const width = TILE_COLUMNS[precision];
  const i32 = () => f.local("i32");
  const [blockColumns, columnBlocks, firstRow, endRow, column, endColumn, row] = [
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
  ];
  const [panelA, panelB, c, rowStride, depth, stepA, stepB] = [
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
    i32(),
  ];
  const minimum = (into: Local, limit: number) => {
    load(limit).set(row);
    f.get(into).get(row).get(into).get(row).op("i32.lt_u", "select").set(into);
  };
  load(GEMM_PARAMS.blockColumns).set(blockColumns);
  load(GEMM_PARAMS.columns)
    .get(blockColumns)
    .op("i32.add")
    .i32(1)
    .op("i32.sub")
    .get(blockColumns)
    .op("i32.div_u")
    .set(columnBlocks);
  f.get(item).get(columnBlocks).op("i32.div_u").i32(BLOCK_ROWS).op("i32.mul").tee(firstRow);
  f.i32(BLOCK_ROWS).op("i32.add").set(endRow);
  minimum(endRow, GEMM_PARAMS.rows);
  f.get(item).get(columnBlocks).op("i32.rem_u").get(blockColumns).op("i32.mul").tee(column);
  f.get(blockColumns).op("i32.add").set(endColumn);
  minimum(endColumn, GEMM_PARAMS.columns);
  load(GEMM_PARAMS.rowStride).set(rowStride);
  load(GEMM_PARAMS.depth)
    .tee(depth)
    .i32(tileRows() * itemBytes)
    .op("i32.mul")
    .set(stepA);
  f.get(depth)
    .i32(width * itemBytes)
    .op("i32.mul")
    .set(stepB);
  // Panels lie one after the other: the block's first of B is number column / NR.
  load(GEMM_PARAMS.packedB)
    .get(column)
    .get(depth)
    .i32(itemBytes)
    .op("i32.mul", "i32.mul", "i32.add")
    .set(panelB);

  f.loop((nextColumn) => {
    f.get(firstRow).set(row);
    load(GEMM_PARAMS.packedA)
      .get(firstRow)
      .get(depth)
      .i32(itemBytes)
      .op("i32.mul", "i32.mul", "i32.add")
      .set(panelA);
    load(GEMM_PARAMS.c).get(firstRow).get(rowStride).op("i32.mul", "i32.add");
    f.get(column).i32(itemBytes).op("i32.mul", "i32.add").set(c);
    f.loop((nextRow) => {
      f.get(panelA).get(panelB).get(depth).get(c).get(rowStride);
      for (const [end, at, most] of [
        [endRow, row, tileRows()],
        [endColumn, column, width],
      ] as const) {
        f.get(end).get(at).op("i32.sub").i32(most);
        f.get(end).get(at).op("i32.sub").i32(most).op("i32.lt_u", "select");
      }
      for (const offset of [GEMM_PARAMS.alpha, GEMM_PARAMS.beta]) {
        f.get(params).memory("f64.load", offset);
        if (scalar === "f32") f.op("f32.demote_f64");
      }
      callTile(f);
      f.get(panelA).get(stepA).op("i32.add").set(panelA);
      f.get(rowStride).i32(tileRows()).op("i32.mul").get(c).op("i32.add").set(c);
      f.get(row).i32(tileRows()).op("i32.add").tee(row).get(endRow).op("i32.lt_u").brIf(nextRow);
    });
    f.get(panelB).get(stepB).op("i32.add").set(panelB);
    f.get(column).i32(width).op("i32.add").tee(column).get(endColumn).op("i32.lt_u").brIf(nextColumn);
  });
}
