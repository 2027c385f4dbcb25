import path from 'node:path';
import { userCacheDirectory } from '../user-cache.ts';

/**
 * The directory that holds the libraries of the native backend for every project of this user.
 * @param environment `TENSORPROOF_CACHE_DIR` moves it; otherwise it is where the system keeps caches
 * @returns an absolute path; nothing is created
 * @example
 * backendCacheDirectory({ TENSORPROOF_CACHE_DIR: '/var/cache/tensorproof' }); // '/var/cache/tensorproof/backend'
 */
export function backendCacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return path.join(userCacheDirectory(environment), 'backend');
}
