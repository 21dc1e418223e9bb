/**
 * The code of the embedded matrix multiplication: one module a precision, in the team's kernel ABI. Its `run` does one of
 * the three steps of a pass over a KC-deep piece of the problem (see tile-shape.ts for the papers):
 *   pack A — items are panels of MR rows;    pack B — items are panels of NR columns;
 *   tiles  — items are blocks of C, MC rows high, each a loop over micro-tiles.
 * Packing reads any strides, so transposes cost nothing further; it pads panels with zeros, so that the micro-kernel has
 * one shape, and only its stores look at the edges.
 */
import { type FunctionBuilder, type Local, ModuleBuilder } from "../../kernel/wasm/assembler.js";
import { ITEM, type Precision } from "../precision.js";
import { LANES } from "./lanes.js";
import { microTile } from "./micro-tile.js";
import { packCode } from "./pack-code.js";
import { BLOCK_ROWS, TILE_COLUMNS, tileRows } from "./tile-shape.js";

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
  packCode(packRows, precision, tileRows());
  const packColumns = m.function(["i32", "i32", "i32", "i32", "i32", "i32"], []);
  packCode(packColumns, precision, TILE_COLUMNS[precision]);
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
