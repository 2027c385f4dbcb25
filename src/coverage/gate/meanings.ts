import type { Kind } from '../../analyzer/configuration/gate-settings.ts';

/** What a share is of. */
export const MEANINGS: Readonly<Record<Kind, string>> = {
  lines: 'lines that ran',
  branches: 'branches that ran',
  functions: 'functions that ran',
  annotated: 'positions that have a type',
  ranked: 'positions of tensors that say a rank',
  shaped: 'positions of tensors that say a shape',
};
