import type { StandIns } from './stand-ins.ts';

/** The records of a mock function, as Vitest's matchers read them. */
export interface MockRecords {
  readonly calls: readonly (readonly unknown[])[];
  readonly results: readonly { readonly type: string; readonly value: unknown }[];
  readonly settledResults: readonly { readonly type: string; readonly value: unknown }[];
}

interface MockFunction {
  readonly _isMockFunction: true;
  readonly mock: MockRecords;
  getMockName(): string;
}

function isMock(value: unknown): value is MockFunction {
  return typeof value === 'function' && '_isMockFunction' in value && value._isMockFunction === true;
}

/** The records of a mock; `undefined` for anything else. */
export function mockOf(value: unknown): MockRecords | undefined {
  return isMock(value) ? value.mock : undefined;
}

/** A mock of the same name and records, with stand-ins for the tensors in them. */
export function standInForMock(value: unknown, standIns: StandIns): unknown {
  if (!isMock(value)) return value;
  const { calls, results, settledResults } = value.mock;
  const withStandIns = (each: MockRecords['results'][number]): unknown => ({
    ...each,
    value: standIns.replace(each.value),
  });
  return Object.assign(() => undefined, {
    _isMockFunction: true,
    getMockName: () => value.getMockName(),
    mock: {
      calls: calls.map((call) => standIns.replace(call)),
      results: results.map(withStandIns),
      settledResults: settledResults.map(withStandIns),
    },
  });
}
