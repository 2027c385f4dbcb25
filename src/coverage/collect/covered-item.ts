import type { InventoryItem } from '../../analyzer/inventory/index.ts';
import type { RecordEntry } from './record.ts';
import type { SourcePlace } from './source-place.ts';

/** Something that tests should reach, and whether they do. */
export interface CoveredItem {
  /** From the root, with slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  /** As a person looks for it. */
  readonly name: string;
  readonly covered: boolean;
  /** What is missing, a phrase each; none where it is covered. */
  readonly missing: readonly string[];
}

/** The place that an entry is about; undefined for an entry that names none, as another version may write it. */
export function placeOfEntry({ file, line, column }: RecordEntry): SourcePlace | undefined {
  return file !== undefined && typeof line === 'number' && typeof column === 'number'
    ? { file, line, column }
    : undefined;
}

/** Finds what of the sources a place lies in. */
export class ItemsByPlace<Item extends InventoryItem> {
  readonly #byFile = new Map<string, Item[]>();

  constructor(items: Iterable<Item>) {
    for (const item of items) {
      const known = this.#byFile.get(item.file);
      if (known === undefined) this.#byFile.set(item.file, [item]);
      else known.push(item);
    }
  }

  /** The smallest item round a place. */
  around(place: SourcePlace): Item | undefined {
    let smallest: Item | undefined;
    for (const item of this.#byFile.get(place.file) ?? []) {
      if (!holds(item, place)) continue;
      if (smallest === undefined || isInside(item, smallest)) smallest = item;
    }
    return smallest;
  }

  /** The item on the line of a place that is nearest to it, of those that are asked for. */
  onLine({ file, line, column }: SourcePlace, matches: (item: Item) => boolean): Item | undefined {
    let nearest: Item | undefined;
    for (const item of this.#byFile.get(file) ?? []) {
      if (item.line !== line || !matches(item)) continue;
      if (nearest === undefined || Math.abs(item.column - column) < Math.abs(nearest.column - column))
        nearest = item;
    }
    return nearest;
  }
}

/** Puts items into the order in which people go through files. */
export function inSourceOrder<Item extends CoveredItem>(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : a.file < b.file ? -1 : 1,
  );
}

function holds(item: InventoryItem, { line, column }: SourcePlace): boolean {
  const begins = line > item.line || (line === item.line && column >= item.column);
  return begins && (line < item.endLine || (line === item.endLine && column < item.endColumn));
}

function isInside(item: InventoryItem, other: InventoryItem): boolean {
  return (
    holds(other, item) && !(item.line === other.line && item.column === other.column && isLonger(item, other))
  );
}

function isLonger(item: InventoryItem, other: InventoryItem): boolean {
  return item.endLine > other.endLine || (item.endLine === other.endLine && item.endColumn > other.endColumn);
}
