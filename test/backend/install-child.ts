/** One install in a process of its own: bundled and started by install-processes.test.ts. */
import { installBackend } from '../../src/backend/install.ts';
import type { InstallOptions } from '../../src/backend/install.ts';

const options = JSON.parse(process.argv[2] ?? '{}') as InstallOptions;
process.stdout.write('ready\n');
try {
  const report = await installBackend(options);
  process.stdout.write(`${JSON.stringify(report)}\n`);
} catch (error) {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
}
