/** Where manycore's own code lies: in the chunks of a build, or, if source maps are used, in the sources. In a bundle of one file all is there. */
const FOLDERS: readonly string[] = [
  pathOf(String(import.meta.url).replace(/[^/]*$/, "")),
  pathOf(String(import.meta.url).replace(/dist\/chunks\/[^/]*$/, "src/")),
];

/** Whether a frame of a stack is manycore's. @param file its file, as a URL or, in CommonJS modules and with source maps, a path */
export function isOwnFrame(file: string): boolean {
  const path = pathOf(file);
  return FOLDERS.some((folder) => path.startsWith(folder));
}

function pathOf(place: string): string {
  return place.replace(/^file:\/\//, "");
}
