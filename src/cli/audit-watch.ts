import { countOf } from '../checks/evidence.ts';
import { TensorproofError } from '../errors.ts';
import type { AuditReport } from '../analyzer/report.ts';
import type { AuditOptions } from '../analyzer/settings.ts';
import type { Terminal } from './terminal.ts';

/** `tensorproof audit --watch`: shows a report after each change, until the signal of the options ends it. */
export async function watch(
  options: AuditOptions,
  show: (report: AuditReport) => void,
  terminal: Terminal,
): Promise<void> {
  const { watchAudit } = await import('../analyzer/watch.ts');
  await watchAudit(options, {
    onReport: (report, changed) => {
      if (changed.length > 0) {
        const others = changed.length > 3 ? ` and ${changed.length - 3} more` : '';
        terminal.error(`changed: ${changed.slice(0, 3).join(', ')}${others}`);
      }
      show(report);
      terminal.error(`watching ${countOf(report.files, 'file')}; Ctrl+C ends it`);
    },
    onError: (error) => {
      if (!(error instanceof TensorproofError)) throw error;
      terminal.error(`error: ${error.message}`);
    },
  });
}
