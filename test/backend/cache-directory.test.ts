import path from 'node:path';
import { expect, test } from 'vitest';
import { backendCacheDirectory } from '../../src/backend/cache-directory.ts';

test('TENSORPROOF_CACHE_DIR moves the cache, also as a relative path', () => {
  expect(backendCacheDirectory({ TENSORPROOF_CACHE_DIR: '/var/cache/t' })).toBe(
    path.normalize('/var/cache/t/backend'),
  );
  expect(backendCacheDirectory({ TENSORPROOF_CACHE_DIR: 'here' })).toBe(path.resolve('here', 'backend'));
});

test.each([{}, { TENSORPROOF_CACHE_DIR: '' }])(
  'otherwise it is where the system keeps caches: %o',
  (environment) => {
    const directory = backendCacheDirectory(environment);
    expect(path.isAbsolute(directory)).toBe(true);
    expect(directory.split(path.sep)).toContain('tensorproof');
  },
);
