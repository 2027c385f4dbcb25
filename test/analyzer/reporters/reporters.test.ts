import { Ajv } from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { reporters } from '../../../src/analyzer/reporters/index.ts';
import { HOSTILE, sampleReport } from './sample-report.ts';

const options = { colours: false, width: 100, sourceOf: () => undefined };
const report = await sampleReport();
const hostile = { ...report, findings: [HOSTILE] };
const clean = { ...report, findings: [], problems: [], thresholds: [], fails: false };

/** The draft that it is written in is left out: what is used of it means the same in each. */
function schema(file: string | URL): object {
  const content = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  return { ...content, $schema: undefined, id: undefined };
}

/** What a document breaks of a schema. */
function violations(document: string, of: object): unknown {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, unicodeRegExp: false });
  const validate = ajv.compile(of);
  return validate(JSON.parse(document)) ? [] : validate.errors;
}

test.each([
  ['a report', report],
  ['hostile text', hostile],
  ['a clean one', clean],
  ['many', { ...report, findings: Array.from({ length: 3000 }, () => HOSTILE) }],
])('SARIF of %s keeps its schema', (_, each) => {
  const sarif = schema(
    createRequire(import.meta.url).resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'),
  );
  expect(violations(reporters.sarif(each), sarif)).toEqual([]);
});

test('SARIF says rule, level, place and fingerprint', () => {
  const { runs } = JSON.parse(reporters.sarif(report)) as {
    runs: { results: unknown[]; invocations: unknown[] }[];
  };
  expect(runs[0]?.results.at(-1)).toMatchObject({
    ruleId: 'async-in-tidy',
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/a%20b%23%25.ts' },
          region: { startLine: 3, startColumn: 10, endLine: 3, endColumn: 15 },
        },
      },
    ],
    partialFingerprints: { 'tensorproof/v1': expect.stringMatching(/^[0-9a-f]{16}$/) as string },
  });
  expect(runs[0]?.invocations).toMatchObject([
    { executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }] },
  ]);
});

test.each([
  ['a report', report],
  ['hostile text', hostile],
  ['a clean one', clean],
])('JSON of %s keeps the schema that is shipped', (_, each) => {
  const shipped = schema(new URL('../../../schemas/audit-report.schema.json', import.meta.url));
  expect(violations(reporters.json(each), shipped)).toEqual([]);
});

test('the schema of the JSON refuses what is no report', () => {
  const shipped = schema(new URL('../../../schemas/audit-report.schema.json', import.meta.url));
  expect(violations(JSON.stringify({ ...report, files: undefined }), shipped)).not.toEqual([]);
  expect(violations(JSON.stringify({ ...report, findings: [{ rule: 'x' }] }), shipped)).not.toEqual([]);
});

test('GitHub shows each beside its line', () => {
  expect(reporters.github(report).trim().split('\n')).toEqual([
    expect.stringMatching(
      /^::notice file=src\/a b#%25.ts,line=2,col=25,endColumn=34,title=bare-tensor::x of step says only/,
    ),
    expect.stringMatching(
      /^::error file=src\/a b#%25.ts,line=3,col=10,endColumn=15,title=async-in-tidy::tf.tidy ends/,
    ),
    expect.stringMatching(
      /^::error file=src\/broken.ts,line=1,col=14,endColumn=15,title=syntax::can't be parsed/,
    ),
    '::error title=ranked::ranked is 0.0 %25; 50 %25 is asked for',
    '::error title=shaped::shaped in src/* is 0.0 %25; 1 %25 is asked for',
    '1 error, 1 hint; annotated 100 %, ranked 0.0 %, shaped 0.0 %',
  ]);
  const lines = reporters.github(hostile).trim().split('\n');
  expect(lines[0]).toBe(
    '::warning file=a"<&>%2C%3A%25%0A.ts,line=1,endLine=2,title=async-in-tidy::</failure>]]> "quoted" `code` <b>*bold*</b> ::error::%250A | \u0007%0D%0Anext',
  );
});

describe('JUnit', () => {
  /** Its tags in order, each with its name attribute. */
  const tags = (text: string) =>
    [...text.matchAll(/<(\/?[\w?]+)((?:\s[\w]+="[^"<]*")*)\s*[/?]?>/g)].map(([, tag = '', attributes = '']) =>
      [tag, /\sname="([^"]*)"/.exec(attributes)?.[1] ?? ''].join(' ').trim(),
    );

  test('has a suite a file and a case a finding; hints pass', () => {
    expect(tags(reporters.junit(report))).toEqual([
      '?xml',
      'testsuites tensorproof audit',
      'testsuite src/a b#%.ts',
      'testcase bare-tensor at 2:25',
      'testcase async-in-tidy at 3:10',
      'failure',
      '/failure',
      '/testcase',
      '/testsuite',
      'testsuite src/broken.ts',
      'testcase syntax',
      'failure',
      '/failure',
      '/testcase',
      '/testsuite',
      'testsuite audit',
      'testcase ranked is at least 50 %',
      'failure',
      '/failure',
      '/testcase',
      '/testsuite',
      'testsuite src/*',
      'testcase shaped is at least 1 %',
      'failure',
      '/failure',
      '/testcase',
      '/testsuite',
      '/testsuites',
    ]);
    expect(reporters.junit(report)).toContain('<testsuites name="tensorproof audit" tests="5" failures="4">');
  });

  test('holds any text', () => {
    const text = reporters.junit({ ...hostile, problems: [], thresholds: [] });
    expect(tags(text).filter((tag) => tag.endsWith('failure'))).toEqual(['failure', '/failure']);
    expect(text.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#10);)/);
    expect(text).not.toContain('\u0007');
    expect(text).toContain('&lt;/failure&gt;]]&gt; &quot;quoted&quot;');
  });

  test('a clean run is one case that passed', () => {
    expect(reporters.junit(clean)).toContain('tests="1" failures="0"');
  });
});

test('Markdown for a pull request', () => {
  const text = reporters.markdown({ ...report, baseline: { file: 'b.json', known: 7, fixed: 2 } });
  expect(text).toMatchInlineSnapshot(`
    "## Audit: fails

    New: 1 error, 1 hint in 2 files.

    7 known findings in the baseline; 2 gone.

    | | | |
    |---|--:|--:|
    | annotated | 100 % | 2 of 2 positions have a type |
    | ranked | 0.0 % **(50 % is asked for)** | 0 of 1 positions of tensors say a rank |
    | shaped | 0.0 % | 0 of 1 positions of tensors say a shape |

    **shaped** in \`src/*\` is 0.0 %; 1 % is asked for.

    - \`src/a b#%.ts:3\` error \`async-in-tidy\`: tf.tidy ends before this async function does: what it makes after its first \`await\` is never disposed, and what it made before is disposed under it. Await first and give tidy a synchronous function.

    <details><summary>1 hint</summary>

    - \`src/a b#%.ts:2\` hint \`bare-tensor\`: x of step says only \`tf.Tensor\`: a vector where a batch of images is meant broadcasts, and nothing complains. Write a rank (\`Tensor4D\`), a shape (\`Shaped<'batch height width 3'>\`), or the shape in the docstring.

    </details>

    ### Not looked at as it should be

    - \`src/broken.ts\`: can't be parsed: Variable declaration expected.
    "
  `);
  expect(reporters.markdown(hostile)).toContain('\\<b\\>\\*bold\\*\\</b\\>');
  expect(reporters.markdown(clean)).toMatch(/^## Audit: passes\n\nno findings in/);
});

test('the terminal links a rule to its page, where it can', () => {
  const escape = '\u001B';
  const opening = `${escape}]8;;file:`;
  const parts = reporters
    .terminal(report, { ...options, links: true })
    .split(opening)
    .slice(1);
  expect(parts.length).toBeGreaterThan(0);
  for (const part of parts) {
    const [page = '', rule = ''] = part.split(`${escape}\\`);
    const name = rule.slice(0, rule.indexOf(`${escape}]8;;`));
    expect(readFileSync(new URL(`file:${page}`), 'utf8')).toMatch(new RegExp(`^# ${name}\n`));
  }
  expect(reporters.terminal(report, options)).not.toContain(escape);
});

test('the terminal lists no more frames and hints than anyone reads', () => {
  const findings = Array.from({ length: 3000 }, (_, n) => ({
    ...HOSTILE,
    message: 'one',
    level: n % 2 === 0 ? ('error' as const) : ('hint' as const),
  }));
  const text = reporters.terminal({ ...report, findings }, { ...options, sourceOf: () => 'const a = 1;\n' });
  expect(text.match(/\^/g)?.length).toBe(100 * 'const a = 1;'.length);
  expect(text).toContain('… and 1,497 hints more');
  expect(text).toContain('3,000  async-in-tidy');
});
