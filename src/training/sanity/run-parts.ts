import type { Finding, NotJudged } from './sanity-details.ts';
import type { SanityPart } from './part.ts';

/** What came of all parts. */
export interface Verdicts {
  readonly findings: readonly Finding[];
  readonly passed: readonly string[];
  readonly notJudged: readonly NotJudged[];
}

type Verdict =
  | { readonly kind: 'passed' }
  | { readonly kind: 'found'; readonly finding: Finding; readonly isConsequence: boolean }
  | { readonly kind: 'not-judged'; readonly reason: string };

/**
 * Runs parts until time runs out, the quick ones first, and gives what they say in the order of the list.
 * @param parts causes before their consequences
 * @param budget milliseconds; a part that was begun is finished
 */
export async function runParts<Context>(
  parts: readonly SanityPart<Context>[],
  context: Context,
  budget: number,
): Promise<Verdicts> {
  const start = performance.now();
  const applying = parts.filter((part) => part.appliesTo?.(context) ?? true);
  const verdicts = new Map<SanityPart<Context>, Verdict>();
  const quickFirst = [...applying].sort((a, b) => Number(a.isSlow ?? false) - Number(b.isSlow ?? false));
  for (const part of quickFirst) {
    const remaining = budget - (performance.now() - start);
    const verdict: Verdict =
      remaining <= 0
        ? { kind: 'not-judged', reason: `the ${budget} ms were over; give it more with { budget }` }
        : await verdictOf(part, context, remaining);
    verdicts.set(part, verdict);
  }
  const inOrder = applying.flatMap((part) => {
    const verdict = verdicts.get(part);
    return verdict === undefined ? [] : [{ check: part.check, verdict }];
  });
  return {
    findings: [false, true].flatMap((last) =>
      inOrder.flatMap(({ verdict }) =>
        verdict.kind === 'found' && verdict.isConsequence === last ? [verdict.finding] : [],
      ),
    ),
    passed: inOrder.flatMap(({ check, verdict }) => (verdict.kind === 'passed' ? [check] : [])),
    notJudged: inOrder.flatMap(({ check, verdict }) =>
      verdict.kind === 'not-judged' ? [{ check, reason: verdict.reason }] : [],
    ),
  };
}

async function verdictOf<Context>(
  part: SanityPart<Context>,
  context: Context,
  remaining: number,
): Promise<Verdict> {
  try {
    const { pass, details, message, isConsequence = false } = await part.run(context, remaining);
    if (pass) return { kind: 'passed' };
    const finding = { check: part.check, message: message(), details };
    return { kind: 'found', finding, isConsequence };
  } catch (error) {
    // The subject itself was seen to work: what throws here is a way of looking at it that it can't bear.
    const thrown = error instanceof Error ? error.message : String(error);
    return { kind: 'not-judged', reason: thrown.split('\n', 1)[0] ?? '' };
  }
}
