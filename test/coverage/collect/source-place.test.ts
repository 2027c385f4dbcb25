import { expect, test } from 'vitest';
import { innermostPlace, sourcePlace } from '../../../src/coverage/collect/source-place.ts';

test.each<[string, string, string | undefined]>([
  ['a source', '/p/src/a.ts:3:14', 'src/a.ts'],
  ['one with a query, as Vite asks for it', '/p/src/a.ts?v=12:3:14', 'src/a.ts'],
  ['one with spaces and more', '/p/src/ü b/a.ts:3:14', 'src/ü b/a.ts'],
  ['one outside of the root', '/q/a.ts:3:14', '../q/a.ts'],
  ['a package', '/p/node_modules/x/a.js:3:14', undefined],
  ['no file', 'evalmachine.<anonymous>:3:14', undefined],
  ['nothing', '', undefined],
])('%s', (_, place, file) => {
  expect(sourcePlace(place, '/p')).toEqual(file === undefined ? undefined : { file, line: 3, column: 14 });
});

test('packages are passed over, and so are frames without a place', () => {
  const stack = `Error: x
    at conv2d (/p/node_modules/@tensorflow/tfjs-core/dist/a.js:1:2)
    at Array.map (<anonymous>)
    at process (node:internal/x:1:2)
    at build (file:///p/src/model.ts:7:8)
    at /p/a.test.ts:9:1`;
  expect(innermostPlace(stack, '/p')).toEqual({ file: 'src/model.ts', line: 7, column: 8 });
  expect(innermostPlace(stack, '/p', 2)).toEqual({ file: 'a.test.ts', line: 9, column: 1 });
  expect(innermostPlace(undefined, '/p')).toBeUndefined();
});
