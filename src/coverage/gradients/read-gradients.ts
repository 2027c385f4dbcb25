import type { Inventory, InventoryItem } from '../../analyzer/inventory/index.ts';
import type { GradientLook } from '../../engine/run-listeners.ts';
import { inSourceOrder, ItemsByPlace, placeOfEntry, type CoveredItem } from '../collect/covered-item.ts';
import type { RunRecord } from '../collect/read-records.ts';
import type { RecordEntry } from '../collect/record.ts';
import { CUSTOM_GRADIENT, GRADIENT, TRAINABLE } from './collect.ts';

/** A layer with weights or a variable, and who looked at its gradient. */
export interface TrainableCoverage extends CoveredItem {
  /** Whether a test made it. */
  readonly made: boolean;
  /** Which checks saw its gradient. */
  readonly by: readonly GradientLook[];
}

/** A `customGrad`, and whether a gradient check ran it. */
export interface CustomGradientCoverage extends CoveredItem {
  /** Whether a test made it. */
  readonly made: boolean;
}

/** What is trained in the sources, and the gradients that they define themselves, with what a run of tests makes of them. */
export interface GradientCoverage {
  readonly trainables: readonly TrainableCoverage[];
  readonly customGradients: readonly CustomGradientCoverage[];
}

const LOOKS: readonly GradientLook[] = ['gradient check', 'flow check', 'sanity run'];

/**
 * Says of each layer with weights and each variable that the sources make whether a gradient check, a flow check or a sanity run saw its
 * gradient, and of each custom gradient whether a gradient check compared it with differences.
 */
export function readGradients(
  { entries }: RunRecord,
  { files, trainables, customGradients }: Pick<Inventory, 'files' | 'trainables' | 'customGradients'>,
): GradientCoverage {
  const ofKind = (kind: string): RecordEntry[] => entries.filter((entry) => entry.kind === kind);
  const made = ofKind(TRAINABLE);
  // A layer that is made by a name which the sources only know when they run is found there, too.
  const all = withUnlisted(trainables, made, new Set(files));
  const places = new ItemsByPlace(all);
  const wasMade = new Set(made.map((entry) => itemOf(entry, places)));
  const looks = new Map<InventoryItem, Set<unknown>>();
  for (const entry of ofKind(GRADIENT)) {
    const item = itemOf(entry, places);
    if (item === undefined) continue;
    const by = looks.get(item) ?? new Set();
    looks.set(item, by.add(entry['by']));
  }
  const customPlaces = new ItemsByPlace(customGradients);
  const custom = ofKind(CUSTOM_GRADIENT);
  const madeCustom = new Set(custom.map((entry) => itemOf(entry, customPlaces)));
  const checkedCustom = new Set(
    custom.filter((entry) => entry['checked'] === true).map((entry) => itemOf(entry, customPlaces)),
  );
  return {
    trainables: inSourceOrder(
      all.map((item): TrainableCoverage => {
        const by = LOOKS.filter((look) => looks.get(item)?.has(look) === true);
        const isMade = wasMade.has(item);
        const missing = isMade ? 'no gradient check, flow check or sanity run sees it' : 'no test makes it';
        return { ...covered(item, by.length > 0, missing), made: isMade || by.length > 0, by };
      }),
    ),
    customGradients: inSourceOrder(
      customGradients.map((item): CustomGradientCoverage => {
        const isMade = madeCustom.has(item);
        const missing = isMade ? 'no gradient check runs it' : 'no test makes it';
        return { ...covered(item, checkedCustom.has(item), missing), made: isMade };
      }),
    ),
  };
}

function covered(
  { file, line, column, name }: InventoryItem,
  isCovered: boolean,
  missing: string,
): CoveredItem {
  return { file, line, column, name, covered: isCovered, missing: isCovered ? [] : [missing] };
}

function itemOf(entry: RecordEntry, places: ItemsByPlace<InventoryItem>): InventoryItem | undefined {
  const place = placeOfEntry(entry);
  return place && (places.around(place) ?? places.onLine(place, () => true));
}

function withUnlisted(
  listed: readonly InventoryItem[],
  made: readonly RecordEntry[],
  files: ReadonlySet<string>,
): readonly InventoryItem[] {
  const places = new ItemsByPlace(listed);
  const unlisted = new Map<string, InventoryItem>();
  for (const entry of made) {
    const place = placeOfEntry(entry);
    const name = entry['name'];
    if (place === undefined || !files.has(place.file) || itemOf(entry, places) !== undefined) continue;
    const { file, line, column } = place;
    unlisted.set(`${file}:${line}:${column}`, {
      file,
      line,
      column,
      endLine: line,
      endColumn: column + 1,
      name: typeof name === 'string' ? name : 'variable',
    });
  }
  return [...listed, ...unlisted.values()];
}
