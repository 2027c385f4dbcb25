import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { launch } from 'puppeteer-core';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { audit } from '../../../src/analyzer/audit.ts';
import { htmlReport } from '../../../src/analyzer/reporters/html.ts';
import { CHROMIUM, isWithoutBrowser } from '../../chromium.ts';
import { scratchFolder } from '../scratch-folder.ts';
import { HOSTILE } from './sample-report.ts';

const FILES = {
  'src/memory/a.ts':
    "import * as tf from '@tensorflow/tfjs';\nexport function step(x: tf.Tensor): void {\n  tf.tidy(async () => { x.print(); });\n}\n",
  'src/memory/good.ts': 'export const size: number = 1;\n',
  'src/data/b.js': 'export function load(file) { return file; }\n',
  'src/data/<b>bold</b>.ts':
    'export const text = "</script><script>document.title = \'broken out\'</script>";\n',
};

let browser: Browser;
let page: Page;
let file: string;
const errors: string[] = [];

beforeAll(async () => {
  if (CHROMIUM === undefined) throw new Error('these tests need a Chromium; CHROMIUM says where it is');
  browser = await launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const root = scratchFolder(FILES, afterAll);
  const report = await audit({ root, types: false, thresholds: { annotated: 100 } });
  const hostile = {
    ...HOSTILE,
    file: 'src/memory/good.ts',
    place: { ...HOSTILE.place, endLine: 1, endColumn: 7 },
  };
  file = path.join(root, 'report.html');
  const text = htmlReport(
    { ...report, findings: [...report.findings, hostile] },
    { sourceOf: (name) => FILES[name as keyof typeof FILES] },
  );
  writeFileSync(file, text);
});

afterAll(async () => {
  await browser.close();
});

beforeEach(async () => {
  page = await browser.newPage();
  errors.length = 0;
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); }); // prettier-ignore
  page.on('request', (request) => { if (!request.url().startsWith('file:')) errors.push(request.url()); }); // prettier-ignore
  await page.goto(pathToFileURL(file).href);
  return async () => {
    expect(errors).toEqual([]);
    await page.close();
  };
});

/** What an expression comes to in the page; it is text, since these tests are compiled without the types of a browser. */
async function inPage<T>(expression: string): Promise<T> {
  return (await page.evaluate(expression)) as T;
}

const texts = async (selector: string): Promise<readonly string[]> =>
  inPage(`[...document.querySelectorAll('${selector}')].map((element) => element.textContent.trim())`);

const classesOfTiles = async (): Promise<readonly string[]> =>
  inPage(`[...document.querySelectorAll('.map a')].map((tile) => tile.className)`);

/** The text of the page that is hardest to read: the ratio of its ink and its ground, and what it is. */
const WORST_CONTRAST = `(() => {
  const parse = (colour) => (colour.match(/[0-9.]+/g) ?? []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if ((colour[3] ?? 1) > 0) return colour;
    }
    return [255, 255, 255];
  };
  const ratios = [];
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== '');
    if (!own || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName)) continue;
    const [a, b] = [luminance(parse(getComputedStyle(element).color)), luminance(ground(element))];
    ratios.push([(Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), element.tagName + '.' + element.className]);
  }
  return ratios.sort((x, y) => x[0] - y[0])[0];
})()`;

/** Goes where a link of that name leads. */
async function follow(name: string): Promise<void> {
  // A locator waits until the map stands still.
  await page.locator(`::-p-aria([name="${name}"][role="link"])`).click();
  await page.waitForFunction(`document.querySelector('h2')?.textContent === ${JSON.stringify(name)}`);
}

describe.skipIf(isWithoutBrowser)('the page', () => {
  test('says the verdict, the figures and what is asked for', async () => {
    expect((await texts('.verdict'))[0]).toMatch(/^Fails: /);
    expect(await texts('.figures li')).toHaveLength(3);
    expect((await texts('.figures li'))[0]).toContain('100 % is asked for');
  });

  test('leads from the map through folders to a file with its finding in place', async () => {
    await follow('src/');
    expect((await texts('.map b')).toSorted()).toEqual(['data/', 'memory/']);
    await page.locator('.map a[href="#/src/memory"]').click();
    await page.waitForFunction("document.querySelector('h2')?.textContent === 'src/memory/'");
    await page.locator('tbody a[href="#/src/memory/a.ts"]').click();
    await page.waitForSelector('.source');
    expect(await texts('.source mark')).toContain('async');
    const first = await inPage<string>(
      `[...document.querySelectorAll('.source li')].find((line) => line.querySelector('.level-error')).textContent`,
    );
    expect(first).toMatch(/^3.*tf\.tidy\(async.*async-in-tidy/s);
    expect(await page.title()).toBe('src/memory/a.ts · tensorproof audit');
    await page.goBack();
    await page.waitForFunction("document.querySelector('h2')?.textContent === 'src/memory/'");
  });

  test('hides and shows what a rule found, and says so', async () => {
    const count = async (): Promise<number> => Number((await texts('tbody tr td:last-child'))[0]);
    const before = await count();
    await page.click('input[data-kind="async-in-tidy"]');
    expect(await count()).toBe(before - 2);
    expect((await texts('[role=status]'))[0]).toMatch(new RegExp(`^${before - 2} findings? shown$`));
    await page.click('#show-none');
    expect(await count()).toBe(0);
    await page.click('#show-all');
    expect(await count()).toBe(before);
  });

  test('shades what the reader chooses', async () => {
    const before = await classesOfTiles();
    await page.click('#figure-choice label:nth-of-type(3) input');
    const after = await classesOfTiles();
    expect(after).not.toEqual(before);
    expect(await inPage(`document.querySelector('.map a').getAttribute('aria-label')`)).toMatch(/: shaped /);
  });

  test('is used with the keyboard alone', async () => {
    const focused = async (): Promise<string> =>
      inPage(`document.activeElement.getAttribute('href') ?? document.activeElement.tagName`);
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('#view');
    for (let press = 0; press < 60 && (await focused()) !== '#/src'; press++)
      await page.keyboard.press('Tab');
    expect(await focused()).toBe('#/src');
    await page.keyboard.press('Enter');
    await page.waitForFunction("document.activeElement.textContent === 'src/'");
    expect(await focused()).toBe('H2');
  });

  test('has names and roles for those who hear it', async () => {
    const tree = await page.accessibility.snapshot();
    const nodes: { readonly role: string; readonly name: string }[] = [];
    const walk = (node: typeof tree): void => {
      if (node === null) return;
      nodes.push({ role: node.role, name: node.name ?? '' });
      for (const child of node.children ?? []) walk(child);
    };
    walk(tree);
    const named = (role: string): readonly string[] =>
      nodes.filter((node) => node.role === role).map(({ name }) => name);
    expect(named('heading')).toEqual(['tensorproof audit', 'All files']);
    for (const role of ['link', 'checkbox', 'radio', 'button']) {
      expect(named(role).length).toBeGreaterThan(0);
      expect(named(role)).not.toContain('');
    }
    expect(named('link').some((name) => /^src\/: annotated .* %, \d+ findings$/.test(name))).toBe(true);
  });

  test.each(['light', 'dark'])('has ink that is far enough from its ground: %s', async (scheme) => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(`${pathToFileURL(file).href}#/src/memory/a.ts`);
    await page.reload();
    const [worst, where] = await inPage<[number, string]>(WORST_CONTRAST);
    // What WCAG asks of text, level AA.
    expect(worst, where).toBeGreaterThanOrEqual(4.5);
    const shades = await inPage(
      `getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()`,
    );
    expect(shades).toBe(scheme === 'light' ? '#ffffff' : '#0d1117');
  });

  test('shows hostile text as text', async () => {
    await page.goto(`${pathToFileURL(file).href}#/src/memory/good.ts`);
    await page.waitForSelector('.note');
    expect((await texts('.note p')).join()).toContain('<b>*bold*</b>');
    await page.goto(
      `${pathToFileURL(file).href}#/${['src', 'data', '<b>bold<', 'b>.ts'].map(encodeURIComponent).join('/')}`,
    );
    await page.waitForSelector('.source');
    expect((await texts('.source')).join()).toContain('</script><script>');
    expect(await page.$$('b b, script:not([type]) ~ script')).toEqual([]);
    expect(await page.title()).not.toBe('broken out');
  });

  test('an address of nothing leads to all files', async () => {
    await page.goto(`${pathToFileURL(file).href}#/no/such%ZZ`);
    expect(await texts('h2')).toEqual(['All files']);
  });
});
