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
  expect(lines.slice(-2)).toEqual(['extracting: 1.0 s', '\n']);
});

test('shows the share that is done', () => {
  const stream = { ...record(true), columns: 200 };
  let time = 0;
  const progress = streamProgress(stream, () => (time += 100));
  progress.begin('extracting', 400_000_000);
  progress.advance(100_000_000);
  expect(stream.written.at(-1)).toContain('extracting ██████░░░░░░░░░░░░░░░░░░ 25 %, 100 MB of 400 MB');
});

test.each([0, undefined, 12])('a terminal %s columns wide still gets whole lines', (columns) => {
  const stream = { ...record(true), ...(columns === undefined ? {} : { columns }) };
  const progress = streamProgress(stream, () => 0);
  progress.begin('compiling the addon with g++');
  progress.end();
  expect(stream.written.at(-1)).toBe('\n');
  if (columns !== 12) expect(stream.written.join('')).toContain('compiling the addon with g++: 0.0 s');
});

test('a phase that fails leaves the line to the error', () => {
  const stream = { ...record(true), columns: 80 };
  const progress = streamProgress(stream, () => 0);
  progress.begin('extracting', 1000);
  progress.stop();
  expect(stream.written.at(-1)).toBe('\r\u001b[2K');
  progress.stop();
  progress.end();
  expect(stream.written).toHaveLength(2);
});
