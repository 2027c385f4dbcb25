import path from 'node:path';
import envPaths from 'env-paths';

/**
 * The directory that keeps things for every project of this user.
 * @param environment `TENSORPROOF_CACHE_DIR` moves it; otherwise it is where the system keeps caches
 * @returns an absolute path; nothing is created
 * @example
 * userCacheDirectory({ TENSORPROOF_CACHE_DIR: '/var/cache/tensorproof' }); // '/var/cache/tensorproof'
 */
export function userCacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  const chosen = environment['TENSORPROOF_CACHE_DIR'];
  return chosen === undefined || chosen === ''
    ? envPaths('tensorproof', { suffix: '' }).cache
    : path.resolve(chosen);
}
