import type { RunRecord } from '../collect/read-records.ts';
import { BACKEND } from './collect.ts';

/** A backend that was there in some worker. */
export interface BackendCoverage {
  /** As TensorFlow.js names it, e.g. `tensorflow`. */
  readonly name: string;
  /** Whether a kernel ran on it. */
  readonly ran: boolean;
  /** The kernels that ran on it, by name. */
  readonly kernels: readonly string[];
}

/** The backends of a run, by name. */
export interface BackendsCoverage {
  readonly backends: readonly BackendCoverage[];
}

/** Says which backends tests ran on, with which kernels, and which others were there. */
export function readBackends({ entries }: RunRecord): BackendsCoverage {
  const byName = new Map<string, { ran: boolean; readonly kernels: Set<string> }>();
  for (const { kind, name, ran, kernels } of entries) {
    if (kind !== BACKEND || typeof name !== 'string') continue;
    const known = byName.get(name) ?? { ran: false, kernels: new Set<string>() };
    byName.set(name, known);
    known.ran ||= ran === true;
    for (const kernel of Array.isArray(kernels) ? kernels : []) {
      if (typeof kernel === 'string') known.kernels.add(kernel);
    }
  }
  return {
    backends: [...byName]
      .map(([name, { ran, kernels }]) => ({ name, ran, kernels: [...kernels].sort() }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
