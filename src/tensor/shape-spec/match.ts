import { fails, MATCHED } from './failure.ts';
import { layOut } from './layout.ts';
import { matchExpression, matchFixed, matchName } from './match-axis.ts';
import { matchRun } from './match-run.ts';
import { failUndetermined, failUnsplit } from './undetermined.ts';
import type { Environment } from './environment.ts';
import type { ShapeEntry, ShapeMatch } from './failure.ts';
import type { ExpressionAxis, ParsedShape } from './types.ts';

/** Everything but arithmetic, in the order of the axes. */
function matchAxes(entry: ShapeEntry, starts: readonly number[], environment: Environment): ShapeMatch {
  const { shape, parsed } = entry;
  for (const [at, axis] of parsed.axes.entries()) {
    const index = starts[at] ?? 0;
    const size = shape[index] ?? 0;
    let match = MATCHED;
    switch (axis.kind) {
      case 'fixed':
      case 'documented':
        match = matchFixed(axis, index, size, entry.tensor);
        break;
      case 'name':
        match = matchName(axis, index, size, entry, environment);
        break;
      case 'variadic':
        match = matchRun(axis, index, (starts[at + 1] ?? shape.length) - index, entry, environment);
        break;
      case 'any':
      case 'ellipsis':
      case 'expression': // arithmetic comes once all names had their turn
    }
    if (!match.matches) return match;
  }
  return MATCHED;
}

/**
 * Matches several shapes in one environment. The order in which names are written does not matter: what can't be decided
 * yet (arithmetic in an unbound name, a split between two unbound runs) waits until the others have bound what they can.
 * @param entries the tensors of one call
 * @param environment grows by what the shapes bind; after a failure it keeps what was bound before the failing axis
 * @returns the first failure, or that all match
 * @throws ShapeSpecError when something stays open after all
 */
export function matchShapes(entries: readonly ShapeEntry[], environment: Environment): ShapeMatch {
  let waiting: readonly ShapeEntry[] = entries;
  let arithmetic: { readonly axis: ExpressionAxis; readonly index: number; readonly entry: ShapeEntry }[] =
    [];
  while (waiting.length > 0) {
    const later: ShapeEntry[] = [];
    for (const entry of waiting) {
      const layout = layOut(entry, environment);
      if (layout === 'later') {
        later.push(entry);
        continue;
      }
      if ('failure' in layout) return fails(layout.failure);
      const match = matchAxes(entry, layout.starts, environment);
      if (!match.matches) return match;
      if (entry.parsed.expressions === 0) continue;
      entry.parsed.axes.forEach((axis, at) => {
        if (axis.kind === 'expression') arithmetic.push({ axis, index: layout.starts[at] ?? 0, entry });
      });
    }
    const stuck = later.length === waiting.length ? later[0] : undefined;
    if (stuck !== undefined) failUnsplit(stuck.parsed, environment);
    waiting = later;
  }
  while (arithmetic.length > 0) {
    const later: typeof arithmetic = [];
    for (const each of arithmetic) {
      const match = matchExpression(each.axis, each.index, each.entry, environment);
      if (match === 'later') later.push(each);
      else if (!match.matches) return match;
    }
    const stuck = later.length === arithmetic.length ? later[0] : undefined;
    if (stuck !== undefined) failUndetermined(stuck.axis, stuck.entry.parsed, environment);
    arithmetic = later;
  }
  return MATCHED;
}

/**
 * Matches one shape.
 * @param shape the sizes of a tensor
 * @param parsed what `parseShapeSpec` gave
 * @param environment grows by what the shape binds; after a failure it keeps what was bound before the failing axis
 * @param tensor how messages call the tensor, e.g. `query`
 * @returns that it matches, or which axis does not and why
 * @throws ShapeSpecError when the spec leaves something open that nothing binds, such as `height//2` alone
 * @example matchShape([2, 3], parseShapeSpec('batch 3'), new Environment()).matches // true
 */
export function matchShape(
  shape: readonly number[],
  parsed: ParsedShape,
  environment: Environment,
  tensor = '',
): ShapeMatch {
  if (parsed.runs > 0 || parsed.expressions > 0 || shape.length !== parsed.singles) {
    return matchShapes([{ tensor, shape, parsed }], environment);
  }
  // The path of nearly every spec, without lists.
  const entry = { tensor, shape, parsed };
  for (let index = 0; index < shape.length; index += 1) {
    const axis = parsed.axes[index];
    const size = shape[index] ?? 0;
    if (axis?.kind === 'name') {
      const match = matchName(axis, index, size, entry, environment);
      if (!match.matches) return match;
    } else if (axis?.kind === 'fixed' || axis?.kind === 'documented') {
      if (axis.size !== size) {
        const match = matchFixed(axis, index, size, tensor);
        if (!match.matches) return match;
      }
    }
  }
  return MATCHED;
}
