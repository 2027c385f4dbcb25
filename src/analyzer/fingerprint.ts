import { createHash } from 'node:crypto';
import type { Finding } from './finding.ts';

/**
 * Gives findings their fingerprints: of rule, file, message and the text of the line, whatever its number and indentation.
 * Where a file has the same line twice, they are counted.
 * @param findings of one file, in order
 */
export function withFingerprints(findings: readonly Finding[], text: string): readonly Finding[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const key = [finding.rule, finding.file, finding.messageId, lineAround(text, finding.place.start)].join(
      '\0',
    );
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
    return { ...finding, fingerprint: count === 1 ? hash : `${hash}-${count}` };
  });
}

function lineAround(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', offset);
  return text
    .slice(start, end === -1 ? text.length : end)
    .trim()
    .replace(/\s+/g, ' ');
}
