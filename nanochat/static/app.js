// Wires the page: which view and conversation is open, whether the server is there, theme, drawers, keys.

import { ApiError, getStats } from './api.js';
import { createChat } from './chat.js';
import { createComposer, createContextMeter } from './composer.js';
import { createConversations } from './conversations.js';
import { byId } from './dom.js';
import { closeCovering, createDrawer } from './drawer.js';
import { listenForKeys } from './keys.js';
import { showModel } from './model.js';
import { createSettings } from './settings.js';
import { recall, remember } from './store.js';
import { focusHeading, linkToChat, placeInAddress, setTitle, showView, shownView } from './views.js';

const POLL_MS = 15_000;
const POLL_GONE_MS = 4_000;

const settings = createSettings();
const meter = createContextMeter();
const conversations = createConversations({ linkTo: linkToChat, onDeleted: leaveIfOpen, onFailed: noticeFailure });
const composer = createComposer({ onSend: (message) => chat.send(message), onStop: () => chat.stop(), onEditLast: () => chat.editLast() });
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

// --- the other views: loaded when they are first asked for

const hooks = { failed: noticeFailure, branch, changed: checkServer, listChanged };
const makers = {
	finetune: async () => (await import('./finetune.js')).createFinetune(hooks),
	inside: async () => (await import('./inside.js')).createInside(hooks),
	models: async () => (await import('./models.js')).createModels(hooks),
	stats: async () => (await import('./stats.js')).createStats(hooks),
};
const otherViews = {};

async function openOther(view, name) {
	try {
		otherViews[view] ??= await (makers[view].made ??= makers[view]());
	} catch {
		makers[view].made = null;
		return noticeFailure(new ApiError(''));
	}
	if (shownView() === view) otherViews[view].open(name);
}

// --- which view, and which conversation: the address says it

let opened; // a promise
let conversation; // the one that the chat shows; null for a new one, undefined before the first

function followAddress() {
	const { view, name } = placeInAddress();
	const before = shownView();
	if (view !== before) {
		closeCovering();
		otherViews[before]?.close();
		showView(view);
	}
	if (view === 'chat') showChat(name);
	else openOther(view, name);
	if (before && view !== before) focusStart();
	setTitle(view === 'chat' ? conversations.titleOf(name) : name?.replace(/\.pt$/, ''));
}

function focusStart() {
	if (shownView() === 'chat') composer.focus();
	else focusHeading();
}

/** A conversation that is open stays as it is, with the reply that is being written. */
function showChat(id) {
	composer.fit();
	if (id !== conversation) opened = openConversation(id);
}

/** Sends a reply another way from one of its tokens. */
async function branch({ conversation: id, ...where }) {
	goTo(linkToChat(id));
	await opened;
	if (id === conversation) chat.branch(where);
}

async function openConversation(id) {
	setConversation(id);
	if (!id) chat.startNew();
	const opened = id && chat.open(id);
	composer.show(id);
	const newest = await opened;
	if (id === conversation) composer.reclaim(newest);
}

function setConversation(id) {
	conversation = id;
	conversations.setCurrent(id);
	document.querySelector('.views [data-view="chat"]').href = linkToChat(id);
}

/** Goes there at once: what is typed next must not meet another conversation. */
function goTo(address) {
	location.hash = address;
	followAddress();
}

function goToNew() {
	closeCovering();
	conversation = undefined; // one without a name gives way too
	goTo('#/chat');
	composer.focus();
}

function nameConversation({ conversation: id, kept }) {
	if (id === conversation || !kept) return;
	if (shownView() === 'chat') history.replaceState(null, '', linkToChat(id));
	composer.rename(id);
	setConversation(id);
}

function leaveIfOpen(id) {
	composer.forget(id);
	if (id === conversation) goToNew();
}

function listChanged(empty) {
	if (empty) {
		remember('drafts', null);
		openConversation(null);
	}
	conversations.refresh();
	checkServer();
}

function nameChat() {
	if (shownView() === 'chat') setTitle(conversations.titleOf(conversation));
}

async function afterReply(exchange) {
	if (exchange.conversation === conversation) composer.taken();
	await exchange.logged;
	await conversations.refresh();
	nameChat();
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
	if (byId('log').querySelector('.standing')) openConversation(conversation);
	if (shownView() !== 'chat') openOther(shownView(), placeInAddress().name);
}

function noticeFailure(error) {
	settings.complain(error.param, error.message);
	if (error.unreachable) checkServer();
}

// --- theme: the system's, until the reader wants the other one

const root = document.documentElement;
const systemIsDark = matchMedia('(prefers-color-scheme: dark)');

const otherTheme = () => ((root.dataset.theme ?? (systemIsDark.matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark');

function switchTheme() {
	const next = otherTheme();
	const sameAsSystem = (next === 'dark') === systemIsDark.matches;
	if (sameAsSystem) delete root.dataset.theme;
	else root.dataset.theme = next;
	remember('theme', sameAsSystem ? null : next);
	nameThemeButton();
}

function nameThemeButton() {
	const button = byId('theme');
	button.ariaLabel = button.title = `Switch to ${otherTheme()} theme`;
	button.classList.toggle('dark', otherTheme() === 'light');
}

// --- start

const backdrop = byId('backdrop');
const sidebar = createDrawer({ panel: byId('sidebar'), opener: byId('open-sidebar'), backdrop, roomy: '(min-width: 50.01em)' });
const roomForSettings = '(min-width: 73.75em)';
const settingsDrawer = createDrawer({
	panel: byId('settings'),
	opener: byId('open-settings'),
	backdrop,
	roomy: roomForSettings,
	onChange: (open) => remember('settings-open', open),
});
if (recall('settings-open') && matchMedia(roomForSettings).matches) settingsDrawer.open({ focus: false });

listenForKeys({
	newChat: goToNew,
	search() {
		if (shownView() !== 'chat') goTo(linkToChat(conversation));
		if (!sidebar.panel.checkVisibility({ visibilityProperty: true })) sidebar.open();
		byId('search').focus();
	},
});

byId('theme').addEventListener('click', switchTheme);
systemIsDark.addEventListener('change', nameThemeButton);
byId('retry').addEventListener('click', checkServer);
for (const id of ['new-chat', 'new-chat-top']) byId(id).addEventListener('click', goToNew);
byId('conversations').addEventListener('click', (event) => { if (event.target.closest('a')) closeCovering(); });
byId('skip').addEventListener('click', (event) => { event.preventDefault(); focusStart(); });
byId('examples').addEventListener('click', (event) => {
	const example = event.target.closest('button');
	if (example) chat.send(example.textContent);
});

// Where the on-screen keyboard lies over the page (iOS), the page ends above it.
visualViewport?.addEventListener('resize', () => {
	const covered = visualViewport.scale === 1 && visualViewport.height < innerHeight - 1;
	document.body.style.height = covered ? `${visualViewport.height}px` : '';
});

addEventListener('hashchange', followAddress);
document.addEventListener('visibilitychange', () => { if (!document.hidden) checkServer(); });
document.addEventListener('keydown', (event) => {
	if (event.key !== 'Escape' || event.isComposing || document.querySelector('dialog[open]')) return;
	if (!closeCovering() && shownView() === 'chat' && chat.stop()) composer.focus();
});

nameThemeButton();
followAddress();
checkServer();
conversations.refresh().then(nameChat);
if (shownView() === 'chat' && matchMedia('(hover: hover) and (min-width: 50.01em)').matches) composer.focus();
(window.requestIdleCallback ?? setTimeout)(() => ['finetune', 'inside', 'models', 'stats'].forEach((view) => import(`./${view}.js`).catch(() => {}))); // they open without the server, too
