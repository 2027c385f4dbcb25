import { createRequire } from 'node:module';
import { engine, getBackend, setBackend, type Tensor } from '@tensorflow/tfjs-core';

type Backend = unknown;
type DataId = Tensor['dataId'];

/** The part of the engine that moves data to the backend whose kernel asks for it. */
interface MovingEngine {
  moveData: (backend: Backend, dataId: DataId) => void;
  readonly state: { readonly tensorInfo: WeakMap<DataId, { readonly backend: Backend }> };
}

/** Packages that register a backend when they are loaded. */
const PACKAGES: Readonly<Record<string, string>> = {
  cpu: '@tensorflow/tfjs-backend-cpu',
  wasm: '@tensorflow/tfjs-backend-wasm',
};

function isRegistered(name: string): boolean {
  return Object.hasOwn(engine().registryFactory, name);
}

/** Whether a backend is registered, or is now that its package is loaded. The current one stays the current one. */
export function offersBackend(name: string): boolean {
  if (isRegistered(name)) return true;
  const source = PACKAGES[name];
  if (source === undefined) return false;
  try {
    createRequire(import.meta.url)(source);
  } catch {
    return false; // an optional package that is not there, or does not load
  }
  return isRegistered(name);
}

/**
 * Lets a function go from backend to backend. Afterwards the current backend is the one it was, and every tensor whose data went to
 * another backend has it back where it was, bit for bit; on a throw, too.
 * @param run is given a function that makes a backend the current one, and tells whether it could be started
 */
export async function onBackends<Result>(
  run: (use: (name: string) => Promise<boolean>) => Promise<Result>,
): Promise<Result> {
  // The method and the state are there in every 4.x engine.
  const host = engine() as unknown as MovingEngine;
  const current = getBackend();
  const isOwn = Object.hasOwn(host, 'moveData');
  const { moveData } = host;
  const homes = new Map<DataId, Backend>();
  host.moveData = (backend, dataId) => {
    const home = host.state.tensorInfo.get(dataId)?.backend;
    if (home !== undefined && !homes.has(dataId)) homes.set(dataId, home);
    moveData.call(host, backend, dataId);
  };
  try {
    return await run(async (name) => {
      try {
        const isStarted = await setBackend(name);
        if (isStarted) greetNobody();
        return isStarted;
      } catch {
        return false;
      }
    });
  } finally {
    host.moveData = moveData;
    if (!isOwn) Reflect.deleteProperty(host, 'moveData');
    await setBackend(current);
    for (const [dataId, home] of homes) {
      const now = host.state.tensorInfo.get(dataId)?.backend;
      if (now !== undefined && now !== home) host.moveData(home, dataId);
    }
  }
}

/** The cpu backend advertises the native one at its first tensor, which is there already, or was passed over on purpose. */
function greetNobody(): void {
  const { backend } = engine() as { backend: unknown };
  if (typeof backend === 'object' && backend !== null && 'firstUse' in backend) backend.firstUse = false;
}
