import { Command, InvalidArgumentError, Option } from 'commander';
import path from 'node:path';
import { forAudit, type AuditConfiguration } from '../analyzer/configuration/configuration.ts';
import { KINDS, type Kind, type KindThresholds } from '../analyzer/configuration/gate-settings.ts';
import { loadConfiguration } from '../analyzer/configuration/load-configuration.ts';
import { DATA, RATCHET, judgeRun, type GateOptions } from '../coverage/gate/gate.ts';
import { MEANINGS } from '../coverage/gate/meanings.ts';
import { gateReporters, type GateFormat } from '../coverage/gate/reporters/index.ts';
import { ArgumentError } from '../errors.ts';
import { writeWhole } from '../write-whole.ts';
import { hasColours, type Terminal } from './terminal.ts';

interface Flags extends KindThresholds {
  readonly data?: readonly string[];
  readonly merge?: string;
  readonly runs?: number;
  readonly ratchet?: string | true;
  readonly updateRatchet?: true;
  readonly changed?: string | true;
  readonly patch?: number;
  readonly annotations: boolean;
  readonly format: GateFormat;
  readonly output?: string;
  readonly report: readonly (readonly [format: GateFormat, file: string])[];
  readonly config: string | boolean;
}

/**
 * `tensorproof gate`
 * @param finish told the exit code of a run that ended as it should: 1 says that the gate is closed
 */
export function gateCommand(terminal: Terminal, finish: (code: number) => void): Command {
  const command = new Command('gate')
    .description('whether a run of tests covered what it should: thresholds, a ratchet, what changed')
    .option('--data <files...>', `what c8's reporter json wrote; several are added up (default: ${DATA})`);
  for (const kind of KINDS)
    command.option(`--${flagOf(kind)} <percent>`, `the least share of ${MEANINGS[kind]}`, percentage);
  return command
    .option(
      '--merge <folder>',
      'join the runs of a folder: shards, versions of Node, backends; each has a folder in it',
    )
    .option('--runs <count>', 'how many runs --merge must find', runCount)
    .option('--ratchet [file]', `no figure may fall below its best so far (default file: ${RATCHET})`)
    .option('--update-ratchet', 'raise the ratchet to what was found; in a conflict the higher figure counts')
    .option(
      '--changed [ref]',
      'also judge what changed since a branch or commit (default: since the last commit)',
    )
    .option('--patch <percent>', 'the least share of changed lines', percentage)
    .option('--no-annotations', 'leave out what the audit counts')
    .addOption(
      new Option('--format <format>', 'how the report is written')
        .choices(Object.keys(gateReporters))
        .default('terminal'),
    )
    .option('--output <file>', 'write the report to a file')
    .option('--report <format=file>', 'write a further report; may be repeated', furtherReport, [])
    .option(
      '--config <file>',
      'the configuration, whose `gate` holds thresholds (default: tensorproof.config.{ts,js,mjs,cjs,json} of this folder)',
    )
    .option('--no-config', 'without a configuration')
    .addHelpText(
      'after',
      '\nIt reads what `npx c8 --reporter=json vitest run` left, and runs nothing.' +
        '\nExit codes: 0 open, 1 closed, 2 misuse, and no coverage to judge.',
    )
    .action(async (flags: Flags) => {
      const { workingDirectory: root } = terminal;
      const { configuration } =
        flags.config === false
          ? { configuration: {} }
          : await loadConfiguration(root, typeof flags.config === 'string' ? flags.config : undefined);
      const judged = await judgeRun({ ...optionsOf(configuration, flags), root });
      const text = await gateReporters[flags.format](judged, {
        colours: flags.output === undefined && hasColours(terminal),
      });
      for (const [format, file] of flags.report) {
        const further = await gateReporters[format](judged, { colours: false });
        await writeOutput(path.resolve(root, file), further, '--report');
      }
      if (flags.output === undefined) terminal.print(text.trimEnd());
      else await writeOutput(path.resolve(root, flags.output), text, '--output');
      finish(judged.report.fails ? 1 : 0);
    });
}

/** What a configuration says, and what flags say over it. */
function optionsOf(configuration: AuditConfiguration, flags: Flags): GateOptions {
  const { gate: said = {} } = configuration;
  if (flags.patch !== undefined && flags.changed === undefined) {
    throw new ArgumentError('gate: --patch says how much of what changed, and --changed since when.', {
      argument: '--patch',
      hint: 'give --changed, too.',
    });
  }
  const changed = flags.changed === true ? 'HEAD' : flags.changed;
  return {
    ...said,
    thresholds: {
      ...said.thresholds,
      ...Object.fromEntries(
        KINDS.flatMap((kind) => (flags[kind] === undefined ? [] : [[kind, flags[kind]] as const])),
      ),
    },
    annotations: flags.annotations ? forAudit(configuration) : false,
    ...(flags.data === undefined ? {} : { data: flags.data }),
    ...(flags.merge === undefined ? {} : { merge: flags.merge }),
    ...(flags.runs === undefined ? {} : { runs: flags.runs }),
    ...(typeof flags.ratchet === 'string' ? { ratchet: flags.ratchet } : {}),
    hold: flags.updateRatchet === true ? 'update' : flags.ratchet !== undefined,
    ...(changed === undefined ? {} : { changed }),
    ...(flags.patch === undefined ? {} : { patch: flags.patch }),
  };
}

/** As command lines write names: `customGradients` is `--custom-gradients`. */
function flagOf(kind: Kind): string {
  return kind.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function runCount(given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('Write a whole number above 0.');
  return value;
}

function furtherReport(given: string, before: Flags['report']): Flags['report'] {
  const at = given.indexOf('=');
  const [format, file] = [given.slice(0, at), given.slice(at + 1)];
  if (at < 1 || file === '' || !isFormat(format)) {
    throw new InvalidArgumentError(
      `Write format=file, with one of ${Object.keys(gateReporters).join(', ')}.`,
    );
  }
  return [...before, [format, file]];
}

function isFormat(name: string): name is GateFormat {
  return Object.hasOwn(gateReporters, name);
}

function percentage(given: string): number {
  const value = Number(given);
  if (given.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError('Write a number from 0 to 100.');
  return value;
}

async function writeOutput(file: string, text: string, argument: string): Promise<void> {
  try {
    await writeWhole(file, text);
  } catch (error) {
    const { message } = error as Error; // what node:fs throws
    throw new ArgumentError(`gate: the report can't be written: ${message}`, {
      argument,
      cause: error,
    });
  }
}
