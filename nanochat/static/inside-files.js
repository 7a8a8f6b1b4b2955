// What a panel shows as a file: its rows as CSV, its picture as PNG.

import { element } from './dom.js';

export function csv(rows) {
  const names = Object.keys(rows[0]).filter((name) => /string|number/.test(typeof rows.at(-1)[name]));
  return [names, ...rows.map((row) => names.map((name) => `"${String(row[name] ?? '').replaceAll('"', '""')}"`))].join('\n');
}

/** Draws what stands in `box`: grounds, words in their places, lines, canvases. */
export function png(box) {
  const { left: x, top: y, width: w, height: h } = box.getBoundingClientRect();
  const canvas = element('canvas', { width: 2 * w, height: 2 * h });
  const pen = canvas.getContext('2d');
  pen.setTransform(2, 0, 0, 2, -2 * x, -2 * y);
  for (const node of [box, ...box.querySelectorAll('*')]) {
    const { left, top, width, height, bottom } = node.getBoundingClientRect();
    const { backgroundColor, color, fill, font, opacity, stroke, writingMode } = getComputedStyle(node);
    Object.assign(pen, { globalAlpha: opacity, fillStyle: backgroundColor, strokeStyle: stroke, font, textBaseline: 'bottom', imageSmoothingEnabled: false });
    pen.fillRect(left, top, width, height);
    if (node.getContext) pen.drawImage(node, left, top, width, height);
    if (node.getTotalLength) {
      const line = new Path2D();
      line.addPath(new Path2D(node.getAttribute('d')), node.getScreenCTM());
      pen.fillStyle = fill;
      pen.fill(line);
      pen.stroke(line);
    }
    pen.fillStyle = color;
    if (!node.children.length && writingMode === 'horizontal-tb') pen.fillText(node.textContent, left, bottom);
  }
  return new Promise((done) => { canvas.toBlob(done); });
}
