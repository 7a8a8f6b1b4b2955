// The key of a server that asks for one: typed once, kept in this browser, sent with every request.

import { byId } from './dom.js';
import { recall, remember } from './store.js';

let asking = null;
let turnedDown = false;

export const currentKey = () => recall('key');

/** Resolves to whether there is another key to try than the `refused` one. What nobody clicked for does not ask twice. */
export function anotherKey(refused, clicked) {
  if (currentKey() !== refused) return true;
  if (turnedDown && !clicked) return false;
  asking ??= askForKey(refused).finally(() => { asking = null; });
  return asking;
}

function askForKey(refused) {
  const dialog = byId('key-dialog');
  const field = byId('key');
  byId('key-problem').textContent = refused ? 'The server does not know this key.' : '';
  field.value = '';
  dialog.showModal();
  return new Promise((done) => {
    byId('key-form').onsubmit = (event) => {
      event.preventDefault();
      remember('key', field.value.trim());
      dialog.close();
    };
    dialog.onclose = () => {
      turnedDown = currentKey() === refused;
      done(!turnedDown);
    };
  });
}
