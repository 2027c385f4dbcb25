import type { Inventory, SourceOpCall } from '../../analyzer/inventory/index.ts';
import { inSourceOrder, ItemsByPlace, placeOfEntry, type CoveredItem } from '../collect/covered-item.ts';
import type { RunRecord } from '../collect/read-records.ts';
import { OP } from './collect.ts';

/** A call of an op in the sources, and on which backends it ran. */
export interface OpCallCoverage extends CoveredItem {
  /** As TensorFlow.js names what runs, e.g. `fusedMatMul`. */
  readonly op: string;
  readonly backends: readonly string[];
}

/** An op that the sources call, wherever. */
export interface OpCoverage {
  readonly op: string;
  readonly calls: number;
  /** How many of the calls ran. */
  readonly ran: number;
  readonly backends: readonly string[];
}

/** The calls of ops in the sources, with what a run of tests makes of them. */
export interface OpsCoverage {
  readonly calls: readonly OpCallCoverage[];
  /** By name. */
  readonly ops: readonly OpCoverage[];
}

/** Says of each call of an op in the sources whether a test ran it, and on which backends. */
export function readOps({ entries }: RunRecord, { opCalls }: Pick<Inventory, 'opCalls'>): OpsCoverage {
  const places = new ItemsByPlace(opCalls);
  const ran = new Map<SourceOpCall, Set<string>>();
  for (const entry of entries) {
    const place = entry.kind === OP ? placeOfEntry(entry) : undefined;
    if (place === undefined) continue;
    const call = places.onLine(place, ({ op }) => op === entry['op']);
    const { backend } = entry;
    if (call === undefined || typeof backend !== 'string') continue;
    ran.set(call, (ran.get(call) ?? new Set()).add(backend));
  }
  const calls = opCalls.map((call): OpCallCoverage => {
    const { file, line, column, name, op } = call;
    const backends = [...(ran.get(call) ?? [])].sort();
    const covered = backends.length > 0;
    return { file, line, column, name, op, backends, covered, missing: covered ? [] : ['no test runs it'] };
  });
  return { calls: inSourceOrder(calls), ops: byOp(calls) };
}

function byOp(calls: readonly OpCallCoverage[]): OpCoverage[] {
  const byName = new Map<string, OpCallCoverage[]>();
  for (const call of calls) byName.set(call.op, [...(byName.get(call.op) ?? []), call]);
  return [...byName]
    .map(([op, of]) => ({
      op,
      calls: of.length,
      ran: of.filter(({ covered }) => covered).length,
      backends: [...new Set(of.flatMap(({ backends }) => backends))].sort(),
    }))
    .sort((a, b) => (a.op < b.op ? -1 : 1));
}
