import { containsTensor } from './contains-tensor.ts';
import { mockOf } from './mocks.ts';
import { explainNearest, indent } from './nearest.ts';
import { acceptsEqual, inRunnersWords, type Call, type Failure } from './vitest-assertion.ts';

/** toHaveBeenCalledWith and its kin: Vitest's words, and the recorded call that comes nearest. */
export function explainCalls(call: Call, failure: Failure): Failure {
  const calls = mockOf(call.received)?.calls;
  if (calls === undefined || (!containsTensor(calls) && !containsTensor(call.args))) return failure;
  // Those that name one call show it themselves; for the others there may be many.
  if (call.negated || calls.length === 0 || call.name.includes('Nth')) return inRunnersWords(call, failure);
  const candidates = call.name.includes('Last') ? calls.slice(-1) : calls;
  const { index, explanation } = explainNearest(candidates, call.args, acceptsEqual);
  const which = `call ${calls.length - candidates.length + index + 1}`;
  return inRunnersWords(call, failure, `The nearest is ${which}:\n${indent(explanation, 2)}`);
}

/** toHaveReturnedWith and its kin: Vitest's words, with the tensors readable. */
export function explainResults(call: Call, failure: Failure): Failure {
  const records = mockOf(call.received);
  if (records === undefined) return failure;
  const concerned = [records.results, records.settledResults, call.args].some(containsTensor);
  return concerned ? inRunnersWords(call, failure) : failure;
}
