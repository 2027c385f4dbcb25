import { createHash } from 'node:crypto';
import { nearestName } from '../checks/options.ts';
import type { Finding, Level, Place } from './finding.ts';
import type { FileResult } from './inspect-file.ts';
import { SUPPRESSION_RULES } from './suppression-rules.ts';
import type { Suppression } from './suppressions.ts';

/** What is left of the findings of a file, and what was said about its comments. */
export interface AfterSuppressions {
  readonly findings: readonly Finding[];
  readonly suppressed: number;
}

/** What has to be known of the rules to judge a comment. */
export interface KnownRules {
  /** Every id there is. */
  readonly ids: ReadonlySet<string>;
  /** Those that ran. */
  readonly active: ReadonlySet<string>;
  /** The levels of the rules about comments; undefined where off. */
  readonly levels: Readonly<Partial<Record<keyof typeof SUPPRESSION_RULES, Exclude<Level, 'off'>>>>;
}

/**
 * Takes the findings out that a comment keeps quiet, and says which comments keep nothing quiet, name no rule or give no
 * reason.
 */
export function applySuppressions(result: FileResult, known: KnownRules): AfterSuppressions {
  if (result.suppressions.length === 0) return { findings: result.findings, suppressed: 0 };
  const used = new Set<string>();
  const findings = result.findings.filter((finding) => {
    const index = result.suppressions.findIndex(
      ({ rules, reason, from, to }) =>
        reason !== '' &&
        rules.includes(finding.rule) &&
        from <= finding.place.line &&
        finding.place.line <= to,
    );
    if (index === -1) return true;
    used.add(`${index} ${finding.rule}`);
    return false;
  });
  const suppressed = result.findings.length - findings.length;
  // A file that could not be parsed was not looked at, so nothing is known of what its comments keep quiet.
  const wasRead = result.coverage !== undefined;
  const remarks = result.suppressions.flatMap((suppression, index) =>
    remarksOn(suppression, (rule) => used.has(`${index} ${rule}`), known, wasRead).map(
      ({ rule, messageId, data }) => remark(result.file, suppression, rule, messageId, data, known),
    ),
  );
  const all = [...findings, ...remarks.filter((each) => each !== undefined)];
  all.sort((a, b) => a.place.start - b.place.start);
  return { findings: all, suppressed };
}

interface Remark {
  readonly rule: keyof typeof SUPPRESSION_RULES;
  readonly messageId: string;
  readonly data: Readonly<Record<string, string>>;
}

function remarksOn(
  { rules, reason }: Suppression,
  isUsed: (rule: string) => boolean,
  { ids, active }: KnownRules,
  wasRead: boolean,
): readonly Remark[] {
  if (rules.length === 0) return [{ rule: 'unclear-suppression', messageId: 'noRule', data: {} }];
  const remarks: Remark[] = [];
  for (const rule of rules) {
    if (!ids.has(rule)) {
      const nearest = nearestName(rule, [...ids]);
      const hint = nearest === undefined ? '' : ` Did you mean '${nearest}'?`;
      remarks.push({ rule: 'unclear-suppression', messageId: 'unknownRule', data: { rule, hint } });
    } else if (reason !== '' && wasRead && active.has(rule) && !isUsed(rule)) {
      remarks.push({ rule: 'unused-suppression', messageId: 'unused', data: { rule } });
    }
  }
  if (reason === '') remarks.push({ rule: 'unclear-suppression', messageId: 'noReason', data: {} });
  return remarks;
}

function remark(
  file: string,
  suppression: Suppression,
  rule: Remark['rule'],
  messageId: string,
  data: Readonly<Record<string, string>>,
  { levels }: KnownRules,
): Finding | undefined {
  const level = levels[rule];
  if (level === undefined) return undefined;
  const messages: Readonly<Record<string, string>> = SUPPRESSION_RULES[rule].messages;
  const template = messages[messageId] ?? '';
  const place: Place = suppression.place;
  return {
    rule,
    level,
    file,
    place,
    fingerprint: createHash('sha256')
      .update([rule, file, messageId, suppression.rules.join(), data['rule'] ?? ''].join('\0'))
      .digest('hex')
      .slice(0, 16),
    messageId,
    message: template.replace(/\{(\w+)\}/g, (whole, name: string) => data[name] ?? whole),
  };
}
