import { ts } from './compiler.js';
import type { Finding, Level } from './finding.ts';
import { NodeIndex } from './node-index.ts';
import type { Report, Rule, RuleOptions, Visitors } from './rule.ts';
import type { SourceText } from './source-text.ts';
import { TensorFlowNames } from './tensorflow/names.ts';

/** A rule with the level and the options that it has in a run. */
export interface ActiveRule {
  readonly rule: Rule;
  readonly level: Exclude<Level, 'off'>;
  readonly options: RuleOptions;
}

/** A rule that threw: named, so that its author can be told, while the others go on. */
export interface RuleFailure {
  readonly rule: string;
  readonly file: string;
  readonly error: unknown;
}

/** What running rules over one file gave. */
export interface RulesOutcome {
  readonly findings: readonly Finding[];
  readonly failures: readonly RuleFailure[];
}

type Visitor = (node: ts.Node) => void;

/**
 * Runs rules over one file in a single walk over its syntax tree.
 * @param checker gives the type checker; called only for a rule that needs types
 * @param names what the file's names mean, where that was worked out before
 */
export function runRules(
  source: SourceText,
  rules: readonly ActiveRule[],
  checker: () => ts.TypeChecker = noChecker,
  names: TensorFlowNames = new TensorFlowNames(source),
): RulesOutcome {
  const findings: Finding[] = [];
  const failures: RuleFailure[] = [];
  const byKind = new Map<ts.SyntaxKind, Visitor[]>();
  const atEnd: Visitor[] = [];

  for (const { rule, level, options } of rules) {
    if (!(rule.concerns?.(source) ?? names.mentionsTensorFlow)) continue;
    const fail = (error: unknown): void => {
      failures.push({ rule: rule.id, file: source.path, error });
    };
    let failed = false;
    const guarded =
      (visit: Visitor): Visitor =>
      (node) => {
        if (failed) return;
        try {
          visit(node);
        } catch (error) {
          // One failure says it all; the file's other nodes would only repeat it.
          failed = true;
          fail(error);
        }
      };
    const report = (what: Report<string>): void => {
      findings.push(findingOf(source, rule, level, what));
    };
    let visitors: Visitors;
    try {
      visitors = rule.check({
        source,
        options: { ...rule.options, ...options },
        names,
        report,
        checker: rule.needsTypes ? checker : noChecker,
        typesIfThere: () => (checker === noChecker ? undefined : checker()),
      });
    } catch (error) {
      fail(error);
      continue;
    }
    for (const [name, visit] of Object.entries(visitors)) {
      // A visitor's node has the kind that its name says: the walk dispatches by it.
      const guardedVisit = guarded(visit as Visitor);
      if (name === 'end') atEnd.push(guardedVisit);
      else {
        for (const kind of kindsNamed(name)) {
          const visitorsOfKind = byKind.get(kind);
          if (visitorsOfKind === undefined) byKind.set(kind, [guardedVisit]);
          else visitorsOfKind.push(guardedVisit);
        }
      }
    }
  }

  if (byKind.size > 0) {
    for (const node of NodeIndex.of(source.tree).all) {
      const visitors = byKind.get(node.kind);
      if (visitors !== undefined) for (const visit of visitors) visit(node);
    }
  }
  for (const visit of atEnd) visit(source.tree);
  findings.sort((a, b) => a.place.start - b.place.start || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
  return { findings, failures };
}

/** TypeScript's enum has two names for some numbers (`FirstStatement`); either means the number. */
function kindsNamed(name: string): readonly ts.SyntaxKind[] {
  // An enum object maps names to numbers, and numbers to names.
  const kind = (ts.SyntaxKind as unknown as Readonly<Record<string, ts.SyntaxKind | string | undefined>>)[
    name
  ];
  if (kind === undefined || typeof kind === 'string')
    throw new Error(`a rule visits '${name}', which is no syntax kind`);
  return [kind];
}

function findingOf(
  source: SourceText,
  rule: Rule,
  level: Exclude<Level, 'off'>,
  { at, message, data = {}, fix }: Report<string>,
): Finding {
  const template = rule.messages[message];
  if (template === undefined) throw new Error(`rule ${rule.id} has no message '${message}'`);
  return {
    rule: rule.id,
    level,
    file: source.path,
    place: source.placeOf(at),
    messageId: message,
    message: template.replace(/\{(\w+)\}/g, (whole, name: string) => String(data[name] ?? whole)),
    ...(fix === undefined ? {} : { fix }),
  };
}

function noChecker(): never {
  throw new Error('this rule does not say that it needs types, so there is no type checker');
}
