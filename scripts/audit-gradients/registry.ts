import { engine, getKernelsForBackend } from '@tensorflow/tfjs-core';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { BACKWARD_KERNELS, NONE_EXPECTED } from './cases/lacking.ts';
import type { GradientCase } from './gradient-case.ts';

/** Names of the gradients that TensorFlow.js has registered, read from its own registry. */
export function registeredGradients(): readonly string[] {
  engine(); // makes the global registries
  // TensorFlow.js keeps its registries in a map on the global object.
  const globals = (globalThis as { _tfGlobals?: Map<string, Map<string, unknown>> })._tfGlobals;
  const gradients = globals?.get('gradRegistry');
  if (gradients === undefined || gradients.size === 0) {
    throw new Error('TensorFlow.js has no gradients registered: import @tensorflow/tfjs first.');
  }
  return [...gradients.keys()].sort();
}

/** Ops that define their gradient themselves: files of tfjs-core that call `customGrad`, e.g. `fused/conv2d`. */
export function opsWithOwnGradient(): readonly string[] {
  const root = path.join(
    path.dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-core/package.json')),
    'dist/ops',
  );
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.js') && !file.endsWith('_test.js'))
    .filter((file) => readFileSync(path.join(root, file), 'utf8').includes('customGrad('))
    .map((file) => file.slice(0, -'.js'.length))
    .sort();
}

/** The file of tfjs-core in which an op that is called `tf.fused.matMul` lies: `fused/mat_mul`. */
function fileOf(op: string): string {
  return op
    .replace(/^tf\./u, '')
    .replaceAll('.', '/')
    .replaceAll(/(?<!\d)[A-Z]/gu, (capital) => `_${capital.toLowerCase()}`);
}

/** What the audit should look at and has no case of: gradients, ops with their own, and kernels of the backends at hand without one. */
export function uncovered(cases: readonly GradientCase[], backends: readonly string[]): string[] {
  const kernels = new Set(cases.map(({ kernel }) => kernel));
  const files = new Set(cases.filter(({ source }) => source === 'customGrad').map(({ op }) => fileOf(op)));
  const gradients = new Set(registeredGradients());
  const lacking = backends
    .flatMap((backend) => getKernelsForBackend(backend).map(({ kernelName }) => kernelName))
    .filter((name) => !gradients.has(name) && !BACKWARD_KERNELS.has(name) && !NONE_EXPECTED.has(name));
  return [
    ...[...gradients].filter((name) => !kernels.has(name)).map((name) => `the gradient of ${name}`),
    ...opsWithOwnGradient().filter((file) => !files.has(file)).map((file) => `the gradient in ops/${file}`),
    ...[...new Set(lacking)].filter((name) => !kernels.has(name)).map((name) => `${name}, which has no gradient`),
  ];
} // prettier-ignore
