import * as Plot from '@observablehq/plot';
import { drawPlot, FONT, INK, renderPage } from './page.ts';

/** One row of images: what they are, and their pixels. */
export interface ImageRow {
  /** Stands to the left of the row, e.g. `autoencoder`. */
  readonly name: string;
  /** A second, quieter line, e.g. the mean error; empty for none. */
  readonly remark: string;
  /** One image a column, each `'side*side'`, row by row, 0 (paper) to 1 (ink). */
  readonly images: readonly ArrayLike<number>[];
}

/** What the figure of reconstructions shows. */
export interface ReconstructionsFigure {
  readonly title: string;
  readonly subtitle: readonly string[];
  /** Stands above each column, e.g. the digit that was written. */
  readonly columns: readonly string[];
  readonly rows: readonly ImageRow[];
  /** Height and width of an image, in pixels. */
  readonly side: number;
}

interface Pixel {
  readonly column: number;
  readonly row: number;
  readonly x: number;
  readonly y: number;
  readonly ink: number;
}

const IMAGE = 64;
const GAP = 0.1;
const LEFT = 170;
const TOP = 24;

/**
 * Draws rows of images beside each other, so that an eye can compare them column by column.
 * @param figure the images and the words
 * @returns the text of an SVG file
 */
export function plotReconstructions(figure: ReconstructionsFigure): string {
  const { columns, rows, side } = figure;
  const pixels = rows.flatMap(({ images }, row) =>
    images.flatMap((image, column) =>
      Array.from(image, (ink, index): Pixel => ({
        column,
        row,
        x: index % side,
        y: Math.floor(index / side),
        // A model may overshoot paper and ink a little; the scale ends there.
        ink: Math.min(1, Math.max(0, ink)),
      })),
    ),
  );
  const width = LEFT + (columns.length * IMAGE) / (1 - GAP) + 24;
  const height = TOP + (rows.length * IMAGE) / (1 - GAP) + 8;
  const labels = rows.map(({ name, remark }, row) => ({ row, name, remark }));
  const svg = drawPlot({
    width,
    height,
    marginLeft: LEFT,
    marginRight: 24,
    marginTop: TOP,
    marginBottom: 4,
    style: { fontFamily: FONT, fontSize: '13px', color: INK },
    x: { axis: null, padding: 0, round: false },
    y: { axis: null, padding: 0, round: false },
    fx: { axis: 'top', label: null, padding: GAP, tickFormat: (column: number) => columns[column] ?? '' },
    fy: { axis: null, padding: GAP },
    color: { scheme: 'greys', domain: [0, 1] },
    marks: [
      Plot.cell(pixels, {
        fx: 'column',
        fy: 'row',
        x: 'x',
        y: 'y',
        fill: 'ink',
        inset: -0.15,
        shapeRendering: 'crispEdges',
      }),
      Plot.frame({ stroke: '#b9bec6' }),
      Plot.text(labels, {
        fy: 'row',
        facetAnchor: 'left',
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -14,
        dy: -8,
        fontWeight: 600,
        text: 'name',
      }),
      Plot.text(labels, {
        fy: 'row',
        facetAnchor: 'left',
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -14,
        dy: 9,
        fontSize: 11.5,
        fill: '#5a6069',
        text: 'remark',
      }),
    ],
  });
  const top = 56 + figure.subtitle.length * 18;
  return renderPage({
    width,
    height: top + height + 16,
    title: figure.title,
    subtitle: figure.subtitle,
    panels: [{ x: 0, y: top, svg: svg }],
  });
}
