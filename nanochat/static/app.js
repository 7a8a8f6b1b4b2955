// Wires the page: which conversation is open, whether the server is there, theme, drawers, keys.

import { getStats } from './api.js';
import { createChat } from './chat.js';
import { createComposer, createContextMeter } from './composer.js';
import { createConversations } from './conversations.js';
import { byId } from './dom.js';
import { closeCovering, createDrawer } from './drawer.js';
import { showModel } from './model.js';
import { createSettings } from './settings.js';
import { recall, remember } from './store.js';

const POLL_MS = 15_000;
const POLL_GONE_MS = 4_000;
const LOG_DELAY_MS = 600; // a stopped reply reaches the log a moment after the page has let go of it

const linkTo = (id) => `#/chat/${id}`;
const settings = createSettings();
const meter = createContextMeter();
const conversations = createConversations({ linkTo, onDeleted: leaveIfOpen, onFailed: noticeFailure });
const composer = createComposer({ onSend: (message) => chat.send(message), onStop: () => chat.stop() });
const chat = createChat({
  sampling: settings.request,
  busy: composer.setBusy,
  started: nameConversation,
  settled: afterReply,
  returned: composer.giveBack,
  retrying: composer.retrying,
  usage: meter.setUsed,
  failed: noticeFailure,
  leave: goToNew,
  reuseSeed: (seed) => { settings.useSeed(seed); settingsDrawer.open({ focus: false }); },
});

// --- which conversation: the address says it, as #/chat/<id>

function conversationInAddress() {
  return /^#\/chat\/([\w-]{1,64})$/.exec(location.hash)?.[1] ?? null;
}

async function followAddress() {
  const id = conversationInAddress();
  conversations.setCurrent(id);
  setTitle(id);
  if (!id) chat.startNew();
  const opened = id && chat.open(id);
  composer.show(id);
  const newest = await opened;
  if (id === conversationInAddress()) composer.reclaim(newest);
}

function goToNew() {
  closeCovering();
  if (conversationInAddress()) location.hash = '#/chat';
  else followAddress();
  composer.focus();
}

function nameConversation({ conversation }) {
  if (conversation === conversationInAddress()) return;
  history.replaceState(null, '', linkTo(conversation));
  composer.rename(conversation);
  conversations.setCurrent(conversation);
}

function leaveIfOpen(id) {
  composer.forget(id);
  if (id === conversationInAddress()) goToNew();
  else byId('new-chat').focus();
}

function setTitle(id) {
  const title = id && conversations.titleOf(id);
  document.title = title ? `${title} – NanoGPT Chat` : 'NanoGPT Chat';
}

async function afterReply(exchange) {
  if (exchange.conversation === conversationInAddress()) composer.taken();
  if (exchange.finish_reason === 'cancelled') await new Promise((done) => { setTimeout(done, LOG_DELAY_MS); });
  await conversations.refresh();
  setTitle(conversationInAddress());
  checkServer();
}

// --- is the server there?

let gone = false;
let nextCheck = 0;

async function checkServer() {
  try {
    const stats = await getStats();
    showModel(stats);
    meter.setSize(stats.context);
    if (gone) await comeBack();
  } catch (error) {
    setGone(error.unreachable);
  }
  clearTimeout(nextCheck);
  nextCheck = setTimeout(() => (document.hidden ? null : checkServer()), gone ? POLL_GONE_MS : POLL_MS);
}

function setGone(next) {
  gone = next;
  byId('banner').hidden = !gone;
}

async function comeBack() {
  setGone(false);
  await conversations.refresh();
  if (byId('log').querySelector('.standing')) followAddress();
}

function noticeFailure(error) {
  settings.complain(error.param, error.message);
  if (error.unreachable) checkServer();
}

// --- theme: the system's, until the reader wants the other one

const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

function isDark() {
  return (document.documentElement.dataset.theme ?? (systemIsDark.matches ? 'dark' : 'light')) === 'dark';
}

function switchTheme() {
  const next = isDark() ? 'light' : 'dark';
  const sameAsSystem = (next === 'dark') === systemIsDark.matches;
  if (sameAsSystem) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = next;
  remember('theme', sameAsSystem ? null : next);
  nameThemeButton();
}

function nameThemeButton() {
  const label = isDark() ? 'Switch to light theme' : 'Switch to dark theme';
  byId('theme').setAttribute('aria-label', label);
  byId('theme').title = label;
  byId('theme').classList.toggle('dark', isDark());
}

// --- start

const backdrop = byId('backdrop');
createDrawer({ panel: byId('sidebar'), opener: byId('open-sidebar'), backdrop, roomy: '(min-width: 801px)' });
const roomForSettings = '(min-width: 1180px)';
const settingsDrawer = createDrawer({
  panel: byId('settings'),
  opener: byId('open-settings'),
  backdrop,
  roomy: roomForSettings,
  onChange: (open) => remember('settings-open', open),
});
if (recall('settings-open') && matchMedia(roomForSettings).matches) settingsDrawer.open({ focus: false });

byId('theme').addEventListener('click', switchTheme);
systemIsDark.addEventListener('change', nameThemeButton);
byId('retry').addEventListener('click', checkServer);
byId('new-chat').addEventListener('click', goToNew);
byId('new-chat-top').addEventListener('click', goToNew);
byId('conversations').addEventListener('click', (event) => { if (event.target.closest('a')) closeCovering(); });
byId('skip').addEventListener('click', (event) => { event.preventDefault(); composer.focus(); });
byId('examples').addEventListener('click', (event) => {
  const example = event.target.closest('button');
  if (example) chat.send(example.textContent);
});

addEventListener('hashchange', followAddress);
document.addEventListener('visibilitychange', () => { if (!document.hidden) checkServer(); });
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.isComposing || document.querySelector('dialog[open]')) return;
  if (!closeCovering() && chat.stop()) composer.focus();
});

nameThemeButton();
followAddress();
checkServer();
conversations.refresh().then(() => setTitle(conversationInAddress()));
if (matchMedia('(hover: hover) and (min-width: 801px)').matches) composer.focus();
