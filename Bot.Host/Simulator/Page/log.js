// The open group's messages, oldest first, with time lines between; it follows the newest while the reader is at the end.
import { byId, make } from './dom.js';
import { drop, retry, waitingIn } from './outbox.js';
import { messageElement, waitingElement } from './message.js';
import { conversation, on, state } from './state.js';
import { setQuote } from './drafts.js';
import { dayNumber, timeLine } from './shanghai.js';
import { words } from './words.js';
import { enlarge } from './viewer.js';

// WeChat writes the time again after five quiet minutes.
const quiet = 5 * 60_000;
const nearEnd = 80;
const longPress = 450;

const log = byId('log');
const fresh = byId('fresh');
const list = make('div', { class: 'list' });
const pending = make('div', { class: 'pending', 'aria-live': 'off' });
log.append(list, pending);

let previous = null;
let drawnDay = null;
let below = 0;

const find = id => conversation(state.group)?.ids.get(id);
const actions = { quote: message => { setQuote(message.id); unpick(); }, jump, enlarge, retry, drop };

const isAtEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < nearEnd;
export function toEnd() {
  log.scrollTop = log.scrollHeight;
  below = 0;
  fresh.hidden = true;
}

function drawAll() {
  log.setAttribute('aria-busy', 'true');
  list.replaceChildren();
  previous = null;
  const talk = conversation(state.group);
  talk?.messages.forEach(add);
  if (talk?.loaded && talk.messages.length === 0) list.append(make('p', { class: 'empty' }, words.emptyGroup));
  drawPending();
  log.removeAttribute('aria-busy');
  toEnd();
}

function add(message) {
  list.querySelector('.empty')?.remove();
  const at = Date.parse(message.at);
  if (!Number.isNaN(at)) {
    if (previous === null || at - previous > quiet) list.append(make('time', { class: 'at', datetime: message.at }, timeLine(at, state.now ?? at)));
    previous = at;
  }
  const element = messageElement(message, find, actions);
  element.classList.toggle('own', message.sender === state.speaker);
  list.append(element);
}

function drawPending() {
  pending.replaceChildren(...waitingIn(state.group).map(item => {
    const element = waitingElement(item, find, actions);
    element.classList.toggle('own', item.sender === state.speaker);
    return element;
  }));
}

on('group', drawAll);
on('messages', ({ group, fresh: arrived, whole }) => {
  if (group !== state.group) return;
  const follow = isAtEnd() || arrived.some(message => message.sender === state.speaker);
  if (whole) {
    const from = log.scrollTop;
    drawAll();
    if (!follow) log.scrollTop = from;
    return;
  }
  arrived.forEach(add);
  if (follow) return toEnd();
  below += arrived.length;
  fresh.textContent = words.fresh(below);
  fresh.hidden = false;
});
on('outbox', group => {
  if (group !== state.group) return;
  const follow = isAtEnd() || waitingIn(group).some(item => item.state === 'sending');
  drawPending();
  if (follow) toEnd();
});
on('speaker', () => {
  for (const element of log.querySelectorAll('.message')) element.classList.toggle('own', element.dataset.sender === state.speaker);
});
on('clock', () => {
  const today = dayNumber(state.now);
  if (today === drawnDay) return;
  drawnDay = today;
  for (const line of list.querySelectorAll('time.at')) line.textContent = timeLine(Date.parse(line.dateTime), state.now);
});

fresh.addEventListener('click', toEnd);
log.addEventListener('scroll', () => { if (isAtEnd()) toEndQuietly(); }, { passive: true });
function toEndQuietly() {
  below = 0;
  fresh.hidden = true;
}
// Pictures arrive after their message, and the keyboard takes half of a phone's screen: stay at the end if the reader was there.
log.addEventListener('load', event => { if (event.target.tagName === 'IMG' && isAtEndBut(event.target.offsetHeight)) toEnd(); }, true);
const isAtEndBut = height => log.scrollHeight - log.scrollTop - log.clientHeight < nearEnd + height;
let height = log.clientHeight;
new ResizeObserver(() => {
  const shrunk = height - log.clientHeight;
  height = log.clientHeight;
  if (isAtEndBut(Math.max(0, shrunk))) toEnd();
}).observe(log);

function jump(id) {
  const target = [...list.children].find(element => element.dataset.id === id);
  if (!target) return;
  target.scrollIntoView({ block: 'center', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
  target.classList.add('found');
  setTimeout(() => target.classList.remove('found'), 1_600);
}

// A tap or a long press picks a message and shows its 引用; with a mouse it shows on hovering, which is CSS alone.
let pressed = null;
let held = false;
function unpick(except) {
  for (const element of list.querySelectorAll('.picked')) if (element !== except) element.classList.remove('picked');
}
const bubbleOf = event => event.target.closest('button') ? null : event.target.closest('.bubble');
log.addEventListener('pointerdown', event => {
  held = false;
  const bubble = bubbleOf(event);
  if (event.pointerType !== 'touch' || !bubble) return;
  pressed = setTimeout(() => {
    held = true;
    unpick();
    bubble.closest('.message').classList.add('picked');
  }, longPress);
});
for (const end of ['pointerup', 'pointercancel', 'pointermove']) log.addEventListener(end, () => clearTimeout(pressed));
log.addEventListener('contextmenu', event => { if (held) event.preventDefault(); });
log.addEventListener('click', event => {
  const message = bubbleOf(event)?.closest('.message');
  if (held || String(getSelection()) !== '') return;
  unpick(message);
  message?.classList.toggle('picked');
});
