'use strict';
// What the page is made of. Texts become text nodes: nothing in the data is ever read as markup.

window.addEventListener('error', event => { document.documentElement.dataset.error = event.message; });

/** An element with attributes and children; a child is an element, a text, a number, or null for nothing. */
function el(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
  element.append(...children.flat().filter(child => child !== null && child !== undefined).map(node));
  return element;
}

function node(child) {
  return child instanceof Node ? child : document.createTextNode(String(child));
}

/** snake_case and kebab-case keys as people write them. */
function words(key) {
  return String(key).replace(/[_-]+/g, ' ').trim();
}

/** A figure as text: whole numbers with separators, others with four significant digits. */
function figure(value) {
  if (typeof value !== 'number') return value === null || value === undefined ? '–' : String(value);
  if (Number.isInteger(value)) return value.toLocaleString('en-US');
  const digits = Math.abs(value) >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 4 };
  return value.toLocaleString('en-US', digits);
}

function percent(share) {
  return (share * 100).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 }) + ' %';
}

function duration(seconds) {
  if (seconds < 60) return seconds.toLocaleString('en-US', { maximumFractionDigits: 1 }) + ' s';
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A table; numbers are set right. The first column names the row. */
function table(head, rows, caption) {
  const numeric = head.map((_, i) => i > 0 && rows.length > 0 && rows.every(row => isNumeric(row[i])));
  const cell = (tag, value, i) => el(tag, numeric[i] ? { class: 'number' } : {}, value instanceof Node ? value : figure(value));
  return el('div', { class: 'scroll' }, el('table', {},
    caption ? el('caption', {}, caption) : null,
    el('thead', {}, el('tr', {}, head.map((name, i) => cell('th', name, i)))),
    el('tbody', {}, rows.map(row => el('tr', {}, row.map((value, i) => cell(i === 0 ? 'th' : 'td', value, i)))))));
}

function isNumeric(value) {
  return value === null || typeof value === 'number' || /^[\d.,]+( %| s| min.*| h.*)?$/.test(value);
}

function isMap(value) {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Flat figures such as "aligner ethical: steps" as { aligner: { ethical: { steps } } }. */
function nested(figures) {
  const all = {};
  for (const [key, value] of Object.entries(figures)) {
    const parts = /^(\S+) (\S+): (.+)$/.exec(key);
    if (parts === null) all[key] = value;
    else ((all[parts[1]] ??= {})[parts[2]] ??= {})[parts[3]] = value;
  }
  return all;
}

/** Figures as tables: plain ones together, a map of maps as one table with a column for each inner key. */
function figureTables(figures) {
  const entries = Object.entries(nested(figures));
  const plain = entries.filter(([, value]) => !isMap(value));
  const parts = plain.length ? [table(['figure', 'value'], plain.map(([key, value]) => [words(key), listed(value)]))] : [];
  for (const [key, map] of entries.filter(([, value]) => isMap(value) && Object.keys(value).length)) {
    parts.push(el('h3', {}, words(key)), ...(Object.values(map).every(isMap) ? matrix(words(key), map) : figureTables(map)));
  }
  return parts;
}

/** One row for each entry; maps within the entries get a table each. */
function matrix(name, map) {
  const rows = Object.entries(map);
  const columns = [...new Set(rows.flatMap(([, row]) => Object.keys(row)))];
  const deeper = columns.filter(column => rows.some(([, row]) => isMap(row[column])));
  const plain = columns.filter(column => !deeper.includes(column));
  const parts = plain.length ? [table([name, ...plain.map(words)], rows.map(([key, row]) => [words(key), ...plain.map(column => listed(row[column]))]))] : [];
  return [...parts, ...deeper.flatMap(column => matrix(words(column), Object.fromEntries(rows.map(([key, row]) => [key, row[column] || {}]))))];
}

function listed(value) {
  return Array.isArray(value) ? value.map(item => isMap(item) ? JSON.stringify(item) : figure(item)).join(', ') : value ?? null;
}

function note(text) {
  return el('p', { class: 'note' }, text);
}

function folded(title, ...children) {
  return el('details', {}, el('summary', {}, title), ...children);
}

/** Adds a section to the page and to its navigation. */
function section(id, title, lead, ...children) {
  document.getElementById('nav').append(el('a', { href: '#' + id }, title));
  document.getElementById('main').append(el('section', { id }, el('h2', {}, title), el('p', { class: 'lead' }, lead), ...children));
}
