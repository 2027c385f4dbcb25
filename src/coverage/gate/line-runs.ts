/** Lines that follow each other, as their first and last. */
export function runsOf(lines: readonly number[]): readonly (readonly [first: number, last: number])[] {
  const runs: [first: number, last: number][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    if (run?.[1] === line - 1) run[1] = line;
    else runs.push([line, line]);
  }
  return runs;
}

/** Numbers of lines as people write them: `3, 7-9`. */
export function linesText(lines: readonly number[]): string {
  return runsOf(lines)
    .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
    .join(', ');
}
