import { Command, InvalidArgumentError, Option } from 'commander';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { activeRules, isLevel, LEVELS } from '../analyzer/active-rules.ts';
import { audit } from '../analyzer/audit.ts';
import { forAudit } from '../analyzer/configuration/configuration.ts';
import type { AuditConfiguration } from '../analyzer/configuration/configuration.ts';
import { loadConfiguration } from '../analyzer/configuration/load-configuration.ts';
import type { Level } from '../analyzer/finding.ts';
import { reporters } from '../analyzer/reporters/index.ts';
import type { ReportFormat } from '../analyzer/reporters/index.ts';
import type { AuditReport } from '../analyzer/report.ts';
import type { AuditOptions, RuleSetting } from '../analyzer/settings.ts';
import { ArgumentError } from '../errors.ts';
import { fix } from './audit-fix.ts';
import { watch } from './audit-watch.ts';
import { explainCommand } from './audit-explain.ts';
import { hasColours } from './terminal.ts';
import type { Terminal } from './terminal.ts';

interface Flags {
  readonly format: ReportFormat;
  readonly output?: string;
  readonly rule: Readonly<Record<string, Level>>;
  readonly types?: boolean;
  readonly failOn?: 'error' | 'warning';
  readonly config: string | boolean;
  readonly baseline?: string | true;
  readonly updateBaseline?: true;
  readonly changed?: string | true;
  readonly cache?: string | true;
  readonly fix?: true;
  readonly watch?: true;
  readonly dryRun?: true;
  readonly printConfig?: true;
}

/** Where a baseline is when its place is not said. */
const BASELINE = 'tensorproof-baseline.json';

/** Where results are kept when the place is not said. */
const CACHE = 'node_modules/.cache/tensorproof/audit';

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
      new Option('--fail-on <level>', 'the least level that makes the exit code 1').choices([
        'error',
        'warning',
      ]),
    )
    .option('--baseline [file]', `known findings sleep, and only new ones count (default file: ${BASELINE})`)
    .option('--update-baseline', "write today's findings to the baseline: new ones in, fixed ones out")
    .option(
      '--changed [ref]',
      'look only at what changed since a branch or commit (default: since the last commit)',
    )
    .option(
      '--cache [folder]',
      `look again only at what changed, by content; also across machines (default folder: ${CACHE})`,
    )
    .option(
      '--config <file>',
      'the configuration (default: tensorproof.config.{ts,js,mjs,cjs,json} of this folder)',
    )
    .option(
      '--fix',
      'make the rewrites that are certain: await, return types, shapes that stand in docstrings',
    )
    .option('--dry-run', 'with --fix: print them as a diff, and write nothing')
    .option('--watch', 'look again at what changes, until interrupted')
    .option('--no-config', 'without a configuration')
    .option('--print-config', 'print what is in force, and look at nothing')
    .addHelpText(
      'after',
      '\nIt reads the files and never runs them. Dependencies and build output are left out unless you name them.' +
        '\nExit codes: 0 clean, 1 findings, 2 misuse or a broken configuration; an interrupted run ends by its signal.',
    )
    .addCommand(explainCommand(terminal))
    .action(async (paths: readonly string[], flags: Flags) => {
      const { workingDirectory: root } = terminal;
      const { configuration } =
        flags.config === false
          ? { configuration: {} }
          : await loadConfiguration(root, typeof flags.config === 'string' ? flags.config : undefined);
      const options = optionsOf(configuration, paths, flags);
      if (flags.printConfig === true) {
        terminal.print(await configurationInForce(options));
        return;
      }
      if (flags.dryRun === true && flags.fix !== true)
        throw new ArgumentError('audit: --dry-run says what --fix would do; it needs --fix.', {
          argument: '--dry-run',
        });
      if (flags.watch === true && (flags.fix === true || flags.updateBaseline === true))
        throw new ArgumentError(
          'audit: --watch only looks; it goes with neither --fix nor --update-baseline.',
          { argument: '--watch' },
        );
      const isFixed =
        flags.fix !== true || (await fix({ ...options, root, signal }, flags.dryRun !== true, terminal));
      if (flags.dryRun === true) {
        finish(isFixed ? 0 : 1);
        return;
      }
      const show = (report: AuditReport): void => {
        if (terminal.interactive === true) terminal.progressStream.write('\r\u001b[K');
        const text = reporters[flags.format](report, {
          colours: flags.output === undefined && hasColours(terminal),
          links: flags.output === undefined && hasColours(terminal) && terminal.interactive === true,
          width: terminal.columns ?? 100,
          sourceOf: (file) => readText(path.resolve(root, file)),
        });
        if (flags.output === undefined) terminal.print(text.trimEnd());
        else {
          writeOutput(path.resolve(root, flags.output), text);
          terminal.error(`the report is in ${flags.output}`);
        }
        finish(report.fails || !isFixed ? 1 : 0);
      };
      const run: AuditOptions = {
        ...options,
        root,
        signal,
        progress: (done, files) => {
          if (terminal.interactive === true) terminal.progressStream.write(`\r${done} of ${files} files`);
        },
      };
      if (flags.watch === true) await watch(run, show, terminal);
      else show(await audit(run));
    });
}

/** What a configuration says, and what flags say over it. */
function optionsOf(configuration: AuditConfiguration, paths: readonly string[], flags: Flags): AuditOptions {
  const said = forAudit(configuration);
  const rules: Record<string, RuleSetting> = { ...said.rules };
  for (const [id, level] of Object.entries(flags.rule)) {
    const before = rules[id];
    // A flag gives another level; the options stay.
    rules[id] = typeof before === 'object' ? [level, before[1]] : level;
  }
  const baseline = flags.baseline === true ? (said.baseline ?? BASELINE) : (flags.baseline ?? said.baseline);
  return {
    ...said,
    rules,
    ...(paths.length === 0 ? {} : { paths }),
    ...(flags.types === undefined ? {} : { types: flags.types }),
    ...(flags.failOn === undefined ? {} : { failOn: flags.failOn }),
    ...(flags.updateBaseline === true
      ? { baseline: baseline ?? BASELINE, updateBaseline: true }
      : baseline === undefined
        ? {}
        : { baseline }),
    ...(flags.cache === undefined ? {} : { cache: flags.cache === true ? CACHE : flags.cache }),
    ...(flags.changed === undefined ? {} : { changed: flags.changed === true ? 'HEAD' : flags.changed }),
  };
}

/** As it would stand in a configuration, with every rule. */
async function configurationInForce(options: AuditOptions): Promise<string> {
  const { allRules } = await import('../analyzer/analyze.ts');
  const { ownRules = [], rules = {}, ...rest } = options;
  const every = [...allRules, ...ownRules];
  const active = new Map(activeRules(every, rules).map((each) => [each.rule.id, each]));
  const settings = every.map((rule) => {
    const on = active.get(rule.id);
    if (on === undefined) return [rule.id, 'off'];
    return [rule.id, rule.options === undefined ? on.level : [on.level, { ...rule.options, ...on.options }]];
  });
  const said = { paths: ['.'], failOn: 'warning', ...rest, ownRules: ownRules.map(({ id }) => id) };
  return JSON.stringify({ ...said, rules: Object.fromEntries(settings) as unknown }, undefined, 2);
}

function ruleLevel(given: string, before: Readonly<Record<string, Level>>): Readonly<Record<string, Level>> {
  const [id = '', level = ''] = given.split('=');
  if (id === '' || !isLevel(level)) {
    throw new InvalidArgumentError(`Write id=level, with one of ${LEVELS.join(', ')}.`);
  }
  return { ...before, [id]: level };
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
