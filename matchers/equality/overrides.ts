import { explainCalls, explainResults, substituteResults } from './explain-mocks.ts';
import { explainContains, explainIdentity, explainReadably, explainValues } from './explain-values.ts';
import { overrideMatcher, type Override } from './vitest-assertion.ts';

const OVERRIDES: Readonly<Record<string, Override>> = {
  toEqual: { explain: explainValues },
  toStrictEqual: { explain: explainValues },
  toMatchObject: { explain: explainValues },
  toBe: { explain: explainIdentity },
  toContainEqual: { explain: explainContains },
  toHaveProperty: { explain: explainReadably },
  toHaveBeenCalledWith: { explain: explainCalls },
  toBeCalledWith: { explain: explainCalls },
  toHaveBeenCalledExactlyOnceWith: { explain: explainCalls },
  toHaveBeenNthCalledWith: { explain: explainCalls },
  toHaveBeenLastCalledWith: { explain: explainCalls },
  toHaveReturnedWith: { explain: explainResults, substitute: substituteResults },
  toReturnWith: { explain: explainResults, substitute: substituteResults },
  toHaveLastReturnedWith: { explain: explainResults, substitute: substituteResults },
  toHaveNthReturnedWith: { explain: explainResults, substitute: substituteResults },
  toHaveResolvedWith: { explain: explainResults, substitute: substituteResults },
  toHaveLastResolvedWith: { explain: explainResults, substitute: substituteResults },
  toHaveNthResolvedWith: { explain: explainResults, substitute: substituteResults },
};

/** Makes Vitest's own matchers explain tensors. What holds no tensor is judged and worded by Vitest as ever. */
export function overrideMatchers(): void {
  for (const [name, override] of Object.entries(OVERRIDES)) overrideMatcher(name, override);
}
