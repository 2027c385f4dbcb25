import { Command, InvalidArgumentError, Option } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isLevel, LEVELS } from '../analyzer/active-rules.ts';
import { audit } from '../analyzer/audit.ts';
import type { Level } from '../analyzer/finding.ts';
import { reporters } from '../analyzer/reporters/index.ts';
import type { ReportFormat } from '../analyzer/reporters/index.ts';
import { ArgumentError } from '../errors.ts';
import { explainCommand } from './audit-explain.ts';
import type { Terminal } from './terminal.ts';

interface Flags {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly rule: Readonly<Record<string, Level>>;
  readonly types?: boolean;
  readonly failOn: 'error' | 'warning';
}

/**
 * `tensorproof audit`
 * @param finish told the exit code of a run that ended as it should: 1 says that it found something
 */
export function auditCommand(
  terminal: Terminal,
  signal: AbortSignal,
  finish: (code: number) => void,
): Command {
  return new Command('audit')
    .description(
      'how much of a code base is annotated, and which lines will leak, detach, block or give zeros',
    )
    .argument('[paths...]', 'files, folders and globs (default: this folder)')
    .addOption(
      new Option('--format <format>', 'how the report is written')
        .choices(Object.keys(reporters))
        .default('terminal'),
    )
    .option('--output <file>', 'write the report to a file')
    .option('--rule <id=level>', `the level of a rule: ${LEVELS.join(', ')}; may be repeated`, ruleLevel, {})
    .option('--types', 'ask the type checker for the annotation coverage, too')
    .option('--no-types', 'never ask the type checker; rules that need it do not run')
    .addOption(
      new Option('--fail-on <level>', 'the least level that makes the exit code 1')
        .choices(['error', 'warning'])
        .default('warning'),
    )
    .addHelpText(
      'after',
      '\nIt reads the files and never runs them. Dependencies and build output are left out unless you name them.' +
        '\nExit codes: 0 clean, 1 findings, 2 misuse.',
    )
    .addCommand(explainCommand(terminal))
    .action(async (paths: readonly string[], flags: Flags) => {
      const { workingDirectory: root } = terminal;
      const report = await audit({
        root,
        ...(paths.length === 0 ? {} : { paths }),
        rules: flags.rule,
        ...(flags.types === undefined ? {} : { types: flags.types }),
        failOn: flags.failOn,
        signal,
        progress: (done, files) => {
          if (terminal.interactive === true) terminal.progressStream.write(`\r${done} of ${files} files`);
        },
      });
      if (terminal.interactive === true) terminal.progressStream.write('\r\u001b[K');
      const text = reporters[flags.format](report, {
        colours: flags.output === undefined && hasColours(terminal),
        width: terminal.columns ?? 100,
        sourceOf: (file) => readText(path.resolve(root, file)),
      });
      if (flags.output === undefined) terminal.print(text.trimEnd());
      else {
        writeOutput(path.resolve(root, flags.output), text);
        terminal.error(`the report is in ${flags.output}`);
      }
      finish(report.fails ? 1 : 0);
    });
}

function ruleLevel(given: string, before: Readonly<Record<string, Level>>): Readonly<Record<string, Level>> {
  const [id = '', level = ''] = given.split('=');
  if (id === '' || !isLevel(level)) {
    throw new InvalidArgumentError(`Write id=level, with one of ${LEVELS.join(', ')}.`);
  }
  return { ...before, [id]: level };
}

function hasColours({ environment, interactive }: Terminal): boolean {
  const said = (name: string): boolean => (environment[name] ?? '') !== '';
  if (said('NO_COLOR')) return false;
  return said('FORCE_COLOR') ? environment['FORCE_COLOR'] !== '0' : interactive === true;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    return undefined;
  }
}

function writeOutput(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { message } = error as Error; // what node:fs throws
    throw new ArgumentError(`audit: the report can't be written: ${message}`, {
      argument: '--output',
      cause: error,
    });
  }
}
