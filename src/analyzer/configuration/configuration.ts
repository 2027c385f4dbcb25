import { requireFlag, requireOptions } from '../../checks/options.ts';
import { ArgumentError } from '../../errors.ts';
import { describeKind } from '../../tensor/subject.ts';
import { FIGURES } from '../annotations/thresholds.ts';
import type { AuditOptions } from '../settings.ts';
import { mergeGateSettings, requireGateSettings } from './gate-settings.ts';
import type { GateSettings } from './gate-settings.ts';

/** What `tensorproof.config.ts` (or `.js`, `.mjs`, `.json`) says. */
export interface AuditConfiguration extends Pick<
  AuditOptions,
  'paths' | 'ignore' | 'rules' | 'ownRules' | 'types' | 'thresholds' | 'failOn' | 'baseline'
> {
  /** For editors; the audit does not read it. */
  readonly $schema?: string;
  /** Configurations to start from: paths from this file, or packages. Later ones, and this one, have the last word. */
  readonly extends?: string | readonly string[];
  /** What `tensorproof gate` asks for. */
  readonly gate?: GateSettings;
}

const FIELDS: readonly (keyof AuditConfiguration)[] = [
  '$schema',
  'extends',
  'paths',
  'ignore',
  'rules',
  'ownRules',
  'types',
  'thresholds',
  'failOn',
  'baseline',
  'gate',
];

/**
 * Gives a configuration its types.
 * @example
 * import { defineConfig } from 'tensorproof/analyzer';
 *
 * export default defineConfig({ paths: ['src'], thresholds: { ranked: 80 } });
 */
export function defineConfig(configuration: AuditConfiguration): AuditConfiguration {
  return configuration;
}

/**
 * Refuses what is no configuration. Whether rules and their options exist is seen when all rules are known.
 * @param file whose it is, as messages name it
 * @throws ArgumentError that names the field
 */
export function requireConfiguration(value: unknown, file: string): AuditConfiguration {
  const given = requireOptions(value, FIELDS, file);
  const wrong = (field: string, expected: string, actual: unknown): ArgumentError =>
    new ArgumentError(`${file}: ${field} must be ${expected}, got ${describeKind(actual)}.`, {
      argument: field,
      expected,
      actual,
    });
  for (const field of ['$schema', 'baseline'] as const) {
    if (given[field] !== undefined && typeof given[field] !== 'string')
      throw wrong(field, 'a text', given[field]);
  }
  for (const field of ['paths', 'ignore'] as const) {
    if (given[field] !== undefined && !isTexts(given[field]))
      throw wrong(field, 'a list of texts', given[field]);
  }
  if (given.extends !== undefined && typeof given.extends !== 'string' && !isTexts(given.extends)) {
    throw wrong('extends', 'a text or a list of texts', given.extends);
  }
  requireFlag(given.types, 'types', file, false);
  if (given.failOn !== undefined && given.failOn !== 'error' && given.failOn !== 'warning') {
    throw wrong('failOn', "'error' or 'warning'", given.failOn);
  }
  if (given.rules !== undefined && !isRecord(given.rules))
    throw wrong('rules', 'an object by the ids of rules', given.rules);
  if (given.ownRules !== undefined && !(Array.isArray(given.ownRules) && given.ownRules.every(isRule))) {
    throw wrong('ownRules', 'a list of rules, each made with defineRule', given.ownRules);
  }
  if (given.thresholds !== undefined) requireThresholds(given.thresholds, file);
  if (given.gate !== undefined) requireGateSettings(given.gate, `${file}: gate`);
  return given as AuditConfiguration; // each field was looked at above
}

/** Puts configurations together: of what two of them say, the later counts; lists of what is left out and of rules grow. */
export function mergeConfigurations(base: AuditConfiguration, over: AuditConfiguration): AuditConfiguration {
  return {
    ...base,
    ...withoutOrigin(over),
    ...(base.ignore === undefined ? {} : { ignore: joined(base.ignore, over.ignore) }),
    ...(base.ownRules === undefined ? {} : { ownRules: joined(base.ownRules, over.ownRules) }),
    ...(base.rules === undefined && over.rules === undefined
      ? {}
      : { rules: { ...base.rules, ...over.rules } }),
    ...(base.thresholds === undefined || over.thresholds === undefined
      ? {}
      : {
          thresholds: {
            ...base.thresholds,
            ...over.thresholds,
            paths: { ...base.thresholds.paths, ...over.thresholds.paths },
          },
        }),
    ...(base.gate === undefined || over.gate === undefined
      ? {}
      : { gate: mergeGateSettings(base.gate, over.gate) }),
  };
}

/** A configuration without what says where it comes from. */
function withoutOrigin(configuration: AuditConfiguration): Omit<AuditConfiguration, '$schema' | 'extends'> {
  return without(configuration, ['$schema', 'extends']);
}

/** What a configuration says to the audit itself. */
export function forAudit(
  configuration: AuditConfiguration,
): Omit<AuditConfiguration, '$schema' | 'extends' | 'gate'> {
  return without(configuration, ['$schema', 'extends', 'gate']);
}

function without<Name extends keyof AuditConfiguration>(
  configuration: AuditConfiguration,
  names: readonly Name[],
): Omit<AuditConfiguration, Name> {
  const left = Object.entries(configuration).filter(([name]) => !names.some((each) => each === name));
  return Object.fromEntries(left) as Omit<AuditConfiguration, Name>; // all fields but those, as they were
}

/** Refuses thresholds that are no percentages. */
export function requireThresholds(value: unknown, where: string): void {
  const { paths, ...figures } = requireOptions(value, [...FIGURES, 'paths'], `${where}: thresholds`);
  requirePercentages(figures, where);
  if (paths === undefined) return;
  if (!isRecord(paths)) {
    throw new ArgumentError(
      `${where}: thresholds.paths must be an object by globs, got ${describeKind(paths)}.`,
      {
        argument: 'thresholds.paths',
        actual: paths,
      },
    );
  }
  for (const [glob, wanted] of Object.entries(paths)) {
    requirePercentages(requireOptions(wanted, FIGURES, `${where}: thresholds.paths['${glob}']`), where);
  }
}

function requirePercentages(figures: Readonly<Record<string, unknown>>, where: string): void {
  for (const [figure, wanted] of Object.entries(figures)) {
    if (wanted === undefined || (typeof wanted === 'number' && wanted >= 0 && wanted <= 100)) continue;
    throw new ArgumentError(
      `${where}: the threshold of ${figure} must be a percentage, got ${describeKind(wanted)}.`,
      {
        argument: figure,
        expected: 'a number from 0 to 100',
        actual: wanted,
      },
    );
  }
}

function joined<T>(before: readonly T[], after: readonly T[] | undefined): readonly T[] {
  return after === undefined ? before : [...before, ...after];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isRule(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    typeof value['check'] === 'function' &&
    isRecord(value['messages'])
  );
}
