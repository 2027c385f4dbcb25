import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** One drawing on a page, and where its upper left corner is. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  /** An `<svg>` element with its own width and height. */
  readonly svg: string;
}

/** What is on a page of drawings. */
export interface Page {
  readonly width: number;
  readonly height: number;
  /** One sentence that says what to see. */
  readonly title: string;
  /** What the drawings show, one line each. */
  readonly subtitle: readonly string[];
  readonly panels: readonly Panel[];
}

export const INK = '#1b1e23';
export const QUIET_INK = '#5a6069';
export const FONT = 'Inter, "Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif';
const MARGIN = 24;

/**
 * Draws a plot in a document of its own, since outside a browser there is none.
 * @param options what Observable Plot draws; no title, subtitle, caption or legend, which would need HTML around it
 * @returns an `<svg>` element
 */
export function drawPlot(options: Plot.PlotOptions): string {
  const page: unknown = parseHTML('<!doctype html><html><body></body></html>');
  // A window has a document, and a plot is an element; the project goes without the types of the DOM.
  const { document } = page as { readonly document: unknown };
  const drawn: unknown = Plot.plot({ ...options, document });
  return (drawn as { readonly outerHTML: string }).outerHTML; // for the same reason
}

/**
 * Makes text safe inside an element or an attribute.
 * @param text anything
 * @returns the same text with the five special characters as entities
 */
export function escapeXml(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&apos;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/**
 * Lays drawings out on a white page with a title, as one SVG file that needs nothing else.
 * @param content the drawings and the words
 * @returns the text of an SVG file
 */
export function renderPage(content: Page): string {
  const { width, height, title, subtitle, panels } = content;
  const lines = subtitle.map(
    (line, row) =>
      `<text x="${MARGIN}" y="${62 + row * 18}" font-size="13" fill="${QUIET_INK}">${escapeXml(line)}</text>`,
  );
  const drawings = panels.map(({ x, y, svg }) => `<g transform="translate(${x},${y})">${svg}</g>`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`,
    `  font-family="${escapeXml(FONT)}" role="img" aria-labelledby="title">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${MARGIN}" y="38" font-size="19" font-weight="600" fill="${INK}">${escapeXml(title)}</text>`,
    ...lines,
    ...drawings,
    '</svg>',
    '',
  ].join('\n');
}
