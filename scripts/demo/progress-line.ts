/** The part of a stream that a progress line needs. */
export interface LineStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** One line that says how far something is. */
export interface ProgressLine {
  /** Rewrites the line on a terminal; elsewhere it is silent. */
  update(text: string): void;
  /** Puts the last text there for good. */
  end(text: string): void;
}

/** A line is rewritten at most this often, in milliseconds. */
const INTERVAL = 60;

/**
 * Shows progress in one line of a terminal, rewritten in place; where there is no terminal, only its last text appears.
 * @param stream where to write, e.g. `process.stdout`
 * @param now milliseconds; a test passes its own clock
 */
export function progressLine(stream: LineStream, now: () => number = Date.now): ProgressLine {
  let written = -Infinity;
  const clear = stream.isTTY === true ? '\r\u001b[2K' : '';
  return {
    update(text) {
      if (stream.isTTY !== true || now() - written < INTERVAL) return;
      written = now();
      stream.write(`${clear}${text.slice(0, (stream.columns ?? 80) - 1)}`);
    },
    end(text) {
      stream.write(`${clear}${text}\n`);
    },
  };
}

const CELLS = 20;

/**
 * Draws a bar.
 * @param share 0 to 1
 */
export function progressBar(share: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, share)) * CELLS);
  return '━'.repeat(filled) + '╌'.repeat(CELLS - filled);
}
