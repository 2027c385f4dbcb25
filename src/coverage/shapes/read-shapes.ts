import type { Inventory, SourceSignature } from '../../analyzer/inventory/index.ts';
import { countOf } from '../../checks/evidence.ts';
import { inSourceOrder, ItemsByPlace, placeOfEntry, type CoveredItem } from '../collect/covered-item.ts';
import type { RunRecord } from '../collect/read-records.ts';
import type { RecordEntry } from '../collect/record.ts';
import { CONTRACT } from './collect.ts';

/** A named axis of a signature, and the sizes with which it was called. */
export interface AxisCoverage {
  readonly name: string;
  /** The least and the largest, as text; a run of axes as `[2, 3]`. */
  readonly sizes: readonly string[];
  /** Whether there were two different ones. */
  readonly covered: boolean;
}

/** A signature, and what tests make of its shapes. */
export interface SignatureCoverage extends CoveredItem {
  readonly kind: SourceSignature['kind'];
  /** Whether its calls are seen at all: those of `checked` are, annotations alone are gone when the code runs. */
  readonly watched: boolean;
  readonly axes: readonly AxisCoverage[];
  /** Whether a call was refused. */
  readonly refused: boolean;
}

/** Signatures of the sources, with what a run of tests makes of them. */
export interface ShapeCoverage {
  readonly signatures: readonly SignatureCoverage[];
}

/** What all workers together saw of one contract. */
interface Calls {
  readonly axes: Set<string>;
  readonly sizes: Map<string, Set<string>>;
  kept: boolean;
  refused: boolean;
}

/**
 * Says of each signature with shapes whether it was called with two different sizes for every named axis, and whether a test saw
 * it refuse a call.
 */
export function readShapes(
  { entries }: RunRecord,
  { signatures }: Pick<Inventory, 'signatures'>,
): ShapeCoverage {
  const contracts = new ItemsByPlace(signatures.filter(({ kind }) => kind === 'contract'));
  const seen = new Map<SourceSignature, Calls>();
  for (const entry of entries) {
    const place = entry.kind === CONTRACT ? placeOfEntry(entry) : undefined;
    if (place === undefined) continue;
    const signature = contracts.around(place) ?? contracts.onLine(place, () => true);
    if (signature === undefined) continue;
    const calls = seen.get(signature) ?? { axes: new Set(), sizes: new Map(), kept: false, refused: false };
    seen.set(signature, calls);
    addCalls(calls, entry);
  }
  return { signatures: inSourceOrder(signatures.map((each) => coverageOf(each, seen.get(each)))) };
}

function addCalls(calls: Calls, { axes, sizes, kept, refused }: RecordEntry): void {
  calls.kept ||= kept === true;
  calls.refused ||= refused === true;
  for (const axis of Array.isArray(axes) ? axes : []) if (typeof axis === 'string') calls.axes.add(axis);
  if (typeof sizes !== 'object' || sizes === null) return;
  for (const [axis, values] of Object.entries(sizes)) {
    const known = calls.sizes.get(axis) ?? new Set<string>();
    calls.sizes.set(axis, known);
    for (const size of Array.isArray(values) ? values : []) if (typeof size === 'string') known.add(size);
  }
}

function coverageOf(signature: SourceSignature, calls: Calls | undefined): SignatureCoverage {
  const { file, line, column, name, kind } = signature;
  const watched = kind === 'contract';
  const named = signature.axes ?? [...(calls?.axes ?? [])];
  const axes = named.map((axis): AxisCoverage => {
    const sizes = [...(calls?.sizes.get(axis) ?? [])].sort();
    return { name: axis, sizes, covered: sizes.length > 1 };
  });
  const refused = calls?.refused ?? false;
  const missing = watched ? missingOf(calls, axes) : ['not watched: only checked(…) is seen when it runs'];
  return { file, line, column, name, kind, watched, axes, refused, covered: missing.length === 0, missing };
}

function missingOf(calls: Calls | undefined, axes: readonly AxisCoverage[]): string[] {
  if (calls === undefined) return ['no test loads it'];
  if (!calls.kept && !calls.refused) return ['no test calls it'];
  const missing: string[] = [];
  for (const { name, sizes } of axes) {
    if (sizes.length === 1) missing.push(`axis ${name} was ${sizes.join()} in every call`);
  }
  const never = axes.filter(({ sizes }) => sizes.length === 0).map(({ name }) => name);
  if (never.length > 0) {
    missing.push(
      `no call that it accepts binds ${countOf(never.length, 'axis', 'axes')}: ${never.join(', ')}`,
    );
  }
  if (!calls.refused) missing.push('no test sees it refuse a call');
  return missing;
}
