// Rows to look at: answers before and after side by side, with a search.

/** A word or a mark with the space before it, so that a run of changed words is one piece. */
const WORD = /\s*[\p{L}\p{M}\p{N}_]+|\s*[^\s\p{L}\p{M}\p{N}_]|\s+/gu;

/** Most pairs of words compared one by one; longer texts are shown as replaced whole. */
const MOST_PAIRS = 4e6;

/**
 * Word by word, what of two texts is common and what is not: a list of [kind, text] with the kinds same, del and ins.
 * Longest common subsequence, after common ends are set aside.
 */
function wordDiff(before, after) {
  const a = before.match(WORD) || [];
  const b = after.match(WORD) || [];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const middle = changes(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const same = (from, to) => a.slice(from, to).map(word => ['same', word]);
  return joined([...same(0, start), ...middle, ...same(a.length - end, a.length)]);
}

function changes(a, b) {
  if (a.length * b.length > MOST_PAIRS) return [['del', a.join('')], ['ins', b.join('')]];
  // length[i][j]: longest common subsequence of the words from i and from j on
  const length = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      length[i][j] = a[i] === b[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
    }
  }
  const parts = [];
  let i = 0, j = 0;
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) { parts.push(['same', a[i]]); i++; j++; }
    else if (length[i + 1][j] >= length[i][j + 1]) parts.push(['del', a[i++]]);
    else parts.push(['ins', b[j++]]);
  }
  while (i < a.length) parts.push(['del', a[i++]]);
  while (j < b.length) parts.push(['ins', b[j++]]);
  return parts;
}

function joined(parts) {
  const runs = [];
  for (const [kind, text] of parts) {
    if (runs.length && runs[runs.length - 1][0] === kind) runs[runs.length - 1][1] += text;
    else runs.push([kind, text]);
  }
  return runs;
}

/** A changed run of words; the space before it is marked only where nothing else changed. */
function marked(text, own) {
  const words = text.trimStart();
  return words ? [text.slice(0, text.length - words.length), el(own, {}, words)] : [el(own, {}, text)];
}

/** One side of a comparison: the words that both have, and those that only this side has. */
function side(label, parts, own) {
  const children = parts.filter(([kind]) => kind === 'same' || kind === own)
    .flatMap(([kind, text]) => kind === 'same' ? text : marked(text, own));
  return el('div', { class: 'side' }, el('div', { class: 'label' }, label), el('p', { dir: 'auto' }, children));
}

function badge(decision) {
  const mood = /^(aligned|accepted)$/.test(decision) ? 'good' : /^refused/.test(decision) ? 'bad' : '';
  return el('span', { class: 'badge ' + mood }, words(decision));
}

function step(entry) {
  const scores = `${entry.criterion} ${figure(entry.score_before)} → ${figure(entry.score_after)}`;
  return el('li', {}, badge(entry.decision), ' ', scores, entry.reason ? ` – ${entry.reason}` : '', entry.aligner ? ` (${entry.aligner})` : '');
}

/** Where the squad kept the old answer, the last rewrite it refused is shown beside it. */
function example(row) {
  const trail = row.trail || [];
  const refused = row.decision === 'refused' && trail.length > 0 ? trail[trail.length - 1].text : null;
  const other = refused === null || refused === undefined ? row.aligned_response : refused;
  const parts = wordDiff(row.initial_response, other);
  const same = parts.every(([kind]) => kind === 'same');
  const card = el('article', { class: 'card example' },
    el('header', {}, badge(row.decision), row.criterion === 'none' ? null : el('span', {}, row.criterion), el('span', {}, row.id)),
    el('div', { class: 'prompt', dir: 'auto' }, row.prompt),
    el('div', { class: 'sides' }, side(same ? 'before and after' : 'before', parts, 'del'),
      same ? null : side(refused === other ? 'refused rewrite' : 'after', parts, 'ins')),
    trail.length ? el('ul', { class: 'trail' }, trail.map(step)) : null);
  const text = [row.id, row.prompt, row.initial_response, other].join('\n').toLowerCase();
  return { row, card, text };
}

function choice(label, values) {
  return el('select', { 'aria-label': label }, el('option', { value: '' }, 'every ' + label),
    values.map(value => el('option', { value }, words(value))));
}

/** All examples with a search box and two filters. */
function exampleBrowser(rows) {
  const all = rows.map(example);
  const values = key => [...new Set(rows.map(row => row[key]))].sort();
  const search = el('input', { type: 'search', placeholder: 'Search in questions and answers', 'aria-label': 'Search' });
  const criterion = choice('criterion', values('criterion'));
  const decision = choice('decision', values('decision'));
  const found = el('output', {});
  function filter() {
    const wanted = search.value.toLowerCase();
    let shown = 0;
    for (const { row, card, text } of all) {
      const fits = text.includes(wanted) && (!criterion.value || row.criterion === criterion.value) && (!decision.value || row.decision === decision.value);
      card.hidden = !fits;
      if (fits) shown++;
    }
    found.textContent = `${shown} of ${all.length}`;
  }
  for (const control of [search, criterion, decision]) control.addEventListener('input', filter);
  filter();
  return [el('div', { class: 'toolbar' }, search, criterion, decision, found), el('div', {}, all.map(({ card }) => card))];
}
