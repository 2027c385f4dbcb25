/** The specs of tfjs-core that this build of the native backend fails, by full name, each with its reason. */
export const KNOWN_FAILURES: Readonly<Record<string, string>> = {
  // None. `round … int32` would be one, since TensorFlow 2.21 gives zeros there; useBackend('native') repairs it.
};

/**
 * Entries of tfjs-node's ignore list that this build passes, so they are run: the list was written for
 * TensorFlow 2.4. Convolutions in NCHW pass on x64 too, but only where oneDNN brings the kernels, so they stay out.
 */
export const PASSED_MEANWHILE: readonly string[] = [
  'version version',
  'depthwiseConv2D',
  'separableConv2d',
  'argmax test-tensorflow {} 6D, axis=0',
];
