import type { createColors } from 'picocolors';
import { countOf } from '../checks/evidence.ts';
import type { AuditOptions } from '../analyzer/settings.ts';
import { hasColours } from './terminal.ts';
import type { Terminal } from './terminal.ts';

type Colours = ReturnType<typeof createColors>;

/**
 * `tensorproof audit --fix`
 * @param write false prints a diff that `git apply` and `patch -p1` take, and writes nothing
 * @returns whether every file that has rewrites could take them
 */
export async function fix(options: AuditOptions, write: boolean, terminal: Terminal): Promise<boolean> {
  const { fixFiles } = await import('../analyzer/fix/fix-files.ts');
  const { files, problems } = await fixFiles(options, write);
  if (!write) {
    const [{ createTwoFilesPatch, FILE_HEADERS_ONLY }, { default: picocolors }] = await Promise.all([
      import('diff'),
      import('picocolors'),
    ]);
    const colours = picocolors.createColors(hasColours(terminal));
    for (const { file, before, after } of files) {
      const patch = createTwoFilesPatch(`a/${file}`, `b/${file}`, before, after, undefined, undefined, {
        context: 3,
        headerOptions: FILE_HEADERS_ONLY,
      });
      const lines = patch.replace(/\n$/, '').split('\n');
      terminal.print(lines.map((line) => coloured(line, colours)).join('\n'));
    }
  }
  for (const { file, message } of problems) terminal.error(`${file ?? ''}: ${message}`);
  const findings = files.reduce((sum, { fixed }) => sum + fixed.length, 0);
  const rewrites = `${countOf(findings, 'rewrite')} in ${countOf(files.length, 'file')}`;
  terminal.error(write ? `${rewrites} made` : `${rewrites} would be made; nothing was written`);
  return problems.length === 0;
}

function coloured(line: string, colours: Colours): string {
  if (line.startsWith('+++') || line.startsWith('---')) return colours.bold(line);
  if (line.startsWith('+')) return colours.green(line);
  if (line.startsWith('-')) return colours.red(line);
  return line.startsWith('@@') ? colours.cyan(line) : line;
}
