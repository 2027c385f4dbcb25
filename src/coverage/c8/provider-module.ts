import { Session } from 'node:inspector/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CoverageProviderModule } from 'vitest/node';
import type { WorkerCoverage } from './executed-scripts.ts';

/** Where a worker keeps its session: Vitest may load this module anew between the calls. */
const SESSION = Symbol.for('tensorproof.c8.session');

/**
 * What Vitest loads where tests run, and in its main process. In a worker it measures; the main process gets the
 * provider, with everything that converts and writes, only when it asks for it.
 */
const providerModule: CoverageProviderModule = {
  async startCoverage({ isolate }) {
    if (!isolate && openSession() !== undefined) return;
    const session = new Session();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    Reflect.set(globalThis, SESSION, session);
  },

  async takeCoverage(options): Promise<WorkerCoverage> {
    const session = openSession();
    if (session === undefined) return { result: [] };
    const { result } = await session.post('Profiler.takePreciseCoverage');
    return {
      result: result
        .filter(({ url }) => url.startsWith('file://') && !url.includes('/node_modules/'))
        .map((script) => ({
          ...script,
          // The module runner wraps a module into a function; its own code begins there.
          startOffset:
            options?.moduleExecutionInfo?.get(slashed(fileURLToPath(script.url)))?.startOffset ?? 0,
        })),
    };
  },

  async stopCoverage({ isolate }) {
    const session = openSession();
    if (!isolate || session === undefined) return;
    Reflect.deleteProperty(globalThis, SESSION);
    await session.post('Profiler.stopPreciseCoverage');
    session.disconnect();
  },

  async getProvider() {
    const { C8Provider } = await import('./provider.ts');
    return new C8Provider(resolve(process.env['NODE_V8_COVERAGE'] ?? 'coverage/tmp'));
  },
};

export default providerModule;

function openSession(): Session | undefined {
  // Nothing but startCoverage writes there.
  return Reflect.get(globalThis, SESSION) as Session | undefined;
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
