import * as Plot from '@observablehq/plot';
import { drawPlot, FONT, INK, QUIET_INK, renderPage } from './page.ts';
import type { Panel } from './page.ts';

/** What the figure of a failing comparison shows. */
export interface ComparisonFigure {
  readonly title: string;
  readonly subtitle: readonly string[];
  /** Height and width of both images, in pixels. */
  readonly side: number;
  /** `'side*side'`, row by row. */
  readonly expected: ArrayLike<number>;
  /** `'side*side'`, row by row. */
  readonly actual: ArrayLike<number>;
  /** Index of the worst element, 0 to `side*side - 1`. */
  readonly worst: number;
}

interface Element {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly text: string;
}

const CELL = 34;
const GAP = 28;
const MARGIN = 24;
const TOP = 26;
const WORST = '#d1007e';

function printValue(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Number(value.toFixed(2)) === 0 ? '0' : value.toFixed(2).replace('-', '−');
}

/** In a cell there is no room for the zero in front of the point. */
function printShort(value: number): string {
  return printValue(value).replace(/^(−?)0\./, '$1.');
}

function elementsOf(values: ArrayLike<number>, side: number): readonly Element[] {
  return Array.from(values, (value, index) => ({
    x: index % side,
    y: Math.floor(index / side),
    value,
    text: printShort(value),
  }));
}

interface HeatMap {
  readonly caption: string;
  readonly elements: readonly Element[];
  readonly side: number;
  readonly color: Plot.ScaleOptions;
  /** Whether text on a cell of this value must be light to be read. */
  readonly isDark: (value: number) => boolean;
  readonly worst: number;
}

function drawHeatMap({ caption, elements, side, color, isDark, worst }: HeatMap): string {
  const size = side * CELL;
  const place = { x: 'x', y: 'y' } as const;
  const marked = elements.slice(worst, worst + 1);
  return drawPlot({
    width: size + 2,
    height: TOP + size + 2,
    marginTop: TOP,
    marginLeft: 1,
    marginRight: 1,
    marginBottom: 1,
    style: { fontFamily: FONT, fontSize: '11px', color: INK },
    x: { axis: null, padding: 0, round: false },
    y: { axis: null, padding: 0, round: false },
    color,
    marks: [
      Plot.cell(elements, { ...place, fill: 'value', inset: -0.15, shapeRendering: 'crispEdges' }),
      Plot.text(elements, {
        ...place,
        text: 'text',
        fill: (element: Element) =>
          isDark(element.value) ? 'white' : element.text === '0' ? '#a8adb5' : INK,
      }),
      Plot.frame({ stroke: '#b9bec6' }),
      Plot.cell(marked, { ...place, fill: 'none', stroke: WORST, strokeWidth: 3, inset: -1 }),
      Plot.text([caption], { frameAnchor: 'top-left', dy: -TOP + 4, fontSize: 13, fontWeight: 600 }),
    ],
  });
}

/**
 * Draws a comparison that failed: what was expected, what came, and the difference, with the worst element marked.
 * The colours are purple and orange, which are told apart with any kind of colour vision.
 * @param figure both images and the words
 * @returns the text of an SVG file
 */
export function plotComparison(figure: ComparisonFigure): string {
  const { side, expected, actual, worst } = figure;
  const difference = Array.from(actual, (value, index) => value - (expected[index] ?? Number.NaN));
  const finite = [...Array.from(expected), ...Array.from(actual)].filter(Number.isFinite);
  const [low, high] = [Math.min(0, ...finite), Math.max(1, ...finite)];
  const reach = Math.max(1e-6, ...difference.filter(Number.isFinite).map(Math.abs));
  const value: Omit<HeatMap, 'caption' | 'elements'> = {
    side,
    worst,
    color: { scheme: 'greys', domain: [low, high], unknown: '#ffd54f' },
    isDark: (each) => (each - low) / (high - low) > 0.55,
  };
  const maps: readonly HeatMap[] = [
    { ...value, caption: 'expected', elements: elementsOf(expected, side) },
    { ...value, caption: 'actual', elements: elementsOf(actual, side) },
    {
      caption: 'actual − expected',
      elements: elementsOf(difference, side),
      side,
      worst,
      color: {
        type: 'diverging',
        scheme: 'PuOr',
        reverse: true,
        domain: [-reach, reach],
        unknown: '#ffd54f',
      },
      isDark: (each) => Math.abs(each) / reach > 0.6,
    },
  ];
  const top = 58 + figure.subtitle.length * 18;
  const step = side * CELL + GAP;
  const panels = maps.map((map, column): Panel => ({
    x: MARGIN + column * step,
    y: top,
    svg: drawHeatMap(map),
  }));
  const [row, column] = [Math.floor(worst / side), worst % side];
  const legend =
    `<rect x="1" y="1" width="13" height="13" fill="none" stroke="${WORST}" stroke-width="3"/>` +
    `<text x="24" y="12" font-size="13" fill="${QUIET_INK}">worst element, row ${row}, column ${column}: ` +
    `${printValue(actual[worst] ?? Number.NaN)} instead of ${printValue(expected[worst] ?? Number.NaN)}</text>`;
  const bottom = top + TOP + side * CELL + 18;
  return renderPage({
    width: 2 * MARGIN + 3 * step - GAP,
    height: bottom + 36,
    title: figure.title,
    subtitle: figure.subtitle,
    panels: [...panels, { x: MARGIN, y: bottom, svg: legend }],
  });
}
