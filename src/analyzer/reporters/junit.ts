import type { ThresholdResult } from '../annotations/thresholds.ts';
import type { AuditReport } from '../report.ts';
import { percentText } from './words.ts';

interface Case {
  readonly name: string;
  /** Left out, it passed. */
  readonly failure?: { readonly type: string; readonly message: string; readonly text: string };
}

/** What a report in JUnit's form is made of. */
export interface JudgedRun extends Pick<AuditReport, 'findings' | 'problems'> {
  readonly thresholds: readonly (Omit<ThresholdResult, 'figure'> & { readonly figure: string })[];
}

/** Writes JUnit's XML: a suite a file, a case a finding. Hints pass; a run without findings is one case that passed. */
export function junitReport(report: AuditReport): string {
  return junitXml(report, 'audit');
}

/**
 * Writes JUnit's XML of anything that is judged as an audit is.
 * @param tool the command of this package that judged; a suite of what is of no file has its name
 */
export function junitXml(report: JudgedRun, tool: string): string {
  const suites = new Map<string, Case[]>();
  const add = (suite: string, one: Case): void => {
    const cases = suites.get(suite) ?? [];
    suites.set(suite, cases);
    cases.push(one);
  };
  for (const { file, rule, level, place, message } of report.findings) {
    const name = `${rule} at ${place.line}:${place.column}`;
    const text = `${file}:${place.line}:${place.column} ${message}`;
    add(file, level === 'hint' ? { name } : { name, failure: { type: level, message, text } });
  }
  for (const { kind, file = tool, message, fails } of report.problems) {
    add(file, fails ? { name: kind, failure: { type: 'error', message, text: message } } : { name: kind });
  }
  for (const { figure, path = tool, wanted, found, holds } of report.thresholds) {
    const message = `${figure} is ${percentText(found)}; ${wanted} % is asked for`;
    const name = `${figure} is at least ${wanted} %`;
    add(path, holds ? { name } : { name, failure: { type: 'error', message, text: message } });
  }
  if (suites.size === 0) add(tool, { name: 'no findings' });
  const failures = (cases: readonly Case[]): number =>
    cases.filter(({ failure }) => failure !== undefined).length;
  const all = [...suites.values()].flat();
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="tensorproof ${tool}" tests="${all.length}" failures="${failures(all)}">`,
  ];
  for (const [suite, cases] of suites) {
    lines.push(`  <testsuite name="${escape(suite)}" tests="${cases.length}" failures="${failures(cases)}">`);
    for (const { name, failure } of cases) {
      const head = `    <testcase classname="${escape(suite)}" name="${escape(name)}"`;
      if (failure === undefined) {
        lines.push(`${head}/>`);
        continue;
      }
      const { type, message, text } = failure;
      lines.push(
        `${head}>`,
        `      <failure type="${type}" message="${escape(message)}">${escape(text)}</failure>`,
        '    </testcase>',
      );
    }
    lines.push('  </testsuite>');
  }
  return `${[...lines, '</testsuites>'].join('\n')}\n`;
}

/** XML has no way to write most control characters, so they are left out. */
function escape(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\n', '&#10;')
  );
}
