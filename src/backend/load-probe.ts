import { lastLines, runCommand } from './run-command.ts';
import type { TfjsNodePackage } from './tfjs-node-package.ts';

/** Whether a project's native backend loads and computes. */
export type LoadProbe =
  { readonly loads: true; readonly tensorflow: string } | { readonly loads: false; readonly reason: string };

/**
 * Loads a project's tfjs-node in a process of its own, adds two numbers, and says which TensorFlow did it.
 * A crash of the library is an answer too.
 */
export async function probeLoad(
  tfjsNode: TfjsNodePackage,
  environment: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<LoadProbe> {
  const script = `
    const util = require('node:util');
    util.isNullOrUndefined ??= (value) => value === null || value === undefined;
    const tf = require(${JSON.stringify(tfjsNode.directory)});
    if (tf.add(1, 2).dataSync()[0] !== 3) throw new Error('1 + 2 is not 3');
    console.log('tensorflow=' + tf.backend().binding.TF_Version);`;
  const { status, stdout, stderr } = await runCommand([process.execPath], ['-e', script], {
    environment: { TF_CPP_MIN_LOG_LEVEL: '2', ...environment },
    signal,
    timeout: 120_000,
  });
  const version = /^tensorflow=(\S+)$/mu.exec(stdout)?.[1];
  if (status === 0 && version !== undefined) return { loads: true, tensorflow: version };
  const thrown = stderr.split('\n').find((line) => /^\w*Error: /u.test(line));
  return {
    loads: false,
    reason: thrown ?? lastLines(stderr, 1)[0] ?? `node ended with status ${status ?? 'none'}`,
  };
}
