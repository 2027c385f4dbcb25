import { format, resolveConfig } from 'prettier';
import { refusalOf } from './compositions.ts';
import type { Composition } from './compositions.ts';
import {
  BACKBONES,
  CLASSIFICATION_HEADS,
  DECODERS,
  DETECTION_HEADS,
  ENCODERS,
  LABELLING_DECODERS,
  VARIATIONAL_ENCODERS,
} from './parts.ts';
import type { Part } from './parts.ts';

interface Section {
  readonly composition: Composition;
  readonly says: string;
  /** Down the table. */
  readonly firsts: readonly Part[];
  /** Across it. */
  readonly seconds: readonly Part[];
}

const SECTIONS: readonly Section[] = [
  {
    composition: 'ClassificationModel',
    says: 'A backbone, and a head that gives one row of class logits for each image.',
    firsts: BACKBONES,
    seconds: [...CLASSIFICATION_HEADS, ...DETECTION_HEADS],
  },
  {
    composition: 'DetectionModel',
    says: 'A backbone, and a head that gives class logits and a box regression for each anchor.',
    firsts: BACKBONES,
    seconds: [...DETECTION_HEADS, ...CLASSIFICATION_HEADS],
  },
  {
    composition: 'AutoEncoder',
    says: 'An encoder, and a decoder that gives back what the encoder reads.',
    firsts: [...ENCODERS, ...VARIATIONAL_ENCODERS],
    seconds: DECODERS,
  },
  {
    composition: 'VariationalAutoEncoder',
    says: 'An encoder that gives a mean and a variance, and a decoder that reads one latent drawn from them.',
    firsts: [...VARIATIONAL_ENCODERS, ...ENCODERS],
    seconds: DECODERS,
  },
  {
    composition: 'SegmentationModel',
    says: 'An encoder, and a decoder that gives class logits for each pixel.',
    firsts: ENCODERS,
    seconds: LABELLING_DECODERS,
  },
];

const INTRODUCTION = `# What fits what

A backbone and a head, or an encoder and a decoder, declare what they read and give. A composition holds the two against each
other before any weight is made: here is every pair of the reference models, and for each that does not fit the sentence that
its user gets. \`npm run docs:interactions\` makes this page by composing them.

A ✓ is a pair that fits; a number leads to the refusal.
`;

function nameOf(part: Part): string {
  return `\`${part.code}\``;
}

/**
 * The page about what fits what.
 * @returns Markdown, formatted as the rest of the project
 */
export async function interactionsPage(): Promise<string> {
  const lines = [INTRODUCTION];
  let count = 0;
  for (const { composition, says, firsts, seconds } of SECTIONS) {
    const refusals: string[] = [];
    const rows = firsts.map((first) => {
      const cells = seconds.map((second) => {
        const refusal = refusalOf(composition, first, second);
        if (refusal === undefined) return '✓';
        count += 1;
        const title = `<a id="refusal-${count}"></a>**${count}** — ${nameOf(first)} with ${nameOf(second)}`;
        refusals.push(`${title}\n\n\`\`\`text\n${refusal}\n\`\`\`\n`);
        return `[${count}](#refusal-${count})`;
      });
      return `| ${[nameOf(first), ...cells].join(' | ')} |`;
    });
    const header = `| | ${seconds.map(nameOf).join(' | ')} |`;
    const rule = `|${' --- |'.repeat(seconds.length + 1)}`;
    lines.push(`## ${composition}\n\n${says}\n`, [header, rule, ...rows].join('\n'), '', ...refusals);
  }
  const options = await resolveConfig(import.meta.filename);
  return format(lines.join('\n'), { ...options, parser: 'markdown' });
}
