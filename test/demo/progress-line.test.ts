import { describe, expect, test } from 'vitest';
import { progressBar, progressLine } from '../../scripts/demo/progress-line.ts';
import type { LineStream } from '../../scripts/demo/progress-line.ts';

function recording(fields: Partial<LineStream>): { stream: LineStream; written: string[] } {
  const written: string[] = [];
  return { written, stream: { ...fields, write: (text) => written.push(text) } };
}

describe('progressLine', () => {
  test('rewrites one line on a terminal, not more often than an eye can follow', () => {
    let time = 0;
    const { stream, written } = recording({ isTTY: true, columns: 80 });
    const line = progressLine(stream, () => time);
    line.update('one');
    time = 10;
    line.update('too soon');
    time = 100;
    line.update('two');
    line.end('done');
    expect(written).toEqual(['\r\u001b[2Kone', '\r\u001b[2Ktwo', '\r\u001b[2Kdone\n']);
  });

  test('never wraps', () => {
    const { stream, written } = recording({ isTTY: true, columns: 10 });
    progressLine(stream).update('twenty characters...');
    expect(written).toEqual(['\r\u001b[2Ktwenty ch']);
  });

  test('writes only what stays where there is no terminal', () => {
    const { stream, written } = recording({});
    const line = progressLine(stream);
    line.update('one');
    line.end('done');
    expect(written).toEqual(['done\n']);
  });
});

test.each([
  [0, '╌'.repeat(20)],
  [0.5, '━'.repeat(10) + '╌'.repeat(10)],
  [1, '━'.repeat(20)],
  [7, '━'.repeat(20)],
  [-1, '╌'.repeat(20)],
])('progressBar(%s)', (share, bar) => {
  expect(progressBar(share)).toBe(bar);
});
