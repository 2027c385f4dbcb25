import picomatch from 'picomatch';
import manifest from '../../../../package.json' with { type: 'json' };
import { percentText } from '../../../analyzer/reporters/words.ts';
import type { JudgedRun } from '../../../analyzer/reporters/junit.ts';
import type { LocatedFindings } from '../../../analyzer/reporters/sarif.ts';
import type { Finding } from '../../../analyzer/finding.ts';
import { MEANINGS } from '../meanings.ts';
import { runsOf } from '../line-runs.ts';
import { keyOf, type GateFigure, type GateReport } from '../report.ts';

/** The rule of changed lines; the others are called as the kinds are. */
const CHANGED = 'changed-lines';

/**
 * What a gate found, as an audit would say it: a finding for each thing that is not covered, of the kinds that something is
 * asked of. It is a warning where a figure it belongs to does not hold, and a hint where it does.
 */
export function asFindings({ figures, uncovered, patch }: GateReport): LocatedFindings {
  const asked = figures.filter(({ wanted, best }) => wanted !== undefined || best !== undefined);
  const kinds = [...new Set(asked.map(({ kind }) => kind))];
  const findings = kinds.flatMap((kind) => {
    const own = asked
      .filter((figure) => figure.kind === kind)
      .map((figure) => ({ figure, matches: matcherOf(figure) }));
    return (uncovered[kind] ?? []).flatMap(({ name, file, line, endLine, missing = ['not covered'] }) => {
      const concerned = own.filter(({ matches }) => matches(file)).map(({ figure }) => figure);
      if (concerned.length === 0) return [];
      const failing = concerned.find(({ holds }) => !holds);
      const { found } = failing ?? concerned[0] ?? { found: { part: 0, of: 0 } };
      const message = `${name}: ${missing.join('; ')} (${keyOf(failing ?? { kind })} ${percentText(found)}).`;
      return [finding(kind, failing === undefined ? 'hint' : 'warning', file, line, endLine, message)];
    });
  });
  const changed = (patch?.uncovered ?? []).flatMap(({ file, lines }) =>
    runsOf(lines).map(([first, last]) =>
      finding(CHANGED, 'warning', file, first, last, 'Changed, and no test ran it.'),
    ),
  );
  const rules = [
    ...kinds.map((kind) => ({ id: kind, description: `The share of ${MEANINGS[kind]}.` })),
    ...(patch === undefined ? [] : [{ id: CHANGED, description: 'New and changed lines that no test ran.' }]),
  ];
  return {
    tool: { name: 'tensorproof', version: manifest.version },
    rules: rules.map((rule) => ({ ...rule, level: 'warning', category: 'coverage' })),
    findings: [...findings, ...changed],
    problems: [],
  };
}

/** A case for everything that is asked, and for every run of changed lines that no test ran. */
export function asJudgedRun(report: GateReport): JudgedRun {
  const { figures, patch, ratchet } = report;
  const thresholds: JudgedRun['thresholds'] = figures.flatMap(
    ({ kind, path, found, wanted, best, holds }) => {
      const tolerance = ratchet?.tolerance ?? 0;
      const lowest = best === undefined ? undefined : Math.max(0, Math.round((best - tolerance) * 100) / 100);
      // Of both, the higher decides.
      const asked = Math.max(wanted ?? -1, lowest ?? -1);
      return asked < 0
        ? []
        : [{ figure: kind, ...(path === undefined ? {} : { path }), wanted: asked, found, holds }];
    },
  );
  const { findings } = asFindings({ ...report, figures: [] });
  if (patch?.wanted === undefined) return { thresholds, findings, problems: [] };
  const { lines: found, wanted, holds } = patch;
  return { thresholds: [...thresholds, { figure: CHANGED, found, wanted, holds }], findings, problems: [] };
}

function matcherOf({ path }: GateFigure): (file: string) => boolean {
  return path === undefined ? () => true : picomatch(path, { dot: true });
}

/** From the first column of a line to the first one after the last line. */
function finding(
  rule: string,
  level: Finding['level'],
  file: string,
  line: number,
  endLine: number | undefined,
  message: string,
): Finding {
  const place = { start: 0, end: 0, line, column: 1, endLine: (endLine ?? line) + 1, endColumn: 1 };
  return { rule, level, file, place, messageId: rule, message };
}
