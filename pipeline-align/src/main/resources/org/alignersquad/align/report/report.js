// The page's sections, from the data that the job wrote.

const data = JSON.parse(document.getElementById('data').textContent);
const jobs = Object.fromEntries(data.jobs.map(part => [part.job, part]));
const criteria = [...new Set([
  ...data.inspectors.map(plot => plot.criterion),
  ...(data.squad ? data.squad.shifts.map(shift => shift.criterion) : []),
])].sort();
const colourOf = criterion => Math.max(0, criteria.indexOf(criterion));

function notRun(job) {
  return note(`Not run: ${job} – ${jobs[job].note}.`);
}

function ran(job) {
  return jobs[job].record !== null;
}

function stages(job) {
  return ran(job) ? jobs[job].record.stages || [] : [];
}

function figures(job) {
  return ran(job) ? jobs[job].record.figures || {} : {};
}

function overview() {
  const tiles = data.tiles.map(tile => el('div', { class: 'tile' }, el('div', { class: 'label' }, tile.label),
    el('div', { class: 'value' }, tile.value), el('div', { class: 'detail' }, tile.detail)));
  const rows = data.jobs.map(part => {
    if (part.record === null) return [part.job, 'not run: ' + part.note, null, null];
    return [part.job, words(part.record.exit).toLowerCase(), stages(part.job).length, duration(data.seconds[part.job])];
  });
  section('overview', 'Overview', 'What was made, how good it is, and what ran.',
    tiles.length ? el('div', { class: 'tiles' }, tiles) : note('None of the jobs has left figures yet.'),
    table(['job', 'state', 'stages', 'time in stages'], rows));
}

/** Rejected rows by reason over all stages, the most frequent first. */
function reasonsOf(list) {
  const sums = {};
  for (const stage of list) for (const [reason, rows] of Object.entries(stage.rejected)) sums[reason] = (sums[reason] || 0) + rows;
  return Object.entries(sums).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([reason]) => reason);
}

function waterfall(job) {
  const list = stages(job);
  const reasons = reasonsOf(list);
  const named = reasons.slice(0, 6);
  const sum = (stage, which) => which.reduce((rows, reason) => rows + (stage.rejected[reason] || 0), 0);
  const sets = [{ label: 'kept', values: list.map(stage => stage.kept), colour: 0 }];
  named.forEach((reason, i) => sets.push({ label: words(reason), values: list.map(stage => sum(stage, [reason])), colour: i + 1 }));
  if (reasons.length > 6) sets.push({ label: 'other reasons', values: list.map(stage => sum(stage, reasons.slice(6))), colour: 7 });
  return [
    list.length < 2 ? null : plot(`${job}: rows kept and rejected by stage`, 6 + 2.1 * list.length,
      bars(list.map(stage => words(stage.name)), sets, { horizontal: true, stacked: true, xTitle: 'rows' })),
    table(['stage', 'in', 'kept', 'rejected', 'wall time', 'why'], list.map(stage => [
      words(stage.name), stage.in, stage.kept, sum(stage, reasons), duration(stage.seconds),
      reasons.filter(reason => stage.rejected[reason]).map(reason => `${words(reason)} ${figure(stage.rejected[reason])}`).join(', '),
    ])),
  ];
}

/** A few rejected rows of a job, by stage and reason. */
function rejected(job) {
  const rows = data.rejects.filter(row => row.job === job);
  if (!rows.length) return null;
  return folded(`Rejected rows to look at (${rows.length})`, table(['stage and reason', 'row', 'what was found', 'text'], rows.map(row => [
    `${words(row.stage)}: ${words(row.reason)}`, row.id, row.detail, el('div', { class: 'raw', dir: 'auto' }, row.raw)])));
}

function dataFlow() {
  const parts = ['synth', 'train', 'align', 'evaluate'].flatMap(job => stages(job).length ? [el('h3', {}, job), ...waterfall(job), rejected(job)] : []);
  section('data', 'Data', 'Every stage accounts for every row: what went in was kept, or rejected for a reason.',
    ran('synth') ? null : notRun('synth'), parts);
}

/** What was asked and paid, and where the time went. */
function cost() {
  const about = /^(calls|sent|cached|failed|.*tokens|money|currency)$/;
  const parts = ['synth', 'evaluate'].flatMap(job => {
    const all = job === 'synth' ? figures(job).teacher || {} : (data.evaluation || {}).judge || {};
    const own = Object.fromEntries(Object.entries(all).filter(([key]) => about.test(key)));
    return Object.keys(own).length ? [el('h3', {}, job === 'synth' ? 'synth: the teacher' : 'evaluate: the judge'), ...figureTables(own)] : [];
  });
  const timed = ['synth', 'train', 'align', 'evaluate'].flatMap(job => stages(job).map(stage => ({ name: `${job}: ${words(stage.name)}`, seconds: stage.seconds })));
  for (const [model, usage] of Object.entries(figures('align').endpoints || {})) parts.push(el('h3', {}, `align: the ${model}`), ...figureTables(usage));
  const none = note('No job that ran has recorded requests to a teacher.');
  section('cost', 'Cost', 'Requests, tokens, money and time. Answers that were already in the ledger cost nothing again.',
    parts.length ? parts : none,
    timed.length ? plot('Wall time by stage', 6 + 1.5 * timed.length, bars(timed.map(stage => stage.name),
      [{ label: 'seconds', values: timed.map(stage => stage.seconds), colour: 0 }], { horizontal: true, xTitle: 'seconds' })) : null);
}

function training() {
  const models = [...new Set(data.curves.map(curve => curve.model))];
  const figureOf = model => {
    const sets = data.curves.filter(curve => curve.model === model).map((curve, i) => ({
      label: curve.split, points: curve.points, colour: i, dots: curve.points.length < 25, dashed: curve.split !== 'train',
    }));
    return plot(model, 14, lines(sets, 'step', 'loss'));
  };
  const last = curve => curve.points[curve.points.length - 1];
  const rows = data.curves.map(curve => [curve.model, curve.split, last(curve)[0], last(curve)[1],
    Math.min(...curve.points.map(point => point[1])), curve.tokens || null, curve.seconds ? duration(curve.seconds) : null]);
  section('training', 'Learning curves', 'Loss over training steps, for each model that is trained in rounds.',
    ran('train') ? null : notRun('train'),
    models.length ? el('div', { class: 'plots' }, models.map(figureOf)) : null,
    rows.length ? folded('As a table', table(['model', 'split', 'last step', 'last loss', 'lowest loss', 'tokens', 'seconds'], rows)) : null,
    ran('train') && Object.keys(figures('train')).length ? folded('All figures of train', ...figureTables(figures('train'))) : null);
}

function inspectors() {
  const splits = data.inspectors.map(plot => plot.split);
  const shownSplit = splits.includes('test') ? 'test' : splits[0];
  const shown = data.inspectors.filter(plot => plot.split === shownSplit);
  const of = criterion => shown.filter(plot => plot.criterion === criterion);
  const unit = { min: 0, max: 1, ticks: { stepSize: .2 } };
  const diagonal = { label: 'chance', points: [[0, 0], [1, 1]], plain: true, dashed: true };
  const roc = criterion => plot(`ROC, ${criterion}`, 17, lines([
    ...of(criterion).map((p, i) => ({ label: `${p.kind}: AUC ${p.auc === null ? '–' : p.auc.toFixed(3)}`, points: p.roc, colour: i })), diagonal,
  ], 'aligned answers called misaligned', 'misaligned answers found', unit));
  const calibration = criterion => plot(`Calibration, ${criterion}`, 17, lines([
    ...of(criterion).map((p, i) => ({ label: `${p.kind}: error ${p.calibration_error.toFixed(3)}`, points: p.calibration, colour: i, dots: true })), diagonal,
  ], 'score', 'share misaligned', unit));
  const named = [...new Set(shown.map(plot => plot.criterion))];
  section('inspectors', 'Inspectors', `How well scores tell misaligned answers from aligned ones${shownSplit ? `, on split ${shownSplit}` : ''}. AUC and calibration are computed from the scores.`,
    ran('train') ? null : notRun('train'),
    ran('train') && !shown.length ? note('The train job has left no scores.') : null,
    shown.length ? table(['inspector', 'criterion', 'kind', 'split', 'rows', 'misaligned', 'AUC', 'calibration error', 'before calibration', 'threshold'],
      data.inspectors.map(p => [p.model, p.criterion, p.kind, p.split, p.rows, p.misaligned,
        p.auc === null ? null : p.auc.toFixed(4), p.calibration_error.toFixed(4),
        p.uncalibrated_error === null ? null : p.uncalibrated_error.toFixed(4), p.threshold])) : null,
    el('div', { class: 'plots' }, named.map(roc)), el('div', { class: 'plots' }, named.map(calibration)));
}

function squad() {
  if (!data.squad) {
    section('squad', 'Squad', 'What the squad did to the dump.', ran('align') ? note('The align job has left no table.') : notRun('align'));
    return;
  }
  const { decisions, flow, links, shifts } = data.squad;
  const rows = Object.values(decisions).reduce((sum, n) => sum + n, 0);
  const outcomes = [...new Set(flow.map(f => f.decision))].sort();
  const tried = [...new Set(flow.map(f => f.criterion))].sort();
  const count = (criterion, decision) => flow.filter(f => f.criterion === criterion && f.decision === decision).reduce((sum, f) => sum + f.rows, 0);
  const bins = shifts.length ? shifts[0].before.map((_, i) => (i / shifts[0].before.length).toFixed(2)) : [];
  section('squad', 'Squad', 'What became of the rows of the dump, which aligner was tried after which, and how the scores moved.',
    table(['rows', 'number', 'share'], Object.entries(decisions).map(([decision, n]) => [words(decision), n, percent(n / rows)])),
    el('h3', {}, 'Rewrites'),
    flow.length ? plot('Rewrites by criterion and decision', 6 + 2.1 * tried.length, bars(tried,
      outcomes.map((decision, i) => ({ label: words(decision), values: tried.map(criterion => count(criterion, decision)), colour: decision === 'accepted' ? 2 : i + 3 })),
      { horizontal: true, stacked: true, xTitle: 'rewrites' })) : note('No row was rewritten.'),
    links.length ? flowDiagram(links) : null,
    flow.length ? folded('As a table, by what came before in the row', table(['after', 'aligner', 'decision', 'rewrites'],
      flow.map(f => [f.after, f.criterion, words(f.decision), f.rows]))) : null,
    el('h3', {}, 'Scores before and after'),
    el('div', { class: 'plots' }, shifts.map(shift => plot(
      `${shift.criterion}: mean ${shift.mean_before.toFixed(3)} → ${shift.mean_after.toFixed(3)}`, 14,
      bars(bins, [{ label: 'before', values: shift.before, colour: 1 }, { label: 'after', values: shift.after, colour: 0 }],
        { xTitle: 'score (1 = misaligned)', yTitle: 'rows', tight: true })))),
    Object.keys(figures('align')).length ? folded('All figures of align', ...figureTables(figures('align'))) : null);
}

function examples() {
  const rows = data.squad ? data.squad.examples : [];
  section('examples', 'Examples', 'Drawn by a hash of the row’s id: the same rows in every run. Words that only one side has are marked.',
    rows.length ? exampleBrowser(rows) : note('There are no rows to show.'));
}

function runs() {
  const there = data.jobs.filter(part => part.record !== null);
  section('runs', 'Recipes and versions', 'What each job was told, and what ran it.',
    there.length ? table(['job', 'code', 'Spark', 'finished'],
      there.map(part => [part.job, part.record.code_version, part.record.spark_version, part.record.finished_at.slice(0, 16).replace('T', ' ') + ' UTC'])) : note('No job has run.'),
    there.map(part => folded(`Recipe of ${part.job}`, el('pre', {}, JSON.stringify(part.record.recipe, null, 2)))),
    there.filter(part => part.job === 'synth').map(part => folded('All figures of synth', ...figureTables(figures('synth')))));
}

for (const part of [overview, dataFlow, cost, training, inspectors, squad, evaluation, examples, runs]) part();
document.getElementById('footer').append('This file is complete in itself and asks for nothing from the network. Plots are drawn by Chart.js (MIT licence), which is inside.');
drawPlots();
