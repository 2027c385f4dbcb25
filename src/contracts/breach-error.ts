import { ContractError } from '../errors.ts';
import { describeShape } from '../tensor/describe.ts';
import { describeFailure, describeRows } from '../tensor/shape-spec/index.ts';
import type { ShapeFailure } from '../tensor/shape-spec/index.ts';
import type { Breach, FoundTensor } from './verify.ts';

/** Where a contract was broken. */
export interface BreachPlace {
  /** The function, as the user knows it; empty where it has no name. */
  readonly contract: string;
  readonly callSite: string | undefined;
}

function described(tensor: FoundTensor): string {
  return `${tensor.dtype}${describeShape(tensor.shape)}`;
}

/** The tensor that fails and those that bound what it disagrees with, in the order of the call. */
function involved(failure: ShapeFailure, found: readonly FoundTensor[]): readonly FoundTensor[] {
  const labels = new Set([failure.tensor]);
  for (const { tensor, axis, widenedBy = [] } of failure.names) {
    for (const each of axis < 0 ? widenedBy : [tensor, ...widenedBy]) labels.add(each);
  }
  return found.filter((each) => labels.has(each.tensor));
}

function placeLine({ contract, callSite }: BreachPlace): string {
  const called = callSite === undefined ? '' : `called at ${callSite}`;
  const inside = contract === '' ? '' : `in ${contract}`;
  const line = [inside, called].filter((part) => part !== '').join(', ');
  return line === '' ? '' : `\n  ${line}`;
}

/**
 * Words a breach: which axis (or value) is wrong, who bound what it disagrees with, the tensors concerned, and where.
 * @param found the tensors of the call, arguments before what was returned
 */
export function breachError(
  breach: Breach,
  found: readonly FoundTensor[],
  place: BreachPlace,
): ContractError {
  if (breach.kind === 'value') {
    return new ContractError(
      `${breach.label}: expected ${breach.expected}, got ${breach.actual}${placeLine(place)}`,
      {
        ...place,
        argument: breach.label,
        expected: breach.expected,
        actual: breach.actual,
        ...promiseHint(breach.actual),
      },
    );
  }
  const { failure } = breach;
  const failing = found.find((each) => each.tensor === failure.tensor);
  if (failing === undefined) throw new Error('a shape that fails is one of those that were found');
  const rows = involved(failure, found).map((each) => ({
    tensor: each.tensor,
    described: described(each),
    spec: each.spec,
  }));
  return new ContractError(
    `${describeFailure(failure, failing.parsed, failing.spec)}\n${describeRows(rows)}${placeLine(place)}`,
    { ...place, argument: failure.tensor, expected: failing.spec, actual: described(failing) },
  );
}

function promiseHint(actual: string): { readonly hint?: string } {
  return actual === 'a promise' ? { hint: 'await it first.' } : {};
}
