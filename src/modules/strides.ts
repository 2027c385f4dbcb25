import { InteractionError } from '../errors.ts';
import { namesIn, reduce } from '../tensor/shape-spec/expression.ts';
import { printAxis, printShape } from '../tensor/shape-spec/index.ts';
import type { Axis, Expression } from '../tensor/shape-spec/index.ts';
import type { DeclaredTensor } from './declaration.ts';
import { periodOf } from './size-constraints.ts';

/** How much of a name one step of an expression stands for, e.g. 4 for `height//4`; `undefined` where it isn't linear. */
function strideOf(expression: Expression, name: string): number | undefined {
  const period = periodOf(expression);
  const at = (size: number): number | undefined => {
    const value = reduce(expression, (each) => (each === name ? size : undefined));
    return typeof value === 'number' ? value : undefined;
  };
  const [start, next, last] = [at(period), at(2 * period), at(3 * period)];
  if (start === undefined || next === undefined || last === undefined) return undefined;
  return next > start && next - start === last - next ? period / (next - start) : undefined;
}

function sizeOf(axis: Axis | undefined): number | undefined {
  return axis?.kind === 'fixed' || axis?.kind === 'documented' ? axis.size : undefined;
}

function impliedStride(input: Axis | undefined, map: Axis | undefined, stride: number): number | undefined {
  const pixels = sizeOf(input);
  const places = sizeOf(map);
  if (pixels !== undefined && places !== undefined && places > 0) {
    // Rounding up or down at the border is a matter of padding, not of stride.
    return Math.abs(pixels / stride - places) < 1 ? stride : pixels / places;
  }
  if (input?.kind !== 'name') return undefined;
  if (map?.kind === 'name') return map.name === input.name ? 1 : undefined;
  if (map?.kind !== 'expression' || namesIn(map.expression).join() !== input.name) return undefined;
  return strideOf(map.expression, input.name);
}

/**
 * Refuses a feature map whose stride contradicts its shape, such as `stride: 4` beside `height//2`: anchors and boxes are
 * placed by the stride, so that a wrong one puts every box in the wrong place without an error anywhere.
 * @param owner the backbone's name
 * @throws InteractionError naming the map, the axis and both strides
 */
export function refuseWrongStrides(
  owner: string,
  input: DeclaredTensor | undefined,
  maps: readonly DeclaredTensor[],
): void {
  if (input === undefined || input.shape.runs > 0) return;
  for (const { name, shape, stride } of maps) {
    if (stride === undefined || shape.runs > 0 || shape.axes.length !== input.shape.axes.length) continue;
    // Batch first, channels last; what is between is space.
    for (let axis = 1; axis < shape.axes.length - 1; axis += 1) {
      const declared = shape.axes[axis];
      const implied = impliedStride(input.shape.axes[axis], declared, stride);
      if (declared === undefined || implied === undefined || implied === stride) continue;
      throw new InteractionError(
        `${owner} declares feature map ${name ?? ''} with stride ${stride}, but its axis ${axis}, ` +
          `${printAxis(declared)}, has a stride of ${implied}.\n` +
          `  input  '${printShape(input.shape)}'\n` +
          `  ${(name ?? '').padEnd(5)}  '${printShape(shape)}' with stride ${stride}`,
        {
          parts: [owner],
          tensor: name,
          axis,
          argument: name ?? 'featureMaps',
          expected: implied,
          actual: stride,
        },
      );
    }
  }
}
