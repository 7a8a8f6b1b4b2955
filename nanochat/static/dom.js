// Short helpers around the DOM; text only ever goes in as text.

export const byId = (id) => document.getElementById(id);

export function fromTemplate(id) {
  return byId(id).content.firstElementChild.cloneNode(true);
}

export function element(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children);
  return node;
}

export function pushButton(words, onClick, className = '') {
  const button = element('button', `button ${className}`, words);
  button.type = 'button';
  button.addEventListener('click', onClick);
  return button;
}

/** Shows words in a place that is hidden while it has none. */
export function tell(place, words) {
  place.textContent = words ?? '';
  place.hidden = !words;
}

export function setIcon(button, name) {
  button.querySelector('use').setAttribute('href', `#i-${name}`);
}

export function plural(count, one) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : `${one}s`}`;
}

/** Hands the reader a file. */
export function download(name, type, data) {
  const link = element('a');
  link.href = URL.createObjectURL(new Blob([data], { type }));
  link.download = name;
  link.click();
  setTimeout(URL.revokeObjectURL, 1000, link.href);
}
