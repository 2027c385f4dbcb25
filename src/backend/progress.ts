import { readableBytes } from './readable-bytes.ts';

/** Hears how far a long piece of work is. */
export interface Progress {
  /** Begins a phase; `total` is in bytes when it is known. */
  readonly begin: (what: string, total?: number) => void;
  /** Reports how many bytes of the phase are done. */
  readonly advance: (done: number) => void;
  /** Ends the phase. */
  readonly end: () => void;
  /** Gives up a phase that did not come to its end, so that an error has a line of its own. */
  readonly stop: () => void;
  /** A line that belongs to no phase. */
  readonly note: (line: string) => void;
}

/** The part of a stream that a progress needs. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Says nothing. */
export const noProgress: Progress = {
  begin: () => undefined,
  advance: () => undefined,
  end: () => undefined,
  stop: () => undefined,
  note: () => undefined,
};

/** A line is rewritten at most this often, in milliseconds. */
const REWRITE_INTERVAL = 80;
const BAR_CELLS = 24;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * Shows progress on a stream: on a terminal one line a phase that is rewritten in place, elsewhere one line a phase.
 * @param now milliseconds; a test passes its own clock
 * @example
 * const progress = streamProgress(process.stderr);
 * progress.begin('extracting', 2048);
 * progress.advance(1024);
 * progress.end();
 */
export function streamProgress(stream: ProgressStream, now: () => number = Date.now): Progress {
  const isTerminal = stream.isTTY === true;
  let phase: { what: string; total: number | undefined; startedAt: number; done: number } | undefined;
  let lastWrite = -Infinity;

  const rewrite = (line: string): void => {
    // A terminal that does not know its width says 0.
    const width = (stream.columns ?? 0) > 0 ? (stream.columns ?? 0) - 1 : 79;
    stream.write(CLEAR_LINE + line.slice(0, width));
  };
  const draw = (): void => {
    if (phase === undefined) return;
    const seconds = ((now() - phase.startedAt) / 1000).toFixed(0);
    if (phase.total === undefined) {
      rewrite(`${phase.what} … ${seconds} s`);
      return;
    }
    const share = phase.total === 0 ? 1 : Math.min(1, phase.done / phase.total);
    const filled = Math.round(share * BAR_CELLS);
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CELLS - filled);
    const bytes = `${readableBytes(phase.done)} of ${readableBytes(phase.total)}`;
    rewrite(`${phase.what} ${bar} ${(share * 100).toFixed(0)} %, ${bytes}`);
  };

  return {
    begin(what, total) {
      phase = { what, total, startedAt: now(), done: 0 };
      lastWrite = now();
      if (isTerminal) draw();
      else stream.write(`${what}${total === undefined ? '' : ` (${readableBytes(total)})`}\n`);
    },
    advance(done) {
      if (phase === undefined) return;
      phase.done = done;
      if (!isTerminal || now() - lastWrite < REWRITE_INTERVAL) return;
      lastWrite = now();
      draw();
    },
    end() {
      if (phase === undefined) return;
      const seconds = ((now() - phase.startedAt) / 1000).toFixed(1);
      if (isTerminal) {
        rewrite(`${phase.what}: ${seconds} s`);
        stream.write('\n');
      }
      phase = undefined;
    },
    stop() {
      if (isTerminal && phase !== undefined) stream.write(CLEAR_LINE);
      phase = undefined;
    },
    note(line) {
      if (isTerminal && phase !== undefined) stream.write(CLEAR_LINE);
      stream.write(`${line}\n`);
      if (isTerminal) draw();
    },
  };
}
