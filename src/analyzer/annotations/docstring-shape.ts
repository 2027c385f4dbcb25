import { parseShapeSpec } from '../../tensor/shape-spec/index.ts';
import type { ParsedShape } from '../../tensor/shape-spec/index.ts';

/** A shape that a docstring gives, and where in its text. */
export interface DocstringShape {
  readonly shape: ParsedShape;
  /** In the grammar of this library, e.g. `batch height width 3`. */
  readonly spec: string;
  /** As it was written. */
  readonly written: string;
}

/** `'batch height width 3'`, with backticks around it or without. */
const QUOTED = /`'([^'`\n]*)'`|`"([^"`\n]*)"`|(?<![\w'])'([^'\n]+)'(?!\w)/g;

/** `[batch, height, 3]`, `float32[batch, 10]`; in parentheses only after the word *shape*, which Python's readers write. */
const LISTED = /([\w*/]*)\[([^[\]\n]*)\]|\bshapes?\b[^()[\]\n.;]{0,12}\(([^()\n]*)\)/gi;

/** The word *shape*, near enough before a list to be about it. */
const SHAPE_BEFORE = /\bshapes?\b[^.;[]{0,24}$/i;

/** `values in [low, high]` and `[min, max]` are ranges. */
const RANGE_BEFORE = /\b(?:in|range|within|between|from|interval)\b[^.;]{0,12}$/i;
const RANGE = /^(?:min|low|from|lower)\w* (?:max|high|to|upper)\w*$/i;

const DTYPE = /^(?:float32|int32|bool|complex64|string|tensor\d?d?)$/i;

/**
 * Finds the shape in the text of a docstring: in this library's grammar inside quotes, or as a list in brackets.
 * @param text of a `@param`, a `@returns` or a property
 * @param inContainer whether the position holds several tensors: then `[xs, ys]` is a tuple, unless the word *shape* is there
 * @example docstringShape('logits of shape [batch, 10]') // spec 'batch 10'
 */
export function docstringShape(text: string, inContainer = false): DocstringShape | undefined {
  for (const match of text.matchAll(QUOTED)) {
    const spec = match[1] ?? match[2] ?? match[3] ?? '';
    const shape = parsed(spec);
    if (shape !== undefined) return { shape, spec, written: match[0] };
  }
  for (const match of text.matchAll(LISTED)) {
    const before = text.slice(0, match.index);
    const spec = specOfList(match[2] ?? match[3] ?? '');
    if (spec === undefined) continue;
    const isNamed = match[3] !== undefined || DTYPE.test(match[1] ?? '') || SHAPE_BEFORE.test(before);
    if (!isNamed && (inContainer || (match[1] ?? '') !== '' || !/[a-z]/i.test(spec))) continue;
    if (!isNamed && (RANGE_BEFORE.test(before) || RANGE.test(spec))) continue;
    const shape = parsed(spec);
    if (shape !== undefined) return { shape, spec, written: match[0] };
  }
  return undefined;
}

/** `batch, 2 * height, -1` is `batch _ _`; what is no size at all is no shape. */
function specOfList(list: string): string | undefined {
  if (list.trim() === '') return '';
  const axes: string[] = [];
  for (const part of list.split(',')) {
    const axis = part.trim().replaceAll('`', '');
    if (axis === '') {
      if (axes.length > 0) continue; // Python's (batch,)
      return undefined;
    }
    if (/^\d+$/.test(axis) || /^[a-z]\w*$/i.test(axis))
      axes.push(/^(?:null|none|undefined)$/i.test(axis) ? '_' : axis);
    else if (/^(?:\.\.\.|…)$/.test(axis)) axes.push('...');
    else if (/^(?:-1|\?|\*|_)$/.test(axis) || /^[a-z0-9_ +*/()-]+$/i.test(axis)) axes.push('_');
    else return undefined;
  }
  return axes.join(' ');
}

function parsed(spec: string): ParsedShape | undefined {
  try {
    return parseShapeSpec(spec);
  } catch {
    return undefined;
  }
}
