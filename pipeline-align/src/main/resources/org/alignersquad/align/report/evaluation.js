// What the judge said.

/** Win rates with their intervals, over all criteria, for each, and for each question type. */
function winRates(parts) {
  return parts.filter(([, part]) => part && typeof part.win_rate === 'number')
    .map(([name, part]) => ({ name, share: part.win_rate, low: part.win_rate_low, high: part.win_rate_high, part }));
}

function winTable(rates) {
  const range = (low, high) => typeof low === 'number' ? `${percent(low)} to ${percent(high)}` : null;
  return table(['', 'pairs', 'wins', 'ties', 'losses', 'win rate', '95 % (Wilson)', '95 % (bootstrap)', 'at equal lengths'], rates.map(({ name, part }) => [
    name, part.pairs, part.wins, part.ties, part.losses, percent(part.win_rate), range(part.win_rate_low, part.win_rate_high),
    range(part.bootstrap_low, part.bootstrap_high), typeof part.length_controlled_win_rate === 'number' ? percent(part.length_controlled_win_rate) : null]));
}

const VERDICTS = {
  better: 'better than', worse: 'worse than', 'no-clear-difference': 'not clearly different from', 'no-rows': 'not comparable with',
};

/** This run against an earlier one, in a sentence. */
function againstBaseline(against) {
  if (!against) return null;
  const points = value => (value > 0 ? '+' : value < 0 ? '−' : '') + percent(Math.abs(value));
  const size = typeof against.difference === 'number'
    ? ` Difference ${points(against.difference)}, 95 % interval ${points(against.difference_low)} to ${points(against.difference_high)}; chance of a difference like this from noise alone: ${percent(against.chance)}.` : '';
  const rows = against.paired ? `${figure(against.rows)} rows that both runs have and one of them changed` : `${figure(against.rows)} changed rows, none of which the other run has`;
  return el('p', { class: 'verdict ' + against.verdict }, el('strong', {}, `This run is ${VERDICTS[against.verdict]} the run in ${against.baseline}.`),
    ` ${size} Over ${rows}.`);
}

function judgeSentence(judge, agreement) {
  const bias = judge.position_bias;
  const parts = [];
  if (typeof bias === 'number') parts.push(`Position bias ${bias.toFixed(3)} (1 always the first, −1 always the second, 0 none)`);
  if (typeof judge.contradicted === 'number') parts.push(`${percent(judge.contradicted)} of pairs got verdicts for different answers in the two orders and count as ties`);
  if (typeof judge.unjudged_share === 'number' && judge.unjudged_share > 0) parts.push(`${percent(judge.unjudged_share)} of pairs lack a verdict`);
  if (agreement && agreement.pairs) parts.push(`a second judge agrees on ${percent(agreement.agreement)} of ${figure(agreement.pairs)} pairs (Cohen’s kappa ${agreement.kappa === null ? '–' : agreement.kappa.toFixed(3)})`);
  return parts.length ? el('p', {}, parts.join('; ') + '.') : null;
}

function evaluation() {
  const { of, judge = {}, criteria = {}, question_types: types = {}, agreement, against, rows = {}, labels } = data.evaluation || {};
  const rates = winRates([['all', judge.preference], ...Object.entries(criteria).map(([name, part]) => [name, part.preference])]);
  const typed = winRates(Object.entries(types || {}).map(([name, part]) => [name || 'no type', part]));
  const { preference, ...calls } = judge;
  const perCriterion = Object.fromEntries(Object.entries(criteria).map(([name, { preference: own, ...rest }]) => [name, rest]));
  section('evaluation', 'Evaluation', 'A judge compares the answers before and after, in both orders.',
    ran('evaluate') ? null : notRun('evaluate'),
    againstBaseline(against),
    rates.length ? plot('Win rate of the aligned answer', 7 + 2 * rates.length, intervals(rates)) : null,
    rates.length ? winTable(rates) : null,
    judgeSentence(judge, agreement),
    typed.length ? el('h3', {}, 'By question type') : null,
    typed.length ? plot('Win rate by question type', 7 + 2 * typed.length, intervals(typed)) : null,
    typed.length ? folded('As a table', winTable(typed)) : null,
    ran('evaluate') ? folded('All figures', ...figureTables({ rows, judge: calls, criteria: perCriterion, ...(labels ? { labels } : {}) })) : null);
}
