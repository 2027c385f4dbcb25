import { printAxis } from './print.ts';
import { specError } from './spec-error.ts';
import type { Environment } from './environment.ts';
import type { ExpressionAxis, NameAxis, ParsedShape, VariadicAxis } from './types.ts';

/** Refuses a name that stands for one axis in one spec of a call and for several in another. */
export function failTwoKinds(
  axis: NameAxis | VariadicAxis | ExpressionAxis,
  name: string,
  parsed: ParsedShape,
  says: string,
): never {
  throw specError(parsed.source, axis.offset, `'${name}' is ${says} elsewhere`, { actual: says });
}

/** Refuses arithmetic whose names nothing binds: it would fit anything, or nothing, by accident. */
export function failUndetermined(axis: ExpressionAxis, parsed: ParsedShape, environment: Environment): never {
  const unbound = axis.names.filter((name) => !environment.sizes.has(name));
  const token = printAxis(axis);
  const names = unbound.map((name) => `'${name}'`).join(' and ');
  throw specError(
    parsed.source,
    axis.offset,
    `'${token}' does not determine ${names}, and nothing else binds ${unbound.length === 1 ? 'it' : 'them'}`,
    {
      expected: `${names} bound by another axis`,
      actual: token,
      hint: `give the size in bindings, e.g. { ${unbound[0] ?? ''}: 3 }, or write it as an axis of its own.`,
    },
  );
}

/** Refuses two runs of axes of which none is bound: any split would do. */
export function failUnsplit(parsed: ParsedShape, environment: Environment): never {
  const open = parsed.axes.filter((axis) => {
    if (axis.kind === 'variadic') return axis.broadcast || environment.runs.get(axis.name)?.widens !== false;
    return axis.kind === 'ellipsis';
  });
  const [first, second] = open;
  if (first === undefined || second === undefined) throw new Error('a split with one open run is determined');
  throw specError(
    parsed.source,
    second.offset,
    `which axes belong to '${printAxis(first)}' and which to '${printAxis(second)}' is not determined`,
    {
      expected: 'at most one run of axes of unknown length',
      actual: `${printAxis(first)} and ${printAxis(second)}`,
    },
  );
}
