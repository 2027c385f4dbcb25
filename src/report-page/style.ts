/**
 * The look of the page, light and dark by what the reader's system says. Shades of coverage stand behind text, so each is far
 * enough from the ink of its scheme to read (4.5 : 1, as WCAG asks).
 */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --raised: #f6f8fa; --link: #0550ae;
  --error: #a40e26; --warning: #7d4e00; --hint: #24527a; --marked: #fff1c2;
  --shade0: #ffd0c9; --shade1: #ffe0b8; --shade2: #fff0b3; --shade3: #e2f2b8; --shade4: #bfe8c4; --none: #eaeef2;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #f0f3f6; --soft: #a8b1bb; --line: #3d444d; --raised: #161b22; --link: #79b8ff;
    --error: #ff9492; --warning: #f0b72f; --hint: #91cbff; --marked: #4d3d00;
    --shade0: #5c1a15; --shade1: #56300a; --shade2: #4a3d05; --shade3: #33460f; --shade4: #14491f; --none: #262c34;
  }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 1rem 1.5rem 3rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; max-width: 90rem; margin-inline: auto; }
h1 { font-size: 1.5rem; margin: 0.25rem 0; }
h2 { font-size: 1.2rem; margin: 1.25rem 0 0.5rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; background: var(--paper); padding: 0.5rem; z-index: 1; }
.verdict { font-weight: 600; }
.verdict.fails { color: var(--error); }
.soft { color: var(--soft); }
.figures { display: flex; flex-wrap: wrap; gap: 1rem; list-style: none; padding: 0; }
.figures li { border: 1px solid var(--line); border-radius: 6px; padding: 0.5rem 0.75rem; min-width: 14rem; }
.figures strong { font-size: 1.3rem; }
.layout { display: grid; grid-template-columns: 17rem minmax(0, 1fr); gap: 1.5rem; }
@media (max-width: 60rem) { .layout { grid-template-columns: minmax(0, 1fr); } }
fieldset { border: 1px solid var(--line); border-radius: 6px; margin: 0 0 1rem; padding: 0.5rem 0.75rem; }
fieldset label { display: flex; gap: 0.5rem; align-items: baseline; padding: 0.1rem 0; }
fieldset .count { margin-left: auto; color: var(--soft); }
.kinds { max-height: 28rem; overflow: auto; }
button { font: inherit; color: var(--link); background: none; border: 1px solid var(--line); border-radius: 6px; padding: 0.1rem 0.6rem; }
.level-error { color: var(--error); } .level-warning { color: var(--warning); } .level-hint { color: var(--hint); }
.map { position: relative; width: 100%; aspect-ratio: 2.2; margin: 0; padding: 0; list-style: none; }
.map a { position: absolute; inset: 1px; padding: 0.25rem 0.4rem; overflow: hidden; border-radius: 3px; color: var(--ink);
  text-decoration: none; line-height: 1.25; font-size: 0.9rem; border: 1px solid var(--line); }
.map a:hover b, .map a:focus-visible b { text-decoration: underline; }
.map a:focus-visible { z-index: 1; outline-offset: -3px; }
.map li { position: absolute; }
.map b, .map span { display: block; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.shade0 { background: var(--shade0); } .shade1 { background: var(--shade1); } .shade2 { background: var(--shade2); }
.shade3 { background: var(--shade3); } .shade4 { background: var(--shade4); } .none { background: var(--none); }
.key { display: flex; flex-wrap: wrap; gap: 0.5rem; list-style: none; padding: 0; font-size: 0.85rem; }
.key li { padding: 0 0.5rem; border: 1px solid var(--line); border-radius: 3px; }
table { border-collapse: collapse; width: 100%; margin-top: 1rem; }
th, td { text-align: right; padding: 0.25rem 0.6rem; border-bottom: 1px solid var(--line); font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { text-align: left; overflow-wrap: anywhere; font-weight: 400; }
.source { font: 13px/1.5 ui-monospace, monospace; border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; margin: 0; padding: 0; list-style: none; }
.source .code { white-space: pre; display: flex; }
.source .number { flex: 0 0 4.5em; text-align: right; padding-right: 1em; color: var(--soft); user-select: none; }
.source mark { background: var(--marked); color: inherit; border-bottom: 2px solid currentColor; }
.note { font: 0.95rem/1.45 system-ui, sans-serif; white-space: normal; margin: 0.15rem 0.5rem 0.4rem 4.5em; padding: 0.35rem 0.75rem;
  background: var(--raised); border-left: 4px solid currentColor; max-width: 70rem; }
.note p { margin: 0; color: var(--ink); overflow-wrap: anywhere; }
.gap { color: var(--soft); padding: 0.1rem 0 0.1rem 4.5em; background: var(--raised); }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
`;
