import { specError } from './spec-error.ts';
import type { ParsedShape } from './types.ts';

const SAYS = {
  one: 'one axis',
  several: 'several axes (*)',
  documented: 'a documented size (=) that binds nothing',
} as const;

type Use = keyof typeof SAYS;

/**
 * Refuses a name that is used in two ways: `batch *batch` can't agree, and in `rows=3 rows` the second would match anything
 * where the reader expects 3.
 * @throws ShapeSpecError with a caret under the second use
 */
export function requireConsistentNames(spec: string, shapes: readonly ParsedShape[]): void {
  const uses = new Map<string, Use>();
  const note = (name: string, use: Use, offset: number): void => {
    const earlier = uses.get(name);
    if (earlier === undefined) uses.set(name, use);
    else if (earlier !== use) {
      throw specError(spec, offset, `'${name}' is ${SAYS[use]} here, but was ${SAYS[earlier]}`, {
        expected: SAYS[earlier],
        actual: SAYS[use],
      });
    }
  };
  for (const axis of shapes.flatMap((shape) => shape.axes)) {
    if (axis.kind === 'name') note(axis.name, 'one', axis.offset);
    else if (axis.kind === 'variadic') note(axis.name, 'several', axis.offset);
    else if (axis.kind === 'documented') note(axis.name, 'documented', axis.offset);
    else if (axis.kind === 'expression') for (const name of axis.names) note(name, 'one', axis.offset);
  }
}
