import type { Kind } from '../../analyzer/configuration/gate-settings.ts';

/** What a share is of. */
export const MEANINGS: Readonly<Record<Kind, string>> = {
  lines: 'lines that ran',
  branches: 'branches that ran',
  functions: 'functions that ran',
  errorsReached: 'error paths that a test takes',
  errorsAsserted: 'error paths whose error a test asserts',
  shapes: 'signatures with shapes that tests call with two sizes and see refuse',
  gradients: 'layers and variables whose gradient a check sees',
  customGradients: 'customGrad calls that a gradient check runs',
  ops: 'calls of ops that tests run',
  annotated: 'positions that have a type',
  ranked: 'positions of tensors that say a rank',
  shaped: 'positions of tensors that say a shape',
};
