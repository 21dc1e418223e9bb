import type { FunctionFamily } from "./function-line.js";

export const GEO: FunctionFamily = {
  st_asbinary: {
    takes: "geo, endianness?: string",
    gives: "Uint8Array",
    doc: "A geography or geometry as WKB, little-endian (`NDR`) or big-endian (`XDR`).",
  },
  st_geogfromwkb: { takes: "wkb", doc: "The geography that WKB says." },
  st_geomfromwkb: {
    takes: "wkb, srid?: column | number",
    doc: "The geometry that WKB says, in a system of coordinates by its number.",
  },
  st_setsrid: {
    takes: "geo, srid: column | number",
    doc: "The same in a system of coordinates of another number.",
  },
  st_srid: { takes: "geo", gives: "number", doc: "The number of its system of coordinates." },
};
