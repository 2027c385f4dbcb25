import { nearestName, requireOptions } from '../checks/options.ts';
import { ArgumentError } from '../errors.ts';
import { describeKind } from '../tensor/subject.ts';
import type { Level } from './finding.ts';
import type { OptionValue, Rule, RuleOptions } from './rule.ts';
import type { ActiveRule } from './run-rules.ts';
import type { RuleSetting } from './settings.ts';

export const LEVELS: readonly Level[] = ['error', 'warning', 'hint', 'off'];

/**
 * The rules that are on, with the levels and options that a user gave them.
 * @param rules every rule there is, a user's own included
 * @param settings by the id of a rule
 * @throws ArgumentError for an id, a level or an option that does not exist, and for two rules of one id
 */
export function activeRules(
  rules: readonly Rule[],
  settings: Readonly<Record<string, RuleSetting>>,
): readonly ActiveRule[] {
  const byId = new Map<string, Rule>();
  for (const rule of rules) {
    if (byId.has(rule.id)) {
      throw new ArgumentError(`audit: there are two rules '${rule.id}'.`, {
        argument: 'ownRules',
        actual: rule.id,
        hint: 'give your own rule another id.',
      });
    }
    byId.set(rule.id, rule);
  }
  for (const id of Object.keys(settings)) if (!byId.has(id)) throw unknownRule(id, [...byId.keys()]);
  return rules.flatMap((rule) => {
    const [level, options] = readSetting(rule, settings[rule.id]);
    return level === 'off' ? [] : [{ rule, level, options }];
  });
}

/** The error for an id that no rule has; it names the nearest that one has. */
export function unknownRule(id: string, ids: readonly string[]): ArgumentError {
  const nearest = nearestName(id, ids);
  return new ArgumentError(`audit: there is no rule '${id}'.`, {
    argument: 'rules',
    actual: id,
    hint: nearest === undefined ? '`tensorproof audit explain` lists them.' : `did you mean '${nearest}'?`,
  });
}

/** Whether a text is the name of a level. */
export function isLevel(value: unknown): value is Level {
  return LEVELS.some((level) => level === value);
}

function readSetting(rule: Rule, setting: RuleSetting | undefined): readonly [Level, RuleOptions] {
  if (setting === undefined) return [rule.level, {}];
  const [level, options] = Array.isArray(setting)
    ? // A pair; what its parts are is looked at below.
      (setting as readonly [Level, RuleOptions | undefined])
    : [setting as Level, undefined];
  if (!isLevel(level)) {
    const allowed = LEVELS.join(', ');
    throw new ArgumentError(
      `audit: rule '${rule.id}' has a level of ${allowed}, got ${describeKind(level)}.`,
      {
        argument: `rules.${rule.id}`,
        expected: LEVELS,
        actual: level,
      },
    );
  }
  if (options === undefined) return [level, {}];
  const defaults = rule.options ?? {};
  const given = requireOptions(options, Object.keys(defaults), `rule '${rule.id}'`);
  for (const [name, value] of Object.entries(given)) requireKind(rule.id, name, value, defaults[name]);
  return [level, options];
}

/** An option has the kind of value that its default has. */
function requireKind(rule: string, name: string, value: unknown, standard: OptionValue | undefined): void {
  const isRight = Array.isArray(standard)
    ? Array.isArray(value) && value.every((each) => typeof each === 'string')
    : typeof value === typeof standard;
  if (isRight) return;
  const wanted = Array.isArray(standard) ? 'a list of texts' : `a ${typeof standard}`;
  throw new ArgumentError(`rule '${rule}': option '${name}' must be ${wanted}, got ${describeKind(value)}.`, {
    argument: name,
    expected: wanted,
    actual: value,
  });
}
