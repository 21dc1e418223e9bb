/** In a page an example is never the program: it is imported for its kernels. */
export const runExample = async (): Promise<void> => {};
