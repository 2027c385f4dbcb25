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

/** How many steps along `input` one step along `map` stands for; `undefined` where their shapes don't tell. */
function impliedStride(
  input: Axis | undefined,
  map: Axis | undefined,
  declared: number | undefined,
): number | undefined {
  const pixels = sizeOf(input);
  const places = sizeOf(map);
  if (pixels !== undefined && places !== undefined && places > 0) {
    // Rounding up or down at the border is a matter of padding, not of stride.
    const isRounded = (stride: number): boolean =>
      stride < 1 ? Math.abs(places * stride - pixels) < 1 : Math.abs(pixels / stride - places) < 1;
    return declared !== undefined && isRounded(declared) ? declared : pixels / places;
  }
  if (input?.kind !== 'name') return undefined;
  if (map?.kind === 'name') return map.name === input.name ? 1 : undefined;
  if (map?.kind !== 'expression' || namesIn(map.expression).join() !== input.name) return undefined;
  return strideOf(map.expression, input.name);
}

/** Batch first, channels last; what is between is space. None where the two shapes can't be laid over each other. */
function spatialAxes(input: DeclaredTensor, map: DeclaredTensor): readonly number[] {
  const { axes } = map.shape;
  if (input.shape.runs > 0 || map.shape.runs > 0 || axes.length !== input.shape.axes.length) return [];
  return Array.from({ length: Math.max(0, axes.length - 2) }, (_, axis) => axis + 1);
}

/**
 * The tensors with the strides that their shapes tell, where the module declares none: `'batch height//4 width//4 8'` of
 * an encoder that reads `'batch height width 1'` has a stride of 4.
 */
export function withImpliedStrides(
  input: DeclaredTensor | undefined,
  tensors: readonly DeclaredTensor[],
): readonly DeclaredTensor[] {
  if (input === undefined) return tensors;
  return tensors.map((tensor) => {
    if (tensor.stride !== undefined) return tensor;
    const [stride, ...others] = new Set(
      spatialAxes(input, tensor).map((axis) =>
        impliedStride(input.shape.axes[axis], tensor.shape.axes[axis], undefined),
      ),
    );
    const isOne = others.length === 0 && stride !== undefined && Number.isSafeInteger(stride) && stride > 0;
    return isOne ? { ...tensor, stride } : tensor;
  });
}

/**
 * Refuses a feature map whose stride contradicts its shape, such as `stride: 4` beside `height//2`: anchors and boxes are
 * placed by the stride, so that a wrong one puts every box in the wrong place without an error anywhere.
 * @param owner the module's name
 * @param reference what the shapes are measured by: the images, whose stride is 1, or another map
 * @param label what messages call the reference
 * @throws InteractionError naming the map, the axis and both strides
 */
export function refuseWrongStrides(
  owner: string,
  reference: DeclaredTensor | undefined,
  maps: readonly DeclaredTensor[],
  label = 'input',
): void {
  if (reference === undefined) return;
  const { stride: unit = 1 } = reference;
  const unitSays = reference.stride === undefined ? '' : ` with stride ${unit}`;
  for (const map of maps) {
    const { name = '', shape, stride } = map;
    if (stride === undefined) continue;
    const width = Math.max(label.length, name.length);
    for (const axis of spatialAxes(reference, map)) {
      const declared = shape.axes[axis];
      const implied = impliedStride(reference.shape.axes[axis], declared, stride / unit);
      if (declared === undefined || implied === undefined || implied * unit === stride) continue;
      throw new InteractionError(
        `${owner} declares feature map ${name} with stride ${stride}, but its axis ${axis}, ` +
          `${printAxis(declared)}, has a stride of ${implied * unit}.\n` +
          `  ${label.padEnd(width)}  '${printShape(reference.shape)}'${unitSays}\n` +
          `  ${name.padEnd(width)}  '${printShape(shape)}' with stride ${stride}`,
        {
          parts: [owner],
          tensor: map.name,
          axis,
          argument: map.name ?? 'featureMaps',
          expected: implied * unit,
          actual: stride,
        },
      );
    }
  }
}

/**
 * Refuses maps that a module reads by strides that contradict each other, such as `'batch 2*height 2*width 16'` with
 * stride 1 beside `'batch height width 32'` with stride 4: no encoder could give both.
 * @param owner the module's name
 * @throws InteractionError naming the map, the axis and both strides
 */
export function refuseContraryStrides(owner: string, maps: readonly DeclaredTensor[]): void {
  for (const reference of maps) {
    if (reference.stride === undefined) continue;
    refuseWrongStrides(
      owner,
      reference,
      maps.filter((each) => each !== reference),
      reference.name,
    );
  }
}
