import { describe, expect, test } from 'vitest';
import { loadConfiguration } from '../../../src/analyzer/index.ts';
import { ArgumentError } from '../../../src/errors.ts';
import { scratchFolder } from '../scratch-folder.ts';

async function load(files: Readonly<Record<string, string>>, file?: string) {
  return (await loadConfiguration(scratchFolder(files), file)).configuration;
}

const TS = `import { defineConfig, defineRule } from 'tensorproof/analyzer';
interface Mine { readonly on: boolean }
const mine: Mine = { on: true };
const rule = defineRule({ id: 'mine', category: 'data', level: 'error', needsTypes: false, description: '', messages: {}, check: () => ({}) });
export default defineConfig({ paths: ['src'], types: mine.on, ownRules: [rule] });`;

describe('a configuration', () => {
  test.each<[string, Readonly<Record<string, string>>, object]>([
    ['none', {}, {}],
    ['JSON', { 'tensorproof.config.json': '{ "$schema": "x", "paths": ["src"] }' }, { paths: ['src'] }],
    ['a module', { 'tensorproof.config.mjs': 'export default { paths: ["src"] };' }, { paths: ['src'] }],
    ['JavaScript', { 'tensorproof.config.js': 'export default { paths: ["src"] };' }, { paths: ['src'] }],
    ['CommonJS', { 'tensorproof.config.cjs': 'module.exports = { paths: ["src"] };' }, { paths: ['src'] }],
    [
      'TypeScript',
      { 'tensorproof.config.ts': TS },
      { paths: ['src'], types: true, ownRules: [{ id: 'mine' }] },
    ],
  ])('%s', async (_, files, expected) => {
    expect(await load(files)).toMatchObject(expected);
  });

  test('takes what it extends, and has the last word', async () => {
    const configuration = await load({
      'tensorproof.config.json': `{ "extends": ["./base.json", "shared"], "ignore": ["c"], "failOn": "warning",
        "rules": { "a": "off" }, "thresholds": { "ranked": 50, "paths": { "y": { "shaped": 2 } } } }`,
      'base.json': `{ "extends": "./base/base.mjs", "ignore": ["b"], "rules": { "a": "error", "b": "hint" } }`,
      'base/base.mjs':
        'export default { ignore: ["a"], failOn: "error", thresholds: { annotated: 90, paths: { x: { shaped: 1 } } } };',
      'node_modules/shared/package.json': '{ "name": "shared", "main": "index.json" }',
      'node_modules/shared/index.json': '{ "types": false, "rules": { "b": "warning" } }',
    });
    expect(configuration).toEqual({
      ignore: ['a', 'b', 'c'],
      failOn: 'warning',
      types: false,
      rules: { a: 'off', b: 'warning' },
      thresholds: { annotated: 90, ranked: 50, paths: { x: { shaped: 1 }, y: { shaped: 2 } } },
    });
  });

  test.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ['two files', { 'tensorproof.config.js': '', 'tensorproof.config.json': '{}' }, /one of them has to go/],
    [
      'JSON that does not parse',
      { 'tensorproof.config.json': '{\n  "paths": [,]\n}' },
      /config\.json:2:13 is no JSON/,
    ],
    [
      'JSON that ends early',
      { 'tensorproof.config.json': '{\n  "paths": [' },
      /config\.json:2:13 is no JSON/,
    ],
    [
      'TypeScript that does not parse',
      { 'tensorproof.config.ts': 'export default {\n  paths: [\n' },
      /tensorproof\.config\.ts:\d+:\d+ can't be loaded: \w*Error/,
    ],
    [
      'a module that throws',
      { 'tensorproof.config.mjs': '\nthrow new TypeError("not today");' },
      /tensorproof\.config\.mjs(:2:7)? can't be loaded: TypeError: not today/,
    ],
    [
      'a misspelt field',
      { 'tensorproof.config.json': '{ "path": ["src"] }' },
      /no option 'path'.*\n.*'paths'/,
    ],
    ['a list', { 'tensorproof.config.json': '[]' }, /must be an object/],
    [
      'a field of another kind',
      { 'tensorproof.config.json': '{ "paths": "src" }' },
      /paths must be a list of texts, got/,
    ],
    ['types that are no flag', { 'tensorproof.config.json': '{ "types": "yes" }' }, /types must be/],
    [
      'a threshold that is no percentage',
      { 'tensorproof.config.json': '{ "thresholds": { "ranked": 101 } }' },
      /ranked must be a percentage/,
    ],
    [
      'a misspelt figure',
      { 'tensorproof.config.json': '{ "thresholds": { "paths": { "x": { "shape": 1 } } } }' },
      /no option 'shape'/,
    ],
    [
      'rules that are none',
      { 'tensorproof.config.mjs': 'export default { ownRules: [{ id: "x" }] };' },
      /defineRule/,
    ],
    [
      'a circle',
      {
        'tensorproof.config.json': '{ "extends": "./b.json" }',
        'b.json': '{ "extends": "./tensorproof.config.json" }',
      },
      /in a circle: tensorproof\.config\.json → b\.json → tensorproof\.config\.json/,
    ],
    [
      'a base that is not there',
      { 'tensorproof.config.json': '{ "extends": "./b.json" }' },
      /no configuration .*b\.json, which tensorproof\.config\.json extends/,
    ],
    [
      'a package that is not there',
      { 'tensorproof.config.json': '{ "extends": "@x/b" }' },
      /'@x\/b', which is not installed/,
    ],
  ])('refuses %s', async (_, files, message) => {
    const refused = load(files);
    await expect(refused).rejects.toThrow(ArgumentError);
    await expect(refused).rejects.toThrow(message);
  });

  test('another file by its name', async () => {
    expect(await load({ 'ci.json': '{ "failOn": "error" }' }, 'ci.json')).toEqual({ failOn: 'error' });
    await expect(load({}, 'ci.json')).rejects.toThrow(/no configuration .*ci\.json/);
  });
});
