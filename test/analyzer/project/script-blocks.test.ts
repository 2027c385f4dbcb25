import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { scriptBlocks } from '../../../src/analyzer/project/script-blocks.ts';
import { SourceText } from '../../../src/analyzer/source-text.ts';

const vue = `<template>
  <p>{{ a > b ? "💥" : '' }}</p>
</template>

<!-- <script>commented(out)</script> -->
<script lang="ts">
export default {};
</script>
<script setup lang="ts" generic="T extends Record<string, number>">
const shape: number[] = [1];
</script>
<style>p { color: red }</style>
`;

describe('script blocks', () => {
  test('keep their offsets and lines, and everything else is blank', () => {
    const { text, language } = scriptBlocks(vue);
    expect(language).toBe('ts');
    expect(text).toHaveLength(vue.length);
    expect(text.trim().replace(/\s+/g, ' ')).toBe('export default {}; const shape: number[] = [1];');
    expect(text.indexOf('const shape')).toBe(vue.indexOf('const shape'));
    const source = SourceText.parse('App.vue', vue);
    const [, statement] = source.tree.statements;
    if (statement === undefined) throw new Error('nothing was parsed');
    expect(source.placeOf(statement)).toMatchObject({ line: 10, column: 1 });
  });

  test.each([
    ['no lang', '<script>let a</script>', 'let a', 'js'],
    ['type=module', '<script type="module">let a</script>', 'let a', 'js'],
    ['lang without quotes', '<script lang=ts>let a</script>', 'let a', 'ts'],
    ['tsx', "<script lang='tsx'>let a</script>", 'let a', 'tsx'],
    ['text/typescript', '<script type="text/typescript">let a</script>', 'let a', 'ts'],
    ['Svelte’s context', '<script context="module" lang="ts">let a</script>', 'let a', 'ts'],
    ['JSON', '<script type="application/ld+json">{"a":1}</script>', '', 'js'],
    ['code elsewhere', '<script src="./a.ts" lang="ts" /><p>let a</p>', '', 'js'],
    ['a block that does not end', '<script>let a', 'let a', 'js'],
    ['no block', '<p>let a</p>', '', 'js'],
  ])('%s', (_, markup, code, language) => {
    const blocks = scriptBlocks(markup);
    expect(blocks.text.trim()).toBe(code);
    expect(blocks.language).toBe(language);
  });

  property.prop([
    fc.string({
      unit: fc.constantFrom(
        '<script>',
        '</script>',
        '<!--',
        '-->',
        '\n',
        '\r',
        '"',
        "'",
        '>',
        'é',
        '💥',
        ' lang="ts"',
        'a',
      ),
    }),
  ])('any markup keeps its length and its line ends', (markup) => {
    const { text } = scriptBlocks(markup);
    expect(text).toHaveLength(markup.length);
    expect(text.replace(/[^\r\n]/g, '.')).toBe(markup.replace(/[^\r\n]/g, '.'));
  });
});
