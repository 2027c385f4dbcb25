import { expect, test } from 'vitest';
import { streamProgress } from '../../src/backend/progress.ts';

function record(isTTY: boolean): {
  readonly written: string[];
  readonly write: (text: string) => void;
  readonly isTTY: boolean;
} {
  const written: string[] = [];
  return { written, write: (text) => written.push(text), isTTY };
}

test('elsewhere than on a terminal a phase is one line, however often it advances', () => {
  const stream = record(false);
  const progress = streamProgress(stream);
  progress.begin('extracting', 2_000_000);
  for (let done = 0; done < 2_000_000; done += 1000) progress.advance(done);
  progress.end();
  progress.begin('compiling');
  progress.end();
  progress.note('done');
  expect(stream.written).toEqual(['extracting (2 MB)\n', 'compiling\n', 'done\n']);
});

test('on a terminal one line is rewritten, not too often, and never wraps', () => {
  const stream = { ...record(true), columns: 40 };
  let time = 0;
  const progress = streamProgress(stream, () => time);
  progress.begin('extracting', 1000);
  for (let done = 0; done <= 1000; done++) {
    time++;
    progress.advance(done);
  }
  progress.end();
  const lines = stream.written.map((text) => text.replace('\r\u001b[2K', ''));
  expect(lines.length).toBeLessThan(20);
  expect(lines[0]).toContain('0 %');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(40);
  expect(lines.at(-1)).toBe('extracting: 1.0 s\n');
});

test('shows the share that is done', () => {
  const stream = { ...record(true), columns: 200 };
  let time = 0;
  const progress = streamProgress(stream, () => (time += 100));
  progress.begin('extracting', 400_000_000);
  progress.advance(100_000_000);
  expect(stream.written.at(-1)).toContain('extracting ██████░░░░░░░░░░░░░░░░░░ 25 %, 100 MB of 400 MB');
});
