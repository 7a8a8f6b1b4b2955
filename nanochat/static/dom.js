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

export function setIcon(button, name) {
  button.querySelector('use').setAttribute('href', `#i-${name}`);
}

export function plural(count, one) {
  return `${count.toLocaleString('en')} ${count === 1 ? one : `${one}s`}`;
}
