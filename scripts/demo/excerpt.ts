import { readFileSync } from 'node:fs';
import path from 'node:path';
import pc from 'picocolors';
import type { Accusation, Verdict } from './judge.ts';
import type { Place } from './run-twins.ts';
import { ROOT } from './twin.ts';

const FRAME_LINES = 2;

/** The lines around a place, with a caret under its column, as Vitest shows them. */
function codeFrame({ file, line, column }: Place): string {
  const lines = readFileSync(file, 'utf8').split('\n');
  const first = Math.max(1, line - FRAME_LINES);
  const shown = lines.slice(first - 1, line + 1);
  const width = String(line + 1).length;
  const gutter = (label: string): string => pc.gray(`    ${label.padStart(width)}| `);
  return shown
    .flatMap((text, index) => {
      const number = first + index;
      const row = `${gutter(String(number))}${text}`;
      return number === line ? [row, `${gutter('')}${' '.repeat(column - 1)}${pc.red('^')}`] : [row];
    })
    .join('\n');
}

/** Breaks a sentence into lines between its words. */
function wrap(sentence: string, columns: number): readonly string[] {
  const lines = [''];
  for (const word of sentence.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}

function diffLine(sign: '-' | '+', text: string): string {
  const color = sign === '-' ? pc.green : pc.red;
  return color(`  ${sign} ${text.trim()}`);
}

function printAccusation({ test, failure }: Accusation, project: string): string {
  const where = ['digits.test.ts', ...(test?.path ?? [])].join(pc.dim(' > '));
  const lines = [
    `${pc.bold(pc.bgRed(' FAIL '))} ${pc.dim('|')}${project}${pc.dim('|')} ${where}`,
    pc.red(`${pc.bold(failure.name)}: ${failure.message}`),
  ];
  if (failure.place !== undefined) {
    const { file, line, column } = failure.place;
    lines.push(pc.cyan(` ${pc.dim('❯')} ${path.relative(ROOT, file)}:${pc.dim(`${line}:${column}`)}`));
    lines.push(codeFrame(failure.place));
  }
  return lines.join('\n');
}

/**
 * Shows a fault and how the suite reports it: the line that was changed, and the first failing message, as a user sees
 * it in Vitest.
 * @param verdict the suite on one twin
 * @param number which fault it is, from 1
 * @param columns how wide a line of prose may be
 * @returns lines of text, coloured on a terminal
 */
export function printExcerpt(verdict: Verdict, number: number, columns: number): string {
  const { fault } = verdict.outcome.twin;
  if (fault === undefined) throw new Error('printExcerpt: the sound project has no fault to show.');
  const [first, ...more] = verdict.accusations;
  const lines = [
    pc.bold(`${number}. ${fault.title}`),
    ...wrap(fault.effect, columns - 2).map((line) => `  ${line}`),
    '',
    pc.dim(`  ${fault.file}`),
    diffLine('-', fault.clean),
    diffLine('+', fault.faulty),
    '',
  ];
  if (first === undefined) {
    lines.push(pc.bold(pc.red('Nothing in the suite speaks up: the fault got through.')));
    lines.push(...verdict.crashes.map(({ name, message }) => pc.red(`${name}: ${message}`)));
  } else {
    lines.push(printAccusation(first, fault.id));
  }
  if (more.length > 0) {
    const others = more.map(({ test }) => test?.path.at(-1)).filter((name) => name !== undefined);
    const distinct = [...new Set(others)].filter((name) => name !== first?.test?.path.at(-1));
    const sentence = `also failing: ${distinct.join('; ')}`;
    if (distinct.length > 0) lines.push(...wrap(sentence, columns - 2).map((line) => pc.dim(`  ${line}`)));
  }
  return lines.join('\n');
}
