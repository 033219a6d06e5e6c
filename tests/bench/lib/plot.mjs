// A bar plot as SVG: how many times Node's figure Fleetwire reaches, with the targets as marks.

import { times } from './stats.mjs';

const width = 860;
const left = 360;
const right = 90;
const rowHeight = 30;
const top = 64;

const escape = (text) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

// 1, 2, 5, 10, 20 … up to `limit`.
function gridValues(limit) {
  const values = [];
  for (let base = 1; base <= limit; base *= 10) values.push(base, base * 2, base * 5);
  return values.filter((value) => value <= limit);
}

export function plot(rows) {
  const shown = rows.filter((row) => Number.isFinite(row.ratio) && row.ratio > 0);
  const limit = Math.max(2, ...shown.map((row) => row.ratio * 1.1), ...shown.map(goalOf));
  // Logarithmic, from half of Node to the best.
  const scale = (value) => left
    + (width - left - right) * (Math.log(value / 0.5) / Math.log(limit / 0.5));
  const height = top + shown.length * rowHeight + 40;
  const bars = shown.map((row, index) => bar(row, top + index * rowHeight, scale));
  const grid = gridValues(limit).map((value) => gridLine(value, scale(value), height));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" `
    + `width="${width}" height="${height}" font-family="sans-serif" font-size="13">
<rect width="100%" height="100%" fill="#ffffff"/>
<text x="16" y="26" font-size="17" fill="#1a1a1a">Fleetwire against Socket.IO on Node: times better</text>
<text x="16" y="46" fill="#666666">per second of server CPU, or per connection; the line at 1 is Node, `
    + `a mark is the target; logarithmic</text>
${grid.join('\n')}
${bars.join('\n')}
</svg>
`;
}

const goalOf = (row) => Number(/^≥ ([\d.]+)×$/.exec(row.goal ?? '')?.[1] ?? 0);

function gridLine(value, x, height) {
  const colour = value === 1 ? '#444444' : '#dddddd';
  return `<line x1="${x.toFixed(1)}" x2="${x.toFixed(1)}" y1="${top - 6}" y2="${height - 30}" `
    + `stroke="${colour}"/><text x="${x.toFixed(1)}" y="${height - 12}" text-anchor="middle" `
    + `fill="#666666">${value}×</text>`;
}

function bar(row, y, scale) {
  const from = scale(Math.min(1, row.ratio));
  const to = scale(Math.max(1, row.ratio));
  const goal = goalOf(row);
  const colour = row.met === false ? '#c0504d' : '#2f7f6f';
  const label = `<text x="${left - 12}" y="${y + 16}" text-anchor="end" fill="#1a1a1a">`
    + `${escape(row.title)}</text>`;
  const box = `<rect x="${from.toFixed(1)}" y="${y + 3}" width="${(to - from).toFixed(1)}" `
    + `height="${rowHeight - 12}" fill="${colour}"/>`;
  const clear = Math.max(to, Math.abs(scale(goal) - to) < 50 ? scale(goal) : 0) + 6;
  const value = `<text x="${clear.toFixed(1)}" y="${y + 17}" fill="#1a1a1a">`
    + `${times(row.ratio)}</text>`;
  const mark = goal === 0 ? '' : `<line x1="${scale(goal).toFixed(1)}" `
    + `x2="${scale(goal).toFixed(1)}" y1="${y}" y2="${y + rowHeight - 6}" stroke="#d98c00" `
    + 'stroke-width="3"/>';
  return label + box + mark + value;
}
