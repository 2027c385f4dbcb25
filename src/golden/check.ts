import type { Tensor } from '@tensorflow/tfjs-core';
import { checkAllClose, type CloseOptions } from '../checks/all-close.ts';
import { checkAllEqual } from '../checks/all-equal.ts';
import type { CheckResult } from '../checks/check-result.ts';
import { comparisonMessage, type ComparisonDetails } from '../tensor/comparison/index.ts';
import { describeTensor } from '../tensor/describe.ts';
import type { GoldenTree } from './file.ts';
import { withTensors } from './tree.ts';

type Failure = ComparisonDetails['failures'][number];

/**
 * Checks that tensors agree with golden ones within a tolerance; strings exactly.
 * @param tensors the tensors under test, by their path in a tree
 * @param golden what they are compared with
 * @param options tolerances and what to overlook
 * @param where who checks, as an error names it
 * @returns passes when every tensor agrees and none is missing or extra
 */
export function checkGolden(
  tensors: ReadonlyMap<string, Tensor>,
  golden: GoldenTree,
  options: CloseOptions,
  where: string,
): CheckResult<ComparisonDetails> {
  const failures = withTensors(golden, (expected) => {
    const found: Failure[] = [];
    for (const [path, tensor] of tensors) {
      const counterpart = expected.get(path);
      if (counterpart === undefined) {
        found.push({ kind: 'extra', path, actual: describeTensor(tensor), expected: '' });
        continue;
      }
      const { details } =
        tensor.dtype === 'string'
          ? checkAllEqual(tensor, counterpart, {}, where)
          : checkAllClose(tensor, counterpart, options, where);
      found.push(...details.failures.map((failure) => ({ ...failure, path })));
    }
    for (const [path, counterpart] of expected) {
      if (tensors.has(path)) continue;
      found.push({ kind: 'missing', path, actual: '', expected: describeTensor(counterpart) });
    }
    return found;
  });
  const elements = [...tensors.values()].reduce((sum, { size }) => sum + size, 0);
  const details = { tensors: tensors.size, elements, failures };
  return {
    pass: failures.length === 0,
    message: () => comparisonMessage(details, { claim: 'be close to the golden ones' }),
    details,
  };
}
