import { parseAxis } from './parse-axis.ts';
import { SpecReader } from './reader.ts';
import { requireConsistentNames } from './consistent-names.ts';
import { cached } from './cache.ts';
import type { Axis, ParsedShape, ParsedSignature, ShapeSpec, SignatureSlot } from './types.ts';

/** Reads axes up to the end, or in a signature up to a comma or an arrow. */
function readShape(reader: SpecReader): ParsedShape {
  const axes: Axis[] = [];
  let singles = 0;
  let expressions = 0;
  let ellipsis = false;
  for (;;) {
    reader.skipSpace();
    if (reader.atSlotEnd()) break;
    const axis = parseAxis(reader);
    if (axis.kind === 'ellipsis') {
      if (ellipsis) {
        reader.fail(axis.offset, "a second '...' leaves open which axes belong to which", {
          expected: "one '...' at most",
          hint: 'name the runs (*batch) and bind them elsewhere, or write _ for each single axis.',
        });
      }
      ellipsis = true;
    } else if (axis.kind !== 'variadic') {
      singles += 1;
      if (axis.kind === 'expression') expressions += 1;
    }
    axes.push(axis);
  }
  return { source: reader.spec, axes, singles, runs: axes.length - singles, expressions };
}

function readSlot(reader: SpecReader): SignatureSlot {
  reader.skipSpace();
  const label = reader.takeSlotName();
  return { name: label?.name, optional: label?.optional ?? false, shape: readShape(reader) };
}

function readSlots(reader: SpecReader): readonly SignatureSlot[] {
  const slots: SignatureSlot[] = [];
  const names = new Set<string>();
  do {
    reader.skipSpace();
    const offset = reader.offset;
    const slot = readSlot(reader);
    if (slot.name !== undefined) {
      if (names.has(slot.name)) reader.fail(offset, `two tensors are called '${slot.name}'`);
      names.add(slot.name);
    }
    slots.push(slot);
  } while (reader.take(','));
  return slots;
}

function readSignature(spec: string): ParsedSignature {
  const reader = new SpecReader(spec, 'signature');
  reader.skipSpace();
  const inputs = reader.startsWith('->') ? [] : readSlots(reader);
  if (!reader.take('->')) reader.failExpected("'->' and the shape of what the function returns");
  const outputs = readSlots(reader);
  if (!reader.atEnd()) reader.failExpected('the end: a signature has one arrow');
  const optional = outputs.find((slot) => slot.optional);
  if (optional !== undefined) {
    reader.fail(spec.lastIndexOf('?'), 'only an argument can be optional, not what the function returns');
  }
  requireConsistentNames(
    spec,
    [...inputs, ...outputs].map((slot) => slot.shape),
  );
  return { source: spec, inputs, outputs };
}

function readWholeShape(spec: string): ParsedShape {
  const shape = readShape(new SpecReader(spec, 'shape'));
  requireConsistentNames(spec, [shape]);
  return shape;
}

const shapes = cached(readWholeShape);
const signatures = cached(readSignature);

/**
 * Reads a shape spec.
 * @param spec e.g. `'batch height width 3'`; the empty string is a scalar
 * @returns the axes; the same object for the same text, so it must not be changed
 * @throws ShapeSpecError when the text is not in the grammar, with a caret under the offending place
 * @example parseShapeSpec('batch 2*height ...').axes.map((axis) => axis.kind) // ['name', 'expression', 'ellipsis']
 * @see https://docs.kidger.site/jaxtyping/api/array/ from which the notation is taken
 */
export function parseShapeSpec(spec: ShapeSpec): ParsedShape {
  return shapes(spec);
}

/**
 * Reads a function's signature: shapes of the arguments, `->`, shapes of what it returns, separated by commas.
 * A shape may have a name in front (`images: b h w 3`), an argument that may be left out a `?` (`mask?: b h w`).
 * Nothing before the arrow means no tensor arguments; nothing after it means a scalar, the shape of a loss.
 * @param spec e.g. `'batch h w 3, batch 4 -> batch classes'`
 * @returns inputs and outputs; the same object for the same text, so it must not be changed
 * @throws ShapeSpecError when the text is not in the grammar, with a caret under the offending place
 * @example parseSignature('logits: batch classes, labels: batch ->').inputs.length // 2
 */
export function parseSignature(spec: string): ParsedSignature {
  return signatures(spec);
}
