import util from 'node:util';

/**
 * Gives back what tfjs-node 4.22 uses of `node:util` and Node 23 took away (tensorflow/tfjs#8609). It has to stay,
 * since tfjs-node looks it up at each call; it does not show among the module's keys, nor in ES module imports,
 * and where Node has it nothing is done.
 * @param target a test passes its own object
 */
export function fillNodeGaps(target: object = util): void {
  if ('isNullOrUndefined' in target) return;
  Object.defineProperty(target, 'isNullOrUndefined', {
    value: (value: unknown): boolean => value === null || value === undefined,
    enumerable: false,
    configurable: true,
    writable: true,
  });
}
