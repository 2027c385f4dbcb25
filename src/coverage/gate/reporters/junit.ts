import { junitXml } from '../../../analyzer/reporters/junit.ts';
import type { Judged } from '../gate.ts';
import { asJudgedRun } from './as-audit.ts';

/** Writes JUnit's XML: a case for each share that is asked for, and for each run of changed lines that no test ran. */
export function junitReport({ report }: Judged): string {
  return junitXml(asJudgedRun(report), 'gate');
}
