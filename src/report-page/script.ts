/**
 * The program of the page: it draws what stands in the address after `#`, a folder as a map and a table or a file with its
 * marks in place. It is text and not a function, since what compiles this library may add to functions what a page does not have.
 * Everything of the report is put in as text, never as markup.
 */
export const PAGE_SCRIPT = `
'use strict';
(() => {
  const model = JSON.parse(document.getElementById('report').textContent);
  const byPath = new Map();
  const files = new Map(model.files.map((file) => [file.path, file]));
  const walk = (node) => { byPath.set(node.path, node); (node.children ?? []).forEach(walk); };
  walk(model.tree);
  const hidden = new Set();
  let figure = Math.max(0, model.figures.findIndex((_, index) => model.tree.fractions[index].of > 0));

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === 'style') Object.assign(element.style, value);
      else if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
      else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : value);
    }
    element.append(...children.filter((child) => child !== undefined));
    return element;
  };
  const percent = ({ part, of }) => {
    if (of === 0) return 'nothing to count';
    if (part === of) return '100 %';
    return (Math.floor((1000 * part) / of) / 10).toFixed(1) + ' %';
  };
  const shade = ({ part, of }) => (of === 0 ? 'none' : part === of ? 'shade4' : 'shade' + Math.min(3, Math.floor((4 * part) / of)));
  const count = (number, noun) => number + ' ' + noun + (number === 1 ? '' : 's');
  const marksIn = (node) =>
    Object.entries(node.marks).reduce((sum, [kind, number]) => (hidden.has(Number(kind)) ? sum : sum + number), 0);
  const kindIndex = new Map(model.kinds.map((kind, index) => [kind.id, index]));
  const shown = (mark) => !hidden.has(kindIndex.get(mark.kind));
  const address = (path, line) => '#/' + path.split('/').map(encodeURIComponent).join('/') + (line === undefined ? '' : ':' + line);
  const nameOf = (node, parent) => node.path.slice(parent.path === '' ? 0 : parent.path.length + 1) + (node.children ? '/' : '');

  const read = () => {
    const text = location.hash.replace(/^#\\/?/, '');
    const at = /:(\\d+)$/.exec(text);
    let path;
    try {
      path = (at ? text.slice(0, at.index) : text).split('/').map(decodeURIComponent).join('/');
    } catch {
      path = '';
    }
    return { node: byPath.get(path) ?? model.tree, line: at ? Number(at[1]) : undefined };
  };

  const crumbs = (node) => {
    const list = make('ol', { class: 'crumbs', style: { display: 'flex', flexWrap: 'wrap', gap: '0.5rem', listStyle: 'none', padding: 0 } });
    const above = [...byPath.values()].filter(
      (each) => each.children && (each.path === '' || node.path.startsWith(each.path + '/')) && each !== node,
    );
    above.sort((a, b) => a.path.length - b.path.length);
    let before = model.tree;
    for (const each of above) {
      const label = each.path === '' ? 'all files' : nameOf(each, before);
      list.append(make('li', {}, make('a', { href: address(each.path) }, label)));
      before = each;
    }
    list.append(make('li', { 'aria-current': 'page' }, node.path === '' ? 'all files' : nameOf(node, before)));
    return list;
  };

  const drawFolder = (node) => {
    const { name, meaning } = model.figures[figure];
    const map = make('ul', { class: 'map', 'aria-label': 'Map: areas are positions, shades are how many of them: ' + meaning });
    const body = make('tbody');
    for (const child of node.children) {
      const [left, top, width, height] = child.box;
      const fraction = child.fractions[figure];
      const marks = marksIn(child);
      const label = nameOf(child, node);
      const text = percent(fraction) + ', ' + count(marks, model.words.mark);
      map.append(
        make('li', { style: { left: left + '%', top: top + '%', width: width + '%', height: height + '%' } },
          make('a', { href: address(child.path), class: shade(fraction), title: label + ': ' + text, 'aria-label': label + ': ' + name + ' ' + text },
            make('b', {}, label), make('span', {}, percent(fraction)), make('span', {}, marks === 0 ? '' : count(marks, model.words.mark)))));
      body.append(
        make('tr', {},
          make('th', { scope: 'row' }, make('a', { href: address(child.path) }, label)),
          ...child.fractions.map((each) => make('td', { title: each.part + ' of ' + each.of }, percent(each))),
          make('td', {}, String(marks))));
    }
    const key = make('ul', { class: 'key', 'aria-label': 'Shades' },
      ...['below 25 %', 'from 25 %', 'from 50 %', 'from 75 %', '100 %'].map((text, index) => make('li', { class: 'shade' + index }, text)),
      make('li', { class: 'none' }, 'nothing to count'));
    const table = make('table', {},
      make('caption', { class: 'soft' }, 'The same as a table'),
      make('thead', {}, make('tr', {}, make('th', { scope: 'col' }, 'Name'),
        ...model.figures.map((each) => make('th', { scope: 'col' }, each.name)), make('th', { scope: 'col' }, model.words.mark + 's'))),
      body);
    return [map, key, table];
  };

  const drawMark = (mark) => {
    const kind = model.kinds[kindIndex.get(mark.kind)];
    return make('div', { class: 'note level-' + kind.level, role: 'note' },
      make('strong', {}, kind.level + ' ' + mark.kind), make('p', {}, mark.message));
  };

  const drawLine = (text, number, marks) => {
    const code = make('code');
    let at = 0;
    const parts = marks
      .filter((mark) => mark.line === number)
      .map((mark) => [mark.column - 1, mark.endLine === number ? mark.endColumn - 1 : text.length])
      .sort((a, b) => a[0] - b[0]);
    for (const [from, to] of parts) {
      if (from < at || to <= from) continue;
      code.append(text.slice(at, from), make('mark', {}, text.slice(from, to)));
      at = to;
    }
    code.append(text.slice(at));
    return make('div', { class: 'code', id: 'L' + number }, make('span', { class: 'number', 'aria-hidden': 'true' }, String(number)), code);
  };

  const drawFile = (node) => {
    const file = files.get(node.path);
    const marks = file.marks.filter(shown);
    const parts = [make('p', { class: 'soft' },
      model.figures.map((each, index) => each.name + ' ' + percent(node.fractions[index])).join(' · ') + ' · ' + count(marks.length, model.words.mark))];
    if (marks.length > 0) {
      parts.push(make('nav', { 'aria-label': 'Lines with ' + model.words.mark + 's' }, make('ul', {},
        ...marks.map((mark) => make('li', {}, make('a', { href: address(node.path, mark.line) }, 'line ' + mark.line), ' ', mark.kind)))));
    }
    if (file.source === undefined) {
      parts.push(make('p', { class: 'soft' }, 'Its text is not in this page.'), ...marks.map(drawMark));
      return parts;
    }
    const lines = file.source.split(/\\r\\n|[\\n\\r\\u2028\\u2029]/);
    const list = make('ol', { class: 'source', tabindex: '0', 'aria-label': 'Source of ' + node.path });
    lines.forEach((text, index) => {
      const here = marks.filter((mark) => mark.line === index + 1);
      list.append(make('li', {}, drawLine(text, index + 1, here), ...here.map(drawMark)));
    });
    parts.push(list);
    return parts;
  };

  const view = document.getElementById('view');
  const said = document.getElementById('said');
  const draw = (focus) => {
    const { node, line } = read();
    const heading = make('h2', { tabindex: '-1' }, node.path === '' ? 'All files' : node.path + (node.children ? '/' : ''));
    view.replaceChildren(make('nav', { 'aria-label': 'Where you are' }, crumbs(node)), heading, ...(node.children ? drawFolder(node) : drawFile(node)));
    document.title = (node.path === '' ? '' : node.path + ' · ') + model.title;
    if (line !== undefined) {
      const at = document.getElementById('L' + line);
      if (at !== null) { at.tabIndex = -1; at.focus(); at.scrollIntoView({ block: 'center' }); return; }
    }
    if (focus) { heading.focus(); window.scrollTo(0, 0); }
  };
  const tell = () => { said.textContent = count(marksIn(model.tree), model.words.mark) + ' shown'; };

  const figures = document.getElementById('figure-choice');
  model.figures.forEach((each, index) => {
    figures.append(make('label', {}, make('input', { type: 'radio', name: 'figure', checked: index === figure, onchange: () => { figure = index; draw(false); } }),
      make('span', {}, each.name, make('br'), make('small', { class: 'soft' }, each.meaning))));
  });
  const kinds = document.getElementById('kind-choice');
  const boxes = [];
  model.kinds.forEach((kind, index) => {
    const number = model.tree.marks[index] ?? 0;
    if (number === 0) return;
    const box = make('input', { type: 'checkbox', checked: true, 'data-kind': kind.id, onchange: () => {
      if (box.checked) hidden.delete(index); else hidden.add(index);
      draw(false);
      tell();
    } });
    boxes.push([box, index]);
    kinds.append(make('label', { title: kind.description }, box, make('span', { class: 'level-' + kind.level }, kind.id), make('span', { class: 'count' }, String(number))));
  });
  const all = (checked) => () => {
    for (const [box, index] of boxes) { box.checked = checked; if (checked) hidden.delete(index); else hidden.add(index); }
    draw(false);
    tell();
  };
  document.getElementById('show-all').addEventListener('click', all(true));
  document.getElementById('show-none').addEventListener('click', all(false));
  if (boxes.length === 0) document.getElementById('kind-fields').hidden = true;
  addEventListener('hashchange', () => draw(true));
  draw(false);
})();
`;
