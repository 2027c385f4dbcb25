import { reduce } from './expression.ts';
import { layOut } from './layout.ts';
import { printAxis } from './print.ts';
import type { Environment } from './environment.ts';
import type { Axis, ParsedShape } from './types.ts';

/** One axis of a tensor beside what its spec says about it; plain data. */
export interface ShapeRow {
  readonly axis: number;
  readonly size: number;
  /** The axis of the spec, e.g. `2*height`; `null` where the ranks disagree and no axis can be told. */
  readonly token: string | null;
  /** The size that was asked for; `null` where any fits. */
  readonly expected: number | null;
  readonly pass: boolean;
}

function expectedOf(axis: Axis, within: number, length: number, environment: Environment): number | null {
  switch (axis.kind) {
    case 'fixed':
    case 'documented':
      return axis.size;
    case 'name':
      return environment.sizes.get(axis.name)?.size ?? null;
    case 'expression': {
      const value = reduce(axis.expression, (name) => environment.sizes.get(name)?.size);
      return typeof value === 'number' ? value : null;
    }
    case 'variadic': {
      const sizes = environment.runs.get(axis.name)?.sizes ?? [];
      return sizes[within + sizes.length - length] ?? null;
    }
    case 'any':
    case 'ellipsis':
      return null;
  }
}

/**
 * Sets each axis of a shape beside its axis of the spec, after a match.
 * @param environment as the match left it
 */
export function shapeRows(
  shape: readonly number[],
  parsed: ParsedShape,
  environment: Environment,
): readonly ShapeRow[] {
  const layout = layOut({ tensor: '', shape, parsed }, environment);
  if (layout === 'later' || 'failure' in layout) {
    return shape.map((size, axis) => ({ axis, size, token: null, expected: null, pass: false }));
  }
  return parsed.axes.flatMap((axis, at) => {
    const start = layout.starts[at] ?? 0;
    const end = layout.starts[at + 1] ?? shape.length;
    const broadcast = 'broadcast' in axis && axis.broadcast;
    return shape.slice(start, end).map((size, within) => {
      const expected = expectedOf(axis, within, end - start, environment);
      const pass = expected === null || size === expected || (broadcast && size === 1);
      return { axis: start + within, size, token: printAxis(axis), expected, pass };
    });
  });
}
