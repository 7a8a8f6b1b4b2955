// Numbers that a reader may set. The page has their labels and meanings; here they get a voice.

/** The fields within `holder`, by name. */
export const fieldsOf = (holder) => new Map([...holder.querySelectorAll('[data-name]')].map((root) => {
  const [number, slider = {}] = root.querySelectorAll('input');
  const show = (value = '') => { number.value = slider.value = value; };
  const complain = (words) => {
    root.querySelector('.problem-text').textContent = words;
    number.ariaInvalid = words ? 'true' : null;
  };
  return [root.dataset.name, { root, number, slider, show, complain }];
}));
