// Which words a correction took out and put in.

import { element } from './dom.js';

const MAX_CELLS = 1_000_000;
const JUMBLE = 0.6; // with more of the words changed, the old and the new are told apart more easily one below the other

/** Returns [kind, text] pairs; kind is 'same', 'del' or 'ins'. Each text begins with the gap before its first word. */
function wordDiff(before, after) {
  const a = words(before);
  const b = words(after);
  const whole = [['del', a.join('')], ['ins', `\n${b.join('').trimStart()}`]].filter(([, text]) => text.trim());
  if (a.length * b.length > MAX_CELLS) return whole;
  const pieces = [...walk(a, b, commonLengths(a, b))];
  const changed = pieces.filter(([kind]) => kind !== 'same').length / (a.length + b.length);
  return changed > JUMBLE ? whole : merge(pieces);
}

/** Each word with the gap before it; the first gets one too, so that it equals the same word further on. */
const words = (text) => ` ${text.trimStart()}`.match(/\s*\S+/g) ?? [];

function commonLengths(a, b) {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}

function* walk(a, b, lengths) {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      yield ['same', a[i++]];
      j++;
    } else if (j >= b.length || (i < a.length && lengths[i + 1][j] >= lengths[i][j + 1])) {
      yield ['del', a[i++]];
    } else {
      yield ['ins', b[j++]];
    }
  }
}

function merge(pieces) {
  const runs = [];
  for (const [kind, text] of pieces) {
    if (runs.at(-1)?.[0] === kind) runs.at(-1)[1] += text;
    else runs.push([kind, text]);
  }
  return runs;
}

/** The same as nodes: <del>, <ins> and plain text. */
export function diffNodes(before, after) {
  return wordDiff(before, after).flatMap(([kind, text], index) => {
    const start = text.search(/\S|$/); // the gap before a word is not struck out or underlined
    const gap = index ? text.slice(0, start) : '';
    return [gap, kind === 'same' ? text.slice(start) : element(kind, '', text.slice(start))];
  });
}
