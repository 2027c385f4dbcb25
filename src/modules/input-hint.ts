import { Environment, matchShape } from '../tensor/shape-spec/index.ts';
import type { ParsedShape } from '../tensor/shape-spec/index.ts';

function fits(shape: readonly number[], parsed: ParsedShape): boolean {
  return matchShape(shape, parsed, new Environment()).matches;
}

/** The first axis of a spec is the batch where it has a name that isn't arithmetic. */
function hasBatchAxis(parsed: ParsedShape): boolean {
  return parsed.axes[0]?.kind === 'name' && parsed.axes.length > 1;
}

/**
 * What would make an input fit: the batch axis that is missing, the channel axis that is missing, or channels that stand
 * first. Each is tried before it is said.
 * @param shape the input's shape, which doesn't fit
 * @returns the hint; `undefined` where nothing is certain
 */
export function inputHint(shape: readonly number[], parsed: ParsedShape): string | undefined {
  if (parsed.runs > 0 || !hasBatchAxis(parsed)) return undefined;
  if (shape.length === parsed.singles - 1) {
    const batch = fits([1, ...shape], parsed);
    const channels = parsed.axes.at(-1)?.kind === 'fixed' && fits([...shape, 1], parsed);
    if (batch && channels) {
      return 'an axis is missing: tf.expandDims(x, 0) if it is the batch, tf.expandDims(x, -1) if it is the channels.';
    }
    if (batch) return 'the batch axis is missing: tf.expandDims(x, 0).';
    if (channels) return 'the channel axis is missing: tf.expandDims(x, -1).';
    return undefined;
  }
  const [batch, channels, height, width] = shape;
  if (shape.length !== 4 || batch === undefined || channels === undefined) return undefined;
  if (height === undefined || width === undefined || parsed.axes.at(-1)?.kind !== 'fixed') return undefined;
  return fits([batch, height, width, channels], parsed)
    ? 'the channels are axis 1 here and last there: tf.transpose(x, [0, 2, 3, 1]).'
    : undefined;
}
