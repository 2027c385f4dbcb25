import { containsTensor } from './contains-tensor.ts';
import { mockOf, standInForMock } from './mocks.ts';
import { StandIns } from './stand-ins.ts';
import type { Call } from './vitest-assertion.ts';

/**
 * Some matchers of Vitest 4 ask no equality tester, and don't look into Maps and Sets: there two equal tensors differ, two Maps
 * with different ones are equal, and `.not` goes wrong likewise. Stand-ins are one object for equal tensors, and arrays hold what
 * the Maps and Sets did. Values without tensors are left to Vitest.
 */
export function substituteTensors(
  call: Call,
): readonly [received: unknown, args: readonly unknown[]] | undefined {
  if (!call.args.some(containsTensor)) return undefined;
  const standIns = new StandIns({ spread: true });
  const isMock = mockOf(call.received) !== undefined;
  const received = isMock ? standInForMock(call.received, standIns) : standIns.replace(call.received);
  return [received, call.args.map((each) => standIns.replace(each))];
}
