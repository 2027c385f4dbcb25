import { requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import { describeKind } from '../../tensor/subject.ts';

/** What tests can cover, as c8 counts it. */
export const RUN_KINDS = ['lines', 'branches', 'functions'] as const;

/** What the audit counts. */
export const ANNOTATION_KINDS = ['annotated', 'ranked', 'shaped'] as const;

/** Error paths: that a test gets there, and that one asserts the error. */
export const ERROR_KINDS = ['errorsReached', 'errorsAsserted'] as const;

/** What the library notes of a run besides. */
export const COLLECTED_KINDS = ['shapes', 'gradients', 'customGradients', 'ops'] as const;

/** Everything that a gate can ask a share of, in the order in which it is reported. */
export const KINDS = [...RUN_KINDS, ...ERROR_KINDS, ...COLLECTED_KINDS, ...ANNOTATION_KINDS] as const;

export type RunKind = (typeof RUN_KINDS)[number];
export type CollectedKind = (typeof COLLECTED_KINDS)[number];
export type Kind = (typeof KINDS)[number];

/** The least percentage of each kind; what is left out is not asked for. */
export type KindThresholds = Readonly<Partial<Record<Kind, number>>>;

/** What a configuration says of the gate, under `gate`. */
export interface GateSettings {
  /** The reports of c8's reporter `json`, from the root; several are added up. Default: `coverage/coverage-final.json`. */
  readonly data?: readonly string[];
  readonly thresholds?: KindThresholds;
  /** Thresholds of the files that a glob means. */
  readonly paths?: Readonly<Record<string, KindThresholds>>;
  /** The least percentage of new and changed lines. */
  readonly patch?: number;
  /** The file of the ratchet. Default: `tensorproof-ratchet.json`. */
  readonly ratchet?: string;
  /** How many percentage points a figure may fall below its best. Default: 0.1. */
  readonly tolerance?: number;
}

/** The names of the settings. */
export const GATE_FIELDS: readonly (keyof GateSettings)[] = [
  'data',
  'thresholds',
  'paths',
  'patch',
  'ratchet',
  'tolerance',
];

/**
 * Refuses what are no settings of the gate.
 * @param where whose they are, as messages name it
 * @throws ArgumentError that names the field, and for a misspelt one the nearest
 */
export function requireGateSettings(value: unknown, where: string): GateSettings {
  const given = requireOptions(value, GATE_FIELDS, where);
  const { data, thresholds, paths, patch, ratchet, tolerance } = given;
  if (
    data !== undefined &&
    !(Array.isArray(data) && data.length > 0 && data.every((each) => typeof each === 'string'))
  ) {
    throw wrong(where, 'data', 'a list of files', data);
  }
  if (ratchet !== undefined && typeof ratchet !== 'string') throw wrong(where, 'ratchet', 'a file', ratchet);
  if (thresholds !== undefined) requireThresholds(thresholds, `${where}: thresholds`);
  if (paths !== undefined) {
    if (typeof paths !== 'object' || paths === null || Array.isArray(paths))
      throw wrong(where, 'paths', 'an object by globs', paths);
    for (const [glob, wanted] of Object.entries(paths))
      requireThresholds(wanted, `${where}: paths['${glob}']`);
  }
  requirePercentage(patch, `${where}: patch`);
  requirePercentage(tolerance, `${where}: tolerance`);
  return given as GateSettings; // each field was looked at above
}

/** Puts settings together: of what both say, the later counts; thresholds grow. */
export function mergeGateSettings(base: GateSettings, over: GateSettings): GateSettings {
  return {
    ...base,
    ...over,
    thresholds: { ...base.thresholds, ...over.thresholds },
    paths: { ...base.paths, ...over.paths },
  };
}

function requireThresholds(value: unknown, where: string): void {
  for (const [kind, wanted] of Object.entries(requireOptions(value, KINDS, where))) {
    requirePercentage(wanted, `${where}.${kind}`);
  }
}

function requirePercentage(value: unknown, what: string): void {
  if (value === undefined || (typeof value === 'number' && value >= 0 && value <= 100)) return;
  const got = typeof value === 'number' ? String(value) : describeKind(value);
  throw new ArgumentError(`${what} must be a percentage from 0 to 100, got ${got}.`, {
    argument: what,
    expected: 'a number from 0 to 100',
    actual: value,
  });
}

function wrong(where: string, field: string, expected: string, actual: unknown): ArgumentError {
  return new ArgumentError(`${where}: ${field} must be ${expected}, got ${describeKind(actual)}.`, {
    argument: field,
    expected,
    actual,
  });
}
