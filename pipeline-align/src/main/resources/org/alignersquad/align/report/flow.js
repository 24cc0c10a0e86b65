// The way of rows through the squad: one column for each try, bands as wide as the rows that took them.

const SVG = 'http://www.w3.org/2000/svg';

function svg(tag, attributes, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter(child => child !== null));
  return element;
}

/** What a place stands for: its label and the class that colours it. */
function place(name) {
  if (name === 'start') return { label: 'start', mood: 'plain' };
  if (name.startsWith('=')) return { label: words(name.slice(1)), mood: name === '=aligned' ? 'good' : 'bad' };
  const kept = name.endsWith(' +');
  return { label: `${name.slice(0, -2)} ${kept ? 'kept' : 'not kept'}`, mood: kept ? 'good' : 'bad' };
}

/** Ends stand in the last column, whatever the number of tries before them. */
function layout(links, width, height) {
  const last = Math.max(...links.map(link => link.layer)) + 1;
  const column = (layer, name) => name.startsWith('=') ? last : layer;
  const nodes = new Map();
  const at = (layer, name) => {
    const key = `${column(layer, name)} ${name}`;
    if (!nodes.has(key)) nodes.set(key, { name, column: column(layer, name), in: 0, out: 0, taken: 0, given: 0 });
    return nodes.get(key);
  };
  const bands = links.map(link => ({ from: at(link.layer, link.from), to: at(link.layer + 1, link.to), rows: link.rows }));
  for (const band of bands) { band.from.out += band.rows; band.to.in += band.rows; }
  const all = bands.filter(band => band.from.name === 'start').reduce((sum, band) => sum + band.rows, 0);
  const columns = Array.from({ length: last + 1 }, (_, i) => [...nodes.values()].filter(node => node.column === i));
  const gap = 22, tallest = Math.max(...columns.map(column => column.length));
  const scale = Math.max(1, height - gap * (tallest - 1)) / all;
  columns.forEach((column, i) => {
    let y = 0;
    for (const node of column.sort((a, b) => a.name < b.name ? -1 : 1)) {
      node.rows = Math.max(node.in, node.out);
      Object.assign(node, { x: last ? i * (width - 170) / last : 0, y, height: Math.max(2, node.rows * scale) });
      y += node.height + gap;
    }
  });
  return { nodes: [...nodes.values()], bands, scale };
}

function flowDiagram(links) {
  const width = 1060, height = 60 + 34 * new Set(links.map(link => link.to)).size;
  const { nodes, bands, scale } = layout(links, width, height);
  const paths = bands.sort((a, b) => a.from.y - b.from.y || a.to.y - b.to.y).map(band => {
    const thick = Math.max(1, band.rows * scale);
    const y1 = band.from.y + band.from.given + thick / 2, y2 = band.to.y + band.to.taken + thick / 2;
    band.from.given += band.rows * scale;
    band.to.taken += band.rows * scale;
    const x1 = band.from.x + 10, x2 = band.to.x, middle = (x1 + x2) / 2;
    const title = svg('title', {});
    title.textContent = `${place(band.from.name).label} → ${place(band.to.name).label}: ${figure(band.rows)} rows`;
    return svg('path', { d: `M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}`, class: `band ${place(band.to.name).mood}`, 'stroke-width': thick }, title);
  });
  const boxes = nodes.map(node => {
    const { label, mood } = place(node.name);
    const text = svg('text', { x: node.x + 15, y: node.y + Math.min(node.height / 2, 40) + 4 });
    text.textContent = `${short(label)} · ${figure(node.rows)}`;
    return svg('g', {}, svg('rect', { x: node.x, y: node.y, width: 10, height: node.height, class: `place ${mood}` }), text);
  });
  const lowest = Math.max(...nodes.map(node => node.y + node.height));
  return el('figure', { class: 'plot' }, el('figcaption', {}, 'The way of the rows that visited an aligner, try by try'),
    el('div', { class: 'scroll' }, svg('svg', { viewBox: `0 -8 ${width} ${lowest + 20}`, class: 'flow', role: 'img', 'aria-label': 'Squad flow' }, ...paths, ...boxes)));
}
