import { SubjectError } from '../errors.ts';
import { describeTensor } from '../tensor/describe.ts';
import { describeKind, isTensor, isThenable } from '../tensor/subject.ts';
import { branchesOf } from '../tensor/tree/branches.ts';
import { printPath, propertySegment, type Path } from '../tensor/tree/path.ts';
import type { CheckResult } from './check-result.ts';
import { countOf, listFirst, writeMessage } from './evidence.ts';
import { requireChoice, requireOptions } from './options.ts';

/** Options of {@link checkDisposed}. */
export interface DisposedOptions {
  /**
   * Whether it passes when every tensor is disposed, or as soon as some are. A negated expectation asks for the second: not one
   * may be disposed.
   * @defaultValue 'every'
   */
  readonly which?: 'every' | 'some' | undefined;
}

/** A tensor, a variable or a module, and what is known of its life. */
export interface Disposable {
  /** Where it was found, e.g. `outputs.boxes`; empty where it is the subject itself. */
  readonly path: string;
  /** E.g. `float32[2, 3]`, or the name of a module. */
  readonly described: string;
  readonly kind: 'tensor' | 'variable' | 'kept tensor' | 'module';
}

/** What {@link checkDisposed} found. */
export interface DisposedDetails {
  readonly alive: readonly Disposable[];
  readonly disposed: readonly Disposable[];
}

/** Far more than hold tensors in any model; a subject with more was not meant. */
const MOST_PARTS = 100_000;

/** So many are named in a message. */
const NAMED = 8;

interface Part {
  readonly path: Path | undefined;
  readonly value: unknown;
}

/** Whether something knows of itself that it is disposed: a module, or whatever a user has built alike. */
function knowsItsState(value: unknown): value is { readonly isDisposed: boolean } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'isDisposed' in value &&
    'dispose' in value &&
    typeof value.isDisposed === 'boolean' &&
    typeof value.dispose === 'function'
  );
}

/** `[0: dense/kernel]`: a weight by its place, and its name where it has one. */
function weightSegment(weight: unknown, position: number): string {
  const name = typeof weight === 'object' && weight !== null && 'name' in weight ? weight.name : undefined;
  return typeof name === 'string' ? `[${position}: ${name}]` : `[${position}]`;
}

/**
 * The parts of a value. The weights of a layers model are taken as variables, since once disposed they can't be read; those of an
 * optimizer lie in its fields, since it gives them out only in a promise.
 */
function partsOf({ path, value }: Part): Part[] {
  if (typeof value === 'object' && value !== null) {
    if ('val' in value && isTensor(value.val)) return [{ path, value: value.val }];
    if ('getWeights' in value) {
      if ('weights' in value && Array.isArray(value.weights)) {
        const weights = { parent: path, segment: propertySegment('weights') };
        return value.weights.map((weight: unknown, position) => ({
          path: { parent: weights, segment: weightSegment(weight, position) },
          value: weight,
        }));
      }
      return Object.entries(value).map(([name, field]) => ({
        path: { parent: path, segment: propertySegment(name) },
        value: field,
      }));
    }
  }
  const branches = branchesOf(value);
  if (branches === undefined) return [];
  return [...branches.entries.values()].map((branch) => ({
    path: { parent: path, segment: branch.segment },
    value: branch.value,
  }));
}

function describe(value: { readonly isDisposed: boolean }, path: Path | undefined): Disposable {
  if (!isTensor(value)) return { path: printPath(path), described: describeKind(value), kind: 'module' };
  const { kept } = value as { readonly kept?: unknown }; // tf.keep() sets it; not part of the declared type
  const kind = 'assign' in value ? 'variable' : kept === true ? 'kept tensor' : 'tensor';
  return { path: printPath(path), described: describeTensor(value), kind };
}

/** Finds all that can be disposed. It walks with a list of its own, so that no depth and no cycle can hurt it. */
function survey(subject: unknown, where: string): DisposedDetails {
  const alive: Disposable[] = [];
  const disposed: Disposable[] = [];
  const seen = new Set<unknown>();
  const pending: Part[] = [{ path: undefined, value: subject }];
  for (let part = pending.pop(); part !== undefined; part = pending.pop()) {
    const { value, path } = part;
    if (typeof value !== 'object' || value === null || seen.has(value)) continue;
    seen.add(value);
    if (seen.size > MOST_PARTS) {
      throw new SubjectError(`${where}: received holds more than ${MOST_PARTS} objects.`, {
        argument: 'received',
        expected: 'tensors, or an object that holds them',
        actual: describeKind(subject),
        hint: 'name the tensors that are meant, e.g. in an array.',
      });
    }
    if (isThenable(value)) continue;
    if (isTensor(value) || knowsItsState(value)) {
      (value.isDisposed ? disposed : alive).push(describe(value, path));
    } else {
      pending.push(...partsOf(part).reverse());
    }
  }
  return { alive, disposed };
}

function print({ path, described, kind }: Disposable): string {
  const name = path === '' ? described : `${path} ${described}`;
  return kind === 'variable' || kind === 'kept tensor' ? `${name} (${kind})` : name;
}

function list(parts: readonly Disposable[]): string {
  return listFirst(parts.slice(0, NAMED).map(print), parts.length);
}

function hintOf(alive: readonly Disposable[]): string | undefined {
  const pronoun = alive.length === 1 ? 'it' : 'them';
  if (alive.every(({ kind }) => kind === 'variable')) {
    return `tf.tidy does not free variables; call dispose() on ${pronoun}.`;
  }
  if (alive.every(({ kind }) => kind === 'kept tensor')) {
    return `tf.keep() holds ${pronoun} beyond the end of tf.tidy; call dispose().`;
  }
  return undefined;
}

function isTheSubject({ alive, disposed }: DisposedDetails): Disposable | undefined {
  const [only, second] = [...alive, ...disposed];
  return second === undefined && only?.path === '' ? only : undefined;
}

/** The message where something is alive that should not be. */
function alive(details: DisposedDetails): string {
  const total = details.alive.length + details.disposed.length;
  const only = isTheSubject(details);
  if (only !== undefined) {
    return writeMessage(
      `Expected ${print(only)} to be disposed, but it is alive.`,
      [],
      hintOf(details.alive),
    );
  }
  const count = details.alive.length;
  const which =
    count === total ? (total === 1 ? 'it is' : 'all are') : `${count} ${count === 1 ? 'is' : 'are'}`;
  return writeMessage(
    `Expected ${total === 1 ? 'the one tensor' : `all ${countOf(total, 'tensor')}`} to be disposed, but ${which} alive.`,
    [['alive', list(details.alive)]],
    hintOf(details.alive),
  );
}

/** The message where something is disposed that should not be. */
function disposed(details: DisposedDetails): string {
  const total = details.alive.length + details.disposed.length;
  const count = details.disposed.length;
  const only = isTheSubject(details);
  const hint = `dispose() or the end of a tf.tidy() freed ${count === 1 ? 'it' : 'them'}; return from the tidy what must outlive it, or wrap it in tf.keep().`;
  if (only !== undefined) {
    return writeMessage(
      `Expected ${print(only)} to be alive, but it is disposed.`,
      [],
      only.kind === 'tensor' ? hint : undefined,
    );
  }
  const which =
    count === total ? (total === 1 ? 'it is' : 'all are') : `${count} ${count === 1 ? 'is' : 'are'}`;
  return writeMessage(
    `Expected ${total === 1 ? 'the one tensor' : `all ${countOf(total, 'tensor')}`} to be alive, but ${which} disposed.`,
    [['disposed', list(details.disposed)]],
    details.disposed.every(({ kind }) => kind === 'tensor') ? hint : undefined,
  );
}

/**
 * Checks that tensors were freed. It reads no values, and takes tensors that are disposed and such that are not.
 * @param subject a tensor or variable, a module, a layers model or layer (its weights), or arrays, objects, Maps and Sets that
 *   hold them
 * @param options whether every tensor must be disposed, or some
 * @param where who asks, for the text of errors
 * @returns passes when every one (or some) is disposed; `details` lists both kinds with their paths
 * @throws SubjectError for a promise, and for something that holds no tensor
 * @throws ArgumentError for an unknown option
 * @example
 * import * as tf from '@tensorflow/tfjs';
 * import { checkDisposed } from 'tensorproof';
 *
 * const outputs = { boxes: tf.zeros([2, 4]), scores: tf.zeros([2]) };
 * outputs.boxes.dispose();
 * const result = checkDisposed(outputs);
 * if (result.details.alive[0]?.path !== 'scores') throw new Error(result.message());
 */
export function checkDisposed(
  subject: unknown,
  options: DisposedOptions = {},
  where = 'checkDisposed',
): CheckResult<DisposedDetails> {
  const given = requireOptions(options, ['which'], where);
  const which = requireChoice(given.which, ['every', 'some'], 'which', where, 'every');
  const details = surveySafely(subject, where);
  if (details.alive.length + details.disposed.length === 0) {
    const actual = describeKind(subject);
    throw new SubjectError(
      `${where}: received must be or hold tensors, got ${actual}${actual === 'an object' || Array.isArray(subject) ? ' without any' : ''}.`,
      {
        argument: 'received',
        expected: 'a tensor, or an object that holds tensors',
        actual,
        ...(actual === 'a promise' && { hint: 'await it first, or write expect(promise).resolves.' }),
      },
    );
  }
  const pass = which === 'every' ? details.alive.length === 0 : details.disposed.length > 0;
  return { pass, details, message: () => (pass ? disposed(details) : alive(details)) };
}

/** Getters and proxies of the user's own may throw while they are walked through. */
function surveySafely(subject: unknown, where: string): DisposedDetails {
  try {
    return survey(subject, where);
  } catch (cause) {
    if (cause instanceof SubjectError) throw cause;
    throw new SubjectError(
      `${where}: received can't be looked through: ${cause instanceof Error ? cause.message : describeKind(cause)}`,
      {
        argument: 'received',
        expected: 'a tensor, or an object that holds tensors',
        actual: describeKind(subject),
        cause,
      },
    );
  }
}
