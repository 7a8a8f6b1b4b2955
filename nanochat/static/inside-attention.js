// Attention: every head small, one of them large, and lines from the token that is pointed at to what it looks at.

import { getAttention } from './api.js';
import { byId, element } from './dom.js';
import { chip } from './inside-draw.js';
import { ask, look, mark, redraw } from './inside-hub.js';

const [grid, map, words, lines] = ['heads', 'head-map', 'head-words', 'head-lines'].map(byId);
let large = null; // the head that is shown: {layer, head, shares}

export async function show() {
  const { tokens, layers, heads } = look;
  large = null;
  words.replaceChildren(...tokens.map(({ text }, n) => chip(text, '', n)));
  for (const line of lines.children) line.removeAttribute('d');
  for (const axis of map.querySelectorAll('span')) axis.replaceChildren(...tokens.map(({ text }, n) => element('i', '', n % Math.ceil(tokens.length / 40) ? '' : text)));
  const found = await ask(getAttention);
  const size = found.length / layers / heads;
  grid.style.setProperty('--heads', heads);
  grid.replaceChildren(...Array.from({ length: layers * (heads + 1) }, (_, n) => {
    const [layer, head] = [Math.floor(n / (heads + 1)) + 1, n % (heads + 1)];
    const name = `Layer ${layer}, ${head ? `head ${head}` : 'average'}`;
    const node = element('button', '', head ? paint(found.subarray((n - layer) * size, (n - layer + 1) * size)) : name);
    return Object.assign(node, { ariaLabel: name, onclick: () => choose(node, layer, head) });
  }));
  grid.lastChild.click();
}

/** Who looks is a row, what is looked at a column; nobody looks ahead. */
function paint(shares) {
  const side = Math.sqrt(shares.length);
  const canvas = Object.assign(element('canvas'), { width: side, height: side });
  const image = new ImageData(side, side);
  shares.forEach((share, n) => image.data.set([59, 130, 200, 16 * Math.sqrt(share)], 4 * n));
  canvas.getContext('2d').putImageData(image, 0, 0);
  return canvas;
}

async function choose(node, layer, head) {
  large = { layer, head, shares: await ask(getAttention, { layer, head }) };
  mark(grid.children, (one) => one === node);
  byId('head-name').textContent = node.ariaLabel;
  map.lastChild.replaceWith(paint(large.shares));
  redraw();
}

const share = (from, to) => large.shares[from * look.tokens.length + to] / 255;

export function point(at) {
  if (!large) return;
  const all = [...words.children].map((node, n) => ({ node, part: n > at ? 0 : share(at, n), x: node.offsetLeft + node.offsetWidth / 2, y: node.offsetTop }));
  const { x, y } = all[at];
  all.sort((a, b) => b.part - a.part).forEach(({ node, part, x: left, y: top }, n) => {
    node.style.setProperty('--share', `${part * 100}%`);
    node.lastChild.textContent = Math.round(part * 100) || '';
    lines.children[n]?.setAttribute('d', `M${x} ${y}Q${(x + left) / 2} ${Math.min(y, top) - 24} ${left} ${top}`);
    lines.children[n]?.setAttribute('opacity', part);
  });
}

export const rows = () => look.tokens.flatMap(({ text: looking }, from) => look.tokens.slice(0, from + 1).map(({ text }, to) => ({ layer: large.layer, head: large.head, looking, at: text, share: share(from, to) })));
