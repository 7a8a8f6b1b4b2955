// Short helpers around the DOM; text only ever goes in as text.

export const byId = (id) => document.getElementById(id);

/** A copy of a template. `words` go where the selectors say: a text, a node, or a list of them. */
export function fromTemplate(id, words = {}) {
  const root = byId(id).content.firstElementChild.cloneNode(true);
  for (const [selector, said] of Object.entries(words)) root.querySelector(selector).append(...[said].flat());
  return root;
}

/** `look`: a class, or properties. */
export function element(tag, look, ...children) {
  const node = document.createElement(tag);
  if (look) Object.assign(node, typeof look === 'string' ? { className: look } : look);
  node.append(...children);
  return node;
}

export function pushButton(words, onClick, className = '') {
  const button = element('button', `button ${className}`, words);
  button.type = 'button';
  button.addEventListener('click', onClick);
  return button;
}

/** Of several buttons, presses those that `isChosen` names. */
export function press(buttons, isChosen) {
  for (const button of buttons) button.setAttribute('aria-pressed', String(isChosen(button)));
}

/** Terms and their values for a <dl>: [name, value, more in small]. */
export function terms(pairs) {
  return pairs.map(([name, value, more]) => element('div', '', element('dt', '', name), element('dd', '', value, more ? element('small', '', more) : '')));
}

/** Shows words in a place that is hidden while it has none. */
export function tell(place, words) {
  place.textContent = words || '';
  place.hidden = !words;
}

/** Puts each value where data-stat names it; what data-if names is shown while there is such a value. */
export function fillIn(place, said) {
  for (const part of place.querySelectorAll('[data-if]')) part.hidden = !said[part.dataset.if];
  for (const part of place.querySelectorAll('[data-stat]')) {
    const words = (said[part.dataset.stat] ?? '–').toLocaleString('en');
    if (part.textContent !== words) part.textContent = words; // keeps what is selected
  }
}

export function setIcon(button, name) {
  button.querySelector('use').setAttribute('href', `#i-${name}`);
}

export function plural(count, one) {
  const many = one.endsWith('reply') ? 'replies' : `${one}s`;
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

/** Hands the reader a file. */
export function download(name, type, data) {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([data], { type }));
  link.download = name;
  link.click();
  setTimeout(URL.revokeObjectURL, 1000, link.href);
}
