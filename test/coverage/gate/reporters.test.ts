import { Ajv } from 'ajv';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DOMParser } from 'linkedom';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgeRun, type GateOptions } from '../../../src/coverage/gate/gate.ts';
import { gateReporters, type GateFormat } from '../../../src/coverage/gate/reporters/index.ts';
import { SOURCES, coveredProject, runGate } from './covered-project.ts';

/** A name that is markup in XML, HTML and Markdown, and has a comma and a percent sign. */
const HOSTILE = 'src/a&b <img src=x onerror=alert(1)>|`x`, 5%.mjs';

let project: string;
beforeAll(() => {
  project = coveredProject({ ...SOURCES, [HOSTILE]: 'export const a = 1;\n' }, afterAll);
});

const ASKED: GateOptions = {
  annotations: false,
  thresholds: { lines: 90, functions: 10 },
  paths: { 'src/mit*/**': { lines: 100 } },
};

async function written(format: GateFormat, options: GateOptions = ASKED): Promise<string> {
  return gateReporters[format](await judgeRun({ root: project, ...options }), { colours: false });
}

test('SARIF keeps its schema, and holds what is asked for', async () => {
  const file = createRequire(import.meta.url).resolve(
    '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json',
  );
  const schema = { ...(JSON.parse(readFileSync(file, 'utf8')) as object), $schema: undefined, id: undefined };
  const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
  const validate = ajv.compile(schema as object);
  const log = JSON.parse(await written('sarif')) as { runs: { results: Result[] }[] };
  expect(validate(log) ? [] : validate.errors).toEqual([]);
  const results = log.runs[0]?.results ?? [];
  expect(results.map(({ ruleId, level }) => `${ruleId} ${level}`)).toEqual([
    ...Array.from({ length: 4 }, () => 'lines warning'),
    ...Array.from({ length: 3 }, () => 'functions note'),
  ]);
  expect(results[2]).toMatchObject({
    message: { text: 'lines 3-4: not covered (lines 61.5 %).' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'src/overlap.mjs' },
          region: { startLine: 3, startColumn: 1, endLine: 5, endColumn: 1 },
        },
      },
    ],
  });
});

interface Result {
  readonly ruleId: string;
  readonly level: string;
}

test('JUnit has a case for each share that is asked for', async () => {
  const cases = [...xml(await written('junit')).querySelectorAll('testcase')];
  expect(
    cases.map((each) => [each.getAttribute('name'), each.querySelector('failure')?.getAttribute('message')]),
  ).toEqual([
    ['lines is at least 90 %', 'lines is 61.5 %; 90 % is asked for'],
    ['functions is at least 10 %', undefined],
    ['lines is at least 100 %', undefined],
  ]);
  expect(cases[2]?.getAttribute('classname')).toBe('src/mit*/**');
});

test('lcov and Cobertura say of each file which lines ran', async () => {
  const lcov = await written('lcov');
  expect(lcov.match(/^SF:.*$/gm)?.sort()).toEqual(
    [HOSTILE, ...Object.keys(SOURCES).slice(0, 3)].map((file) => `SF:${file}`).sort(),
  );
  const overlap = lcov.slice(lcov.indexOf('SF:src/overlap.mjs')).split('end_of_record')[0] ?? '';
  expect(overlap.match(/^DA:\d+,0$/gm)).toEqual(['DA:3,0', 'DA:4,0', 'DA:9,0']);
  expect(overlap).toMatch(/^LF:10\nLH:7$/m);

  const cobertura = xml(await written('cobertura'));
  const classes = [...cobertura.querySelectorAll('class')];
  expect(classes.map((each) => decoded(each.getAttribute('filename'))).sort()).toEqual(
    [HOSTILE, ...Object.keys(SOURCES).slice(0, 3)].sort(),
  );
  const lines = classes
    .find((each) => each.getAttribute('filename') === 'src/overlap.mjs')
    ?.querySelectorAll('line[hits="0"]');
  // Istanbul writes the line of a function twice.
  expect([...new Set([...(lines ?? [])].map((each) => each.getAttribute('number')))].sort()).toEqual([
    '3',
    '4',
    '8',
    '9',
  ]);
});

test('a comment in Markdown has nothing that a name could turn into markup', async () => {
  const text = await written('markdown');
  expect(text.split('\n')[0]).toBe('**the gate is closed: lines 61.5 % (below 90 %)**');
  expect(text).toContain('| ❌ lines | 61.5 % | 8 of 13 | 90 % |  |');
  expect(text).toContain(String.raw`src/a&b \<img src=x onerror=alert(1)\>\|\`x\`, 5%.mjs`);
});

describe('a badge', () => {
  test.each<[string, GateOptions, RegExp, string]>([
    ['closed', ASKED, /61\.5 %, the gate is closed/, '#b3261e'],
    ['open', { annotations: false, thresholds: { lines: 50 } }, /61\.5 %, the gate is open/, '#1a7f37'],
    ['of a gate that asks for nothing', { annotations: false }, /61\.5 %$/, '#57606a'],
  ])('%s', async (_, options, title, colour) => {
    const svg = xml(await written('badge', options));
    expect(svg.querySelector('title')?.textContent).toMatch(title);
    expect(svg.querySelectorAll('rect')[2]?.getAttribute('fill')).toBe(colour);
    expect([...svg.querySelectorAll('text')].map((each) => each.textContent)).toEqual(['coverage', '61.5 %']);
  });
});

test('GitHub sees an error for each figure that does not hold', async () => {
  expect((await written('github')).trim().split('\n')).toEqual([
    '::error::lines 61.5 %25: below 90 %25',
    '::error::the gate is closed: lines 61.5 %25 (below 90 %25)',
  ]);
});

test('one run writes any number of reports', async () => {
  const reports = ['--report', 'sarif=a.sarif', '--report', 'lcov=b=c.info', '--report', 'badge=badge.svg'];
  const { code, out } = await runGate(project, '--no-annotations', ...reports);
  expect({ code, out }).toMatchObject({ code: 0, out: expect.stringContaining('61.5 %') as string });
  for (const file of ['a.sarif', 'b=c.info', 'badge.svg'])
    expect(existsSync(path.join(project, file))).toBe(true);
  for (const wrong of ['sarif', 'xml=a', 'sarif=', '=a', 'toString=a'])
    expect(await runGate(project, '--report', wrong)).toMatchObject({ code: 2 });
});

/** What is used here of linkedom, whose types say little. */
interface XmlNode {
  readonly textContent: string | null;
  readonly getAttribute: (name: string) => string | null;
  readonly querySelector: (selector: string) => XmlNode | null;
  readonly querySelectorAll: (selector: string) => readonly XmlNode[];
}

/** linkedom leaves attributes of XML as they stand. */
function decoded(attribute: string | null): string {
  return (attribute ?? '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/** Parses, after a look at what a parser may forgive. */
function xml(text: string): XmlNode {
  const document = new DOMParser().parseFromString(text, 'text/xml') as unknown as XmlNode;
  expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|apos|#\d+);)/);
  return document;
}
