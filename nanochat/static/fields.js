// Numbers that a reader may set. The page has their labels and meanings; here they get a voice.

/** The fields within `holder`, by name. */
export function fieldsOf(holder) {
  return new Map([...holder.querySelectorAll('.field')].map((root) => [root.dataset.name, createField(root)]));
}

function createField(root) {
  const [number, slider] = root.querySelectorAll('input');
  return {
    root,
    number,
    slider,
    show(value) {
      number.value = value ?? '';
      if (slider) slider.value = value ?? '';
    },
    complain(words) {
      root.querySelector('.problem-text').textContent = words;
      number.ariaInvalid = words ? 'true' : null;
    },
  };
}
