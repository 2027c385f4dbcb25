import { percent } from '../../analyzer/annotations/coverage.ts';
import { percentText } from '../../analyzer/reporters/words.ts';
import { keyOf, type GateFigure, type GateReport } from './report.ts';

/** A figure with where it stands: `branches 81.0 % of 1,204`. */
export function figureText(figure: GateFigure): string {
  return `${keyOf(figure)} ${percentText(figure.found)}`;
}

/** What is asked of a figure and isn't there; none where it holds. */
export function reasons({ found, wanted, best, holds }: GateFigure, tolerance: number): readonly string[] {
  if (holds) return [];
  const value = percent(found);
  return [
    ...(wanted !== undefined && value < wanted ? [`below ${wanted} %`] : []),
    ...(best !== undefined && value < best - tolerance
      ? [`was ${best} %, and may fall by ${tolerance}`]
      : []),
  ];
}

/** The sentence that a run ends with. */
export function verdict({ figures, patch, ratchet, ran, fails }: GateReport): string {
  if (!fails) {
    const asked = figures.filter(({ wanted, best }) => wanted !== undefined || best !== undefined).length;
    if (asked === 0 && patch?.wanted === undefined) {
      return 'nothing is asked for: thresholds, a ratchet or --patch make it a gate';
    }
    return 'the gate is open';
  }
  if (!ran) {
    return (
      'the gate is closed: not one line ran. Under Vitest, c8 needs tensorproof() or c8() in the plugins of the root ' +
      'configuration, not only of its projects'
    );
  }
  const parts = figures.flatMap((figure) =>
    reasons(figure, ratchet?.tolerance ?? 0).map((reason) => `${figureText(figure)} (${reason})`),
  );
  if (patch?.holds === false) {
    parts.push(`changed lines ${percentText(patch.lines)} (below ${patch.wanted ?? 0} %)`);
  }
  return `the gate is closed: ${parts.join('; ')}`;
}
