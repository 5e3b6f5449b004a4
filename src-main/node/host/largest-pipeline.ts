/** Bytes that a pipeline file and all it includes may have together. */
export const largestPipeline = 64 * 1024 * 1024;
