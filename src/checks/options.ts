import { distance } from 'fastest-levenshtein';
import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';

/** The options a caller gave, before their values are looked at. */
export type GivenOptions<Name extends string> = Readonly<Partial<Record<Name, unknown>>>;

/** The name most like a misspelt one; `undefined` where none is near enough to be what was meant. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const wanted = given.toLowerCase();
  let nearest: string | undefined;
  let fewestEdits = Infinity;
  for (const name of names) {
    const known = name.toLowerCase();
    // A name cut short or spelt out (`abs` for `absolute`) is a likelier slip than its edits suggest.
    const related = wanted.length >= 3 && (known.startsWith(wanted) || wanted.startsWith(known));
    const apart = distance(wanted, known);
    const edits = related ? Math.min(1, apart) : apart;
    if (edits < fewestEdits && edits <= Math.max(1, Math.ceil(Math.max(wanted.length, known.length) * 0.4))) {
      nearest = name;
      fewestEdits = edits;
    }
  }
  return nearest;
}

/**
 * The own fields of an object literal, read once; `undefined` for anything else, and for an object that throws when it is read.
 */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  try {
    const prototype: unknown = Object.getPrototypeOf(value);
    // An object literal of another realm has another Object.prototype, but that too is the end of its chain.
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) return undefined;
    // Assigned to an object without a prototype, `__proto__` is a name like any other, and is refused as one.
    return Object.assign(Object.create(null) as Record<string, unknown>, value); // just made, so it has no other fields
  } catch {
    return undefined;
  }
}

/**
 * Refuses options that are not an object and option names that do not exist, so that a misspelt option
 * can't silently leave its default in force.
 * @param options what the user handed over; `undefined` stands for no options
 * @param allowedNames every option there is
 * @param where who refuses, as the user knows it, e.g. `toBeAllClose`
 * @returns the options, whose values are yet to be looked at
 * @throws ArgumentError for a non-object and for an unknown name, naming the nearest right one
 * @example
 * import { requireOptions } from './options.ts';
 *
 * const { atol } = requireOptions({ atol: 1e-3 }, ['rtol', 'atol'], 'toBeAllClose');
 */
export function requireOptions<Name extends string>(
  options: unknown,
  allowedNames: readonly Name[],
  where: string,
): GivenOptions<Name> {
  const none: object = {};
  if (options === undefined) return none as GivenOptions<Name>; // every field is optional, and {} has none
  const listed = allowedNames.join(', ');
  const fields = fieldsOf(options);
  if (fields === undefined) {
    const facts = {
      argument: 'options',
      expected: `an object with ${listed}`,
      actual: describeKind(options),
    };
    const sentence = `${where}: options must be ${facts.expected}, got ${facts.actual}.`;
    const tolerance = allowedNames.find((name) => name === 'atol');
    if (typeof options === 'number' && tolerance !== undefined) {
      throw new ArgumentError(sentence, {
        ...facts,
        hint: `a tolerance goes by name: { ${tolerance}: ${options} }.`,
      });
    }
    throw new ArgumentError(sentence, facts);
  }
  for (const name of Object.keys(fields)) {
    if (allowedNames.some((allowed) => allowed === name)) continue;
    const nearest = nearestName(name, allowedNames);
    const known = allowedNames.length === 1 ? `the only option is ${listed}` : `the options are ${listed}`;
    throw new ArgumentError(`${where}: there is no option '${name}'; ${known}.`, {
      argument: name,
      expected: allowedNames,
      actual: name,
      ...(nearest !== undefined && { hint: `did you mean '${nearest}'?` }),
    });
  }
  return fields as GivenOptions<Name>; // every name was found among the allowed ones; values stay unknown
}

/**
 * Refuses a tolerance that is not a finite number from 0 up: with NaN nothing would pass, with Infinity everything.
 * @param value the tolerance given; `undefined` stands for `fallback`
 * @param name which option it is, e.g. `rtol`
 * @param where who refuses, as the user knows it
 * @throws ArgumentError for NaN, an infinity, a negative number and anything that is no number
 */
export function requireTolerance(value: unknown, name: string, where: string, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && Number.isFinite(value) && value >= 0) return value;
  const actual = describeKind(value);
  throw new ArgumentError(`${where}: ${name} must be a finite number from 0 up, got ${actual}.`, {
    argument: name,
    expected: 'a finite number from 0 up',
    actual: value,
  });
}

/**
 * Refuses an option that is neither true nor false: the string `'false'` would count as true.
 * @param value the flag given; `undefined` stands for `fallback`
 * @throws ArgumentError for anything but a boolean
 */
export function requireFlag(value: unknown, name: string, where: string, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value === 'boolean') return value;
  throw new ArgumentError(`${where}: ${name} must be true or false, got ${describeKind(value)}.`, {
    argument: name,
    expected: 'true or false',
    actual: value,
  });
}

/**
 * Refuses an option that is none of its few values, and names the nearest.
 * @param value what was given; `undefined` stands for `fallback`
 * @throws ArgumentError for anything else
 */
export function requireChoice<Choice extends string, Fallback>(
  value: unknown,
  choices: readonly Choice[],
  name: string,
  where: string,
  fallback: Fallback,
): Choice | Fallback {
  if (value === undefined) return fallback;
  const choice = choices.find((each) => each === value);
  if (choice !== undefined) return choice;
  const expected = choices.map((each) => `'${each}'`).join(' or ');
  const nearest = typeof value === 'string' ? nearestName(value, choices) : undefined;
  throw new ArgumentError(`${where}: ${name} must be ${expected}, got ${describeKind(value)}.`, {
    argument: name,
    expected: choices,
    actual: value,
    ...(nearest !== undefined && { hint: `did you mean '${nearest}'?` }),
  });
}

/**
 * Refuses what is not a number; infinities pass, since a range may be open on one side.
 * @throws ArgumentError for NaN and for anything that is no number
 */
export function requireNumber(value: unknown, name: string, where: string): number {
  if (typeof value === 'number' && !Number.isNaN(value)) return value;
  throw new ArgumentError(`${where}: ${name} must be a number, got ${describeKind(value)}.`, {
    argument: name,
    expected: 'a number',
    actual: value,
  });
}

/**
 * Refuses an axis that a tensor does not have, and counts a negative one from the end.
 * @param axis from -rank to rank - 1
 * @returns the axis from 0 to rank - 1
 * @throws ArgumentError for a fraction, an axis out of range, and every axis of a scalar
 */
export function requireAxis(
  axis: unknown,
  shape: readonly number[],
  where: string,
  argument = 'axis',
): number {
  const rank = shape.length;
  if (typeof axis === 'number' && Number.isInteger(axis) && axis >= -rank && axis < rank) {
    return axis < 0 ? axis + rank : axis;
  }
  const expected =
    rank === 0 ? 'left out, since a scalar has no axes' : `an integer from ${-rank} to ${rank - 1}`;
  throw new ArgumentError(
    `${where}: ${argument} must be ${expected}, for a tensor of shape [${shape.join(', ')}], got ${describeKind(axis)}.`,
    { argument, expected, actual: axis },
  );
}
