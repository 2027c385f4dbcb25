import type { SourceText } from '../source-text.ts';
import { TensorFlowNames } from '../tensorflow/names.ts';
import type { InventoryItem } from './item.ts';
import { opCallsIn, type SourceOpCall } from './op-calls.ts';
import { signaturesIn, type SourceSignature } from './signatures.ts';
import { gradientsIn } from './trainables.ts';

/** All that the sources hold of it, in the order of files and lines. */
export interface Inventory {
  /** The files that were read, from the root, with `/`. */
  readonly files: readonly string[];
  readonly signatures: readonly SourceSignature[];
  readonly trainables: readonly InventoryItem[];
  readonly customGradients: readonly InventoryItem[];
  readonly opCalls: readonly SourceOpCall[];
}

/** Takes the inventory of parsed sources. */
export function inventoryOf(sources: readonly SourceText[]): Inventory {
  const signatures: SourceSignature[] = [];
  const trainables: InventoryItem[] = [];
  const customGradients: InventoryItem[] = [];
  const opCalls: SourceOpCall[] = [];
  for (const source of sources) {
    const names = new TensorFlowNames(source);
    const gradients = gradientsIn(source, names);
    signatures.push(...signaturesIn(source));
    trainables.push(...gradients.trainables);
    customGradients.push(...gradients.customGradients);
    opCalls.push(...opCallsIn(source, names));
  }
  return { files: sources.map(({ path }) => path), signatures, trainables, customGradients, opCalls };
}
