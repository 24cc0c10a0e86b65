// Plots. Each is drawn again when the colours change, on screen or for print.

const plots = [];
let forPrint = false;

/** Colours of the theme in force, from the style sheet. */
function theme() {
  const light = { ink: '#1d2329', soft: '#5b6670', grid: '#e3e5e7', card: '#ffffff' };
  const style = getComputedStyle(document.documentElement);
  const read = name => style.getPropertyValue('--' + name).trim();
  const series = [0, 1, 2, 3, 4, 5, 6, 7].map(i => read('c' + i));
  const screen = { ink: read('ink'), soft: read('soft'), grid: read('grid'), card: read('card') };
  return { series, ...(forPrint ? light : screen) };
}

/**
 * A plot with a caption.
 * @param config gives Chart.js's configuration for a theme
 * @param height in rem
 */
function plot(caption, height, config) {
  const canvas = el('canvas', { role: 'img', 'aria-label': caption });
  plots.push({ canvas, config, chart: null });
  return el('figure', { class: 'plot', style: `--height: ${height}rem` },
    el('figcaption', {}, caption), el('div', { class: 'canvas' }, canvas));
}

function drawPlots() {
  const colours = theme();
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;
  Chart.defaults.color = colours.soft;
  Chart.defaults.borderColor = colours.grid;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  Chart.defaults.plugins.legend.labels.boxWidth = 12;
  Chart.defaults.plugins.legend.labels.boxHeight = 12;
  Chart.defaults.plugins.legend.position = 'bottom';
  for (const plot of plots) {
    if (plot.chart) plot.chart.destroy();
    plot.chart = new Chart(plot.canvas, plot.config(colours));
    plot.canvas.dataset.drawn = 'true';
  }
}

function axis(title, more) {
  return { title: { display: Boolean(title), text: title }, ...more };
}

/** Names on an axis; a long one must not push the plot aside. */
function short(name) {
  return name.length > 28 ? name.slice(0, 27) + '…' : name;
}

/** Legend entries as plain boxes, whatever the line looks like. */
function boxes(chart) {
  return Chart.defaults.plugins.legend.labels.generateLabels(chart)
    .map(item => ({ ...item, fillStyle: item.strokeStyle, lineWidth: 0, lineDash: [], pointStyle: 'rect' }));
}

/** Lines through points [x, y]; sets: label, points, and optionally dashed, colour, plain (no legend), dots. */
function lines(sets, xTitle, yTitle, limits) {
  return colours => ({
    type: 'line',
    data: {
      datasets: sets.map((set, i) => {
        const colour = set.plain ? colours.soft : colours.series[(set.colour ?? i) % 8];
        return {
          label: set.label, data: set.points.map(([x, y]) => ({ x, y })), borderColor: colour, backgroundColor: colour,
          borderWidth: set.plain ? 1 : 2, borderDash: set.dashed ? [5, 4] : [], pointRadius: set.dots ? 3 : 0, pointHitRadius: 8, tension: 0, clip: 5,
        };
      }),
    },
    options: {
      interaction: { mode: 'nearest', intersect: false },
      plugins: { legend: { labels: { generateLabels: boxes, filter: item => !sets[item.datasetIndex].plain } } },
      scales: { x: axis(xTitle, { type: 'linear', ...limits }), y: axis(yTitle, { beginAtZero: true, ...limits }) },
    },
  });
}

/** Bars; sets: label and values, one for each of the names. `more.horizontal`, `more.stacked`, titles. */
function bars(names, sets, more) {
  return colours => ({
    type: 'bar',
    data: {
      labels: names.map(short),
      datasets: sets.map((set, i) => ({
        label: set.label, data: set.values, backgroundColor: colours.series[(set.colour ?? i) % 8], borderWidth: 0,
        maxBarThickness: 34, categoryPercentage: more.tight ? 1 : .8, barPercentage: more.tight ? .95 : .9,
      })),
    },
    options: {
      indexAxis: more.horizontal ? 'y' : 'x',
      interaction: { mode: 'index', intersect: false, axis: more.horizontal ? 'y' : 'x' },
      plugins: { legend: { display: sets.length > 1 } },
      scales: {
        x: axis(more.xTitle, { stacked: Boolean(more.stacked), grid: { display: Boolean(more.horizontal) }, ticks: { maxRotation: 0, autoSkipPadding: 12 } }),
        y: axis(more.yTitle, { stacked: Boolean(more.stacked), beginAtZero: true, grid: { display: !more.horizontal } }),
      },
    },
  });
}

/** Shares with intervals: rows of name, share, low and high; a line marks one half. */
function intervals(rows) {
  const half = {
    id: 'half',
    beforeDatasetsDraw(chart) {
      const { ctx, chartArea, scales } = chart;
      const x = scales.x.getPixelForValue(.5);
      ctx.save();
      ctx.strokeStyle = chart.options.color;
      ctx.setLineDash([4, 4]);
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      ctx.restore();
    },
  };
  return colours => ({
    type: 'bar',
    data: {
      labels: rows.map(row => short(row.name)),
      datasets: [
        { type: 'scatter', label: 'win rate', data: rows.map(row => ({ x: row.share, y: short(row.name) })), pointRadius: 6, backgroundColor: colours.series[0] },
        { label: '95 % interval', data: rows.map(row => [row.low, row.high]), backgroundColor: colours.series[0] + '55', barThickness: 8, borderRadius: 4, borderSkipped: false },
      ],
    },
    options: {
      indexAxis: 'y',
      scales: { x: axis('share of comparisons won, ties as half', { min: 0, max: 1 }), y: { grid: { display: false } } },
    },
    plugins: [half],
  });
}

window.matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawPlots);
window.addEventListener('beforeprint', () => { forPrint = true; drawPlots(); });
window.addEventListener('afterprint', () => { forPrint = false; drawPlots(); });
