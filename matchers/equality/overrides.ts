import { explainCalls, explainResults } from './explain-mocks.ts';
import { explainContains, explainIdentity, explainReadably, explainValues } from './explain-values.ts';
import { substituteTensors } from './substitute.ts';
import { overrideMatcher, type Override } from './vitest-assertion.ts';

const OVERRIDES: Readonly<Record<string, Override>> = {
  toEqual: { explain: explainValues },
  toStrictEqual: { explain: explainValues },
  toMatchObject: { explain: explainValues },
  toBe: { explain: explainIdentity },
  toContainEqual: { explain: explainContains, substitute: substituteTensors },
  toHaveProperty: { explain: explainReadably, substitute: substituteTensors },
  toHaveBeenCalledWith: { explain: explainCalls },
  toBeCalledWith: { explain: explainCalls },
  toHaveBeenCalledExactlyOnceWith: { explain: explainCalls },
  toHaveBeenNthCalledWith: { explain: explainCalls },
  toHaveBeenLastCalledWith: { explain: explainCalls },
  toHaveReturnedWith: { explain: explainResults, substitute: substituteTensors },
  toReturnWith: { explain: explainResults, substitute: substituteTensors },
  toHaveLastReturnedWith: { explain: explainResults, substitute: substituteTensors },
  toHaveNthReturnedWith: { explain: explainResults, substitute: substituteTensors },
  toHaveResolvedWith: { explain: explainResults, substitute: substituteTensors },
  toHaveLastResolvedWith: { explain: explainResults, substitute: substituteTensors },
  toHaveNthResolvedWith: { explain: explainResults, substitute: substituteTensors },
};

/** Makes Vitest's own matchers explain tensors. What holds no tensor is judged and worded by Vitest as ever. */
export function overrideMatchers(): void {
  for (const [name, override] of Object.entries(OVERRIDES)) overrideMatcher(name, override);
}
