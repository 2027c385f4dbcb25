import { ArgumentError } from '../../errors.ts';
import { describeKind } from '../subject.ts';
import { isInherited } from './reader.ts';
import type { Bindings } from './types.ts';

/** Who bound a name: an axis of a tensor, or the caller. */
export interface BoundBy {
  /** The tensor as the user knows it, e.g. `query`; empty where there is only one. */
  readonly tensor: string;
  /** The axis of that tensor (of a variadic, its first); -1 where the caller gave the size. */
  readonly axis: number;
}

export interface BoundSize extends BoundBy {
  readonly size: number;
}

export interface BoundRun extends BoundBy {
  readonly sizes: readonly number[];
  /** Whether only `#*batch` bound it so far: a later use may still widen axes of size 1. */
  readonly widens: boolean;
  /** Further tensors whose `#*batch` widened it. */
  readonly widenedBy: readonly string[];
}

const GIVEN: BoundBy = { tensor: '', axis: -1 };

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0; // isSafeInteger is false for all but numbers
}

/** The names and values of an object, read once; `undefined` for anything else, and for one that throws when it is read. */
function entriesOf(given: unknown): [string, unknown][] | undefined {
  if (typeof given !== 'object' || given === null) return undefined;
  try {
    return Array.isArray(given)
      ? undefined
      : Object.entries(given).map(([name, value]) => [
          name,
          Array.isArray(value) ? Array.from(value) : value,
        ]);
  } catch {
    return undefined;
  }
}

/**
 * What the names of a shape language stand for, in the course of one call. It grows as shapes are matched, and remembers who
 * bound what. Names live in a Map, so no key of a prototype is ever mistaken for one.
 */
export class Environment {
  readonly sizes = new Map<string, BoundSize>();
  readonly runs = new Map<string, BoundRun>();

  /**
   * @param bindings sizes that are known beforehand
   * @throws ArgumentError when a name is none, or a value is neither a size nor a list of sizes
   */
  constructor(bindings?: Bindings) {
    if (bindings === undefined) return;
    const given: unknown = bindings; // callers without types hand over anything
    const entries = entriesOf(given);
    if (entries === undefined) {
      throw new ArgumentError('bindings must be an object such as { batch: 32 }.', {
        argument: 'bindings',
        expected: 'an object of sizes by name',
        actual: describeKind(given),
      });
    }
    for (const [name, value] of entries) {
      if (!NAME.test(name) || isInherited(name)) {
        throw new ArgumentError(`bindings: ${JSON.stringify(name)} is not the name of an axis.`, {
          argument: `bindings[${JSON.stringify(name)}]`,
          expected: 'a letter, then letters, digits and underscores',
          actual: name,
        });
      }
      if (isSize(value)) this.sizes.set(name, { ...GIVEN, size: value });
      else if (Array.isArray(value) && value.every(isSize)) {
        this.runs.set(name, { ...GIVEN, sizes: [...value], widens: false, widenedBy: [] });
      } else {
        const actual = Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
        throw new ArgumentError(
          `bindings.${name} must be a size (a whole number from 0) or a list of sizes, got ${actual}.`,
          { argument: `bindings.${name}`, expected: 'a size or a list of sizes', actual: value },
        );
      }
    }
  }

  /** Everything that is bound, as plain data without a prototype. */
  bindings(): Bindings {
    const all = Object.create(null) as Record<string, number | readonly number[]>; // just made, so it has no other shape
    for (const [name, { size }] of this.sizes) all[name] = size;
    for (const [name, { sizes }] of this.runs) all[name] = sizes;
    return all;
  }
}
