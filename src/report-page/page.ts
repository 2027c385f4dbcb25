import { createHash } from 'node:crypto';
import type { PageFraction, PageModel } from './model.ts';
import { PAGE_SCRIPT } from './script.ts';
import { PAGE_STYLE } from './style.ts';
import { treeOf } from './tree.ts';

/**
 * Writes one page that needs nothing beside it: the tree of files as a map by coverage, and each file with its marks in
 * place. It loads nothing and sends nothing; a policy in it forbids both.
 * @param mark what a mark is called, e.g. `finding`
 */
export function reportPage(model: PageModel, mark = 'finding'): string {
  const { title, passes, summary, figures, fractions, kinds, files, notes } = model;
  const tree = treeOf(
    files,
    kinds.map(({ id }) => id),
    figures.length,
  );
  const data = { title, figures, kinds, files, tree, words: { mark } };
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src '${hashOf(PAGE_SCRIPT)}'`;
  const bars = figures.map(({ name, meaning, wanted }, index) => {
    const fraction = fractions[index] ?? { part: 0, of: 0 };
    const asked = wanted === undefined ? '' : `; ${wanted} % is asked for`;
    return `<li><strong>${percentText(fraction)}</strong> ${escapeMarkup(name)}<br><span class="soft">${fraction.part} of ${fraction.of} ${escapeMarkup(meaning)}${asked}</span></li>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeMarkup(title)}</title>
<style>${PAGE_STYLE}</style>
</head>
<body>
<a class="skip" href="#view">To the files</a>
<header>
<h1>${escapeMarkup(title)}</h1>
<p class="verdict${passes ? '' : ' fails'}">${passes ? 'Passes' : 'Fails'}: ${escapeMarkup(summary)}</p>
<ul class="figures">${bars.join('')}</ul>
${notes.length === 0 ? '' : `<details><summary>${notes.length === 1 ? '1 note' : `${notes.length} notes`}</summary><ul>${notes.map((note) => `<li>${escapeMarkup(note)}</li>`).join('')}</ul></details>`}
</header>
<div class="layout">
<form aria-label="What is shown">
<fieldset id="figure-choice"><legend>Shades show</legend></fieldset>
<fieldset id="kind-fields"><legend>Rules</legend>
<p><button type="button" id="show-all">all</button> <button type="button" id="show-none">none</button> <span id="said" class="soft" role="status"></span></p>
<div id="kind-choice" class="kinds"></div></fieldset>
</form>
<main id="view" tabindex="-1"><noscript>The files are drawn by a program, which is switched off here.</noscript></main>
</div>
<script type="application/json" id="report">${escapeData(data)}</script>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

/** Down to a tenth; 100 only where nothing is missing. */
function percentText({ part, of }: PageFraction): string {
  if (of === 0) return 'nothing to count';
  return part === of ? '100 %' : `${(Math.floor((1000 * part) / of) / 10).toFixed(1)} %`;
}

/** A text as markup shows it. */
export function escapeMarkup(text: string): string {
  const NAMES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }; // prettier-ignore
  return text.replace(/[&<>"']/g, (character) => NAMES[character] ?? character);
}

/** Data inside of a script element: nothing in it can end the element, or begin a comment. */
function escapeData(data: unknown): string {
  return JSON.stringify(data).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`); // prettier-ignore
}

function hashOf(script: string): string {
  return `sha256-${createHash('sha256').update(script).digest('base64')}`;
}
