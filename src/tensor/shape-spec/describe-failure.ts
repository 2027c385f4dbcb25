import { describeShape } from '../describe.ts';
import type { NameInFailure, ShapeFailure } from './failure.ts';
import type { ParsedShape } from './types.ts';

function axes(count: number): string {
  return `${count} ${count === 1 ? 'axis' : 'axes'}`;
}

function axisOf(tensor: string, axis: number, failing: string): string {
  return tensor === '' || tensor === failing ? `axis ${axis}` : `${tensor} axis ${axis}`;
}

function valueOf(name: NameInFailure): string {
  return typeof name.value === 'number'
    ? `${name.name} = ${name.value}`
    : `*${name.name} = ${describeShape(name.value)}`;
}

/** `with height = 4 bound by query axis 1 and width = 3 given`. */
function withNames(names: readonly NameInFailure[], failing: string): string {
  if (names.length === 0) return '';
  const parts = names.map((name) =>
    name.axis < 0
      ? `${valueOf(name)} given`
      : `${valueOf(name)} bound by ${axisOf(name.tensor, name.axis, failing)}`,
  );
  const last = parts.length - 1;
  return ` with ${last > 0 ? `${parts.slice(0, last).join(', ')} and ` : ''}${parts[last] ?? ''}`;
}

/** `but query axis 2 bound depth = 4`, for a name that is used alone. */
function boundName(name: NameInFailure, failing: string): string {
  return name.axis < 0
    ? `${valueOf(name)} was given`
    : `${axisOf(name.tensor, name.axis, failing)} bound ${valueOf(name)}`;
}

function sentence(failure: ShapeFailure, source: string): string {
  switch (failure.kind) {
    case 'rank': {
      const has = `${failure.tensor === '' ? 'the tensor has' : 'has'} ${axes(failure.rank)}`;
      if (source === '') return `${has}, expected a scalar`;
      const steps = failure.inStepsOf > 1 ? `, or more in steps of ${failure.inStepsOf}` : '';
      const least = failure.orMore && steps === '' ? 'at least ' : '';
      return `${has}, but '${source}' has ${least}${axes(failure.expected)}${steps}${withNames(failure.names, failure.tensor)}`;
    }
    case 'size': {
      const { axis, token, size, expected, orOne, names } = failure;
      const [name] = names;
      if (name === undefined)
        return `axis ${axis}${token === String(expected) ? '' : ` (${token})`} is ${size}, expected ${expected}${orOne ? ' or 1' : ''}`;
      const alone = token === name.name || token === `#${name.name}`;
      const but = alone
        ? boundName(name, failure.tensor)
        : `${token} = ${expected}${withNames(names, failure.tensor)}`;
      return `axis ${axis} (${token}) is ${size}, but ${but}`;
    }
    case 'unsolvable': {
      const { axis, token, size, unbound, problem, names } = failure;
      const why = problem === '' ? `which is not ${token} for any ${unbound}` : `but ${token} ${problem}`;
      return `axis ${axis} (${token}) is ${size}, ${why}${withNames(names, failure.tensor)}`;
    }
    case 'run': {
      const { from, sizes, token, names } = failure;
      const [name] = names;
      const which =
        sizes.length === 0
          ? `${token} has no axes`
          : sizes.length === 1
            ? `axis ${from} (${token}) is ${sizes[0] ?? 0}`
            : `axes ${from} to ${from + sizes.length - 1} (${token}) are ${describeShape(sizes)}`;
      return name === undefined ? which : `${which}, but ${boundRun(name, failure.tensor)}`;
    }
  }
}

function boundRun(name: NameInFailure, failing: string): string {
  if (name.axis < 0) return `${valueOf(name)} was given`;
  const whose = (tensor: string): string =>
    tensor === '' || tensor === failing ? 'an earlier axis' : tensor;
  const { widenedBy = [] } = name;
  if (widenedBy.length > 0) {
    const together = [...new Set([name.tensor, ...widenedBy].map(whose))];
    return `${together.join(' and ')} broadcast to ${valueOf(name)}`;
  }
  const length = typeof name.value === 'number' ? 1 : name.value.length;
  if (length === 0) return `${whose(name.tensor)} bound ${valueOf(name)}`;
  const span = length === 1 ? `axis ${name.axis}` : `axes ${name.axis} to ${name.axis + length - 1}`;
  const other = name.tensor === '' || name.tensor === failing ? '' : `${name.tensor} `;
  return `${other}${span} bound ${valueOf(name)}`;
}

/**
 * Says in one sentence which axis fails and who bound what it disagrees with.
 * @example
 * const parsed = parseShapeSpec('batch source depth');
 * const match = matchShape([2, 5, 6], parsed, new Environment({ depth: 4 }), 'key');
 * match.matches ? '' : describeFailure(match.failure, parsed) // 'key: axis 2 (depth) is 6, but depth = 4 was given'
 */
export function describeFailure(
  failure: ShapeFailure,
  parsed: ParsedShape,
  spec = parsed.source.trim(),
): string {
  return `${failure.tensor === '' ? '' : `${failure.tensor}: `}${sentence(failure, spec)}`;
}

/** One tensor of a message: its name, dtype with shape, and spec. */
export interface TensorRow {
  readonly tensor: string;
  readonly described: string;
  readonly spec: string;
}

/** Rows in aligned columns, indented by two spaces, as they stand under the sentence. */
export function describeRows(rows: readonly TensorRow[]): string {
  const name = Math.max(...rows.map((row) => row.tensor.length));
  const described = Math.max(...rows.map((row) => row.described.length));
  return rows
    .map((row) => {
      const label = name === 0 ? '' : `${row.tensor.padEnd(name)}  `;
      return `  ${label}${row.described.padEnd(described)}  '${row.spec}'`;
    })
    .join('\n');
}
