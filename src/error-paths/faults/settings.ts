import { requireFlag, requireOptions } from '../../checks/options.ts';
import { ArgumentError, type FaultKind } from '../../errors.ts';
import type { Seed } from '../../random/generator.ts';
import { requireSeed } from '../../random/seeded.ts';
import { describeKind } from '../../tensor/subject.ts';

/** What is made to fail. Where none of the three kinds is named, all are tried. */
export interface FaultOptions {
  /** Calls of kernels: whether, or at how many places at most. @defaultValue 20 */
  readonly kernels?: boolean | number | undefined;
  /** Values that a backend is given memory for. @defaultValue 20 */
  readonly memory?: boolean | number | undefined;
  /** Operations of `node:fs` and `node:fs/promises`. @defaultValue 20 */
  readonly io?: boolean | number | undefined;
  /** Claims that weights, optimizers and sets of files are all old or all new afterwards. @defaultValue false */
  readonly atomic?: boolean | undefined;
  /** Of what is drawn, and of which calls fail where there are too many. @defaultValue 1 */
  readonly seed?: Seed | undefined;
  /** Milliseconds after which a run is taken to hang. @defaultValue 5000 */
  readonly timeout?: number | undefined;
}

/** The options with nothing left open: at how many places each kind fails at most. */
export interface FaultSettings extends Readonly<Record<FaultKind, number>> {
  readonly atomic: boolean;
  readonly seed: Seed;
  readonly timeout: number;
}

/** The kinds of faults by the names of their options. */
export const KINDS = { kernels: 'kernel', memory: 'memory', io: 'io' } as const;
const PLACES = 20;

/** @throws ArgumentError for options that can't be used */
export function requireSettings(options: unknown, where: string): FaultSettings {
  const given = requireOptions(options, ['kernels', 'memory', 'io', 'atomic', 'seed', 'timeout'], where);
  const names = ['kernels', 'memory', 'io'] as const;
  const isNamed = names.some((name) => given[name] !== undefined);
  const most = (name: (typeof names)[number]): number => {
    const value = given[name] ?? !isNamed;
    if (typeof value === 'boolean') return value ? PLACES : 0;
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
    throw refuse(name, 'true, false or how many places at most', value, where);
  };
  const timeout = given.timeout ?? 5000;
  if (typeof timeout !== 'number' || !(timeout > 0 && timeout < 2 ** 31))
    throw refuse('timeout', 'a number of milliseconds above 0', timeout, where);
  return {
    kernel: most('kernels'),
    memory: most('memory'),
    io: most('io'),
    atomic: requireFlag(given.atomic, 'atomic', where, false),
    seed: given.seed === undefined ? 1 : requireSeed(given.seed, where),
    timeout,
  };
}

function refuse(name: string, expected: string, actual: unknown, where: string): ArgumentError {
  return new ArgumentError(`${where}: ${name} must be ${expected}, got ${describeKind(actual)}.`, {
    argument: name,
    expected,
    actual,
  });
}
