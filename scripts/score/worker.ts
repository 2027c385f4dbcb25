/** A process that looks at one program after another, as `pool.ts` asks; each backend has one engine, so each worker is a process. */
import { useBackend } from '../../src/index.ts';
import { allTwins, cleanPrograms } from './groups.ts';
import type { Answer, Task } from './pool.ts';
import { takeClean, takeTwins } from './take.ts';

const reply = (answer: Answer): void => {
  process.send?.(answer);
};

async function work({ id, seeds }: Task): Promise<Answer> {
  const twins = allTwins.find((each) => each.id === id);
  if (twins !== undefined) return { id, twins: await takeTwins(twins, seeds) };
  const clean = cleanPrograms.find((each) => each.id === id);
  if (clean !== undefined) return { id, clean: await takeClean(clean, seeds) };
  throw new Error(`There is no program ${id}.`);
}

// What TensorFlow.js and the battery say of a program belongs to the verdicts.
console.warn = () => undefined;
await useBackend('auto');
process.on('message', (task: Task) => {
  void work(task).then(reply, (error: unknown) => {
    reply({ id: task.id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  });
});
