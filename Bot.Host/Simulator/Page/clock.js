// The demo clock: what it says, moving it on, and what the bot did on the way.
import * as api from './api.js';
import { button, byId, make } from './dom.js';
import { collectAll } from './poll.js';
import { isolated } from './message.js';
import { nameOf, on, openGroup, setClock, state } from './state.js';
import { fromInput, full, nextWeekdayMorning, toInput, until } from './shanghai.js';
import { words } from './words.js';

// The dispatcher sends what the clock has made due; it may need a few of its own rounds after the answer.
const listenFor = 6_000;

const story = byId('clock-story');
const controls = () => document.querySelectorAll('#clock .hands button, #custom input, #custom button');
let telling = null;

function tellStory(...content) {
  story.replaceChildren(make('p', {}, ...content),
    button({ class: 'close', 'aria-label': words.closeStory }, () => { story.hidden = true; telling = null; }, '×'));
  story.hidden = false;
}

function drawStory() {
  if (!telling?.to) return;
  const said = [...telling.said].filter(([, count]) => count > 0);
  const begin = words.moved(full(telling.from), until(telling.to, telling.from));
  if (said.length === 0) return tellStory(begin, telling.listening ? '' : words.quiet);
  tellStory(begin, words.said, ...said.map(([id, count]) =>
    button({ class: 'link', 'data-testid': `story-${id}` }, () => openGroup(id), isolated(placeName(id)), ` ${words.count(count)}`)));
}

function placeName(id) {
  const { kind, name, members } = state.groups.get(id);
  return kind === 'private' ? words.privateWith(nameOf(members[0])) : name;
}

/** `change`: {advance: ISO 8601 duration} or {at: ISO 8601 instant}. */
async function move(change) {
  const from = state.now;
  const controlled = controls();
  controlled.forEach(control => { control.disabled = true; });
  byId('clock').setAttribute('aria-busy', 'true');
  tellStory(words.moving);
  telling = { from, to: null, said: new Map(), listening: true };
  const mine = telling;
  try {
    setClock(await api.moveClock(change));
    mine.to = state.now;
    closeCustom();
    await Promise.all([collectAll(), api.clock().then(setClock)]);
  } catch (error) {
    if (!(error instanceof api.ServerError)) throw error;
    if (mine.to === null) {
      telling = null;
      tellStory(words.notMoved(error.message));
      return;
    }
  } finally {
    controlled.forEach(control => { control.disabled = false; });
    byId('clock').removeAttribute('aria-busy');
  }
  drawStory();
  setTimeout(() => {
    mine.listening = false;
    if (telling === mine) drawStory();
  }, listenFor);
}

function openCustom() {
  byId('custom').hidden = false;
  byId('custom-open').setAttribute('aria-expanded', 'true');
  byId('custom-at').min = toInput(state.now);
  byId('custom-at').value = toInput(state.now + 3_600_000);
  byId('custom-at').focus();
}

function closeCustom() {
  byId('custom').hidden = true;
  byId('custom-open').setAttribute('aria-expanded', 'false');
}

export function startClock() {
  on('clock', () => {
    byId('clock-now').textContent = full(state.now);
    byId('clock-now').dateTime = new Date(state.now).toISOString();
  });
  on('messages', ({ group, fresh }) => {
    if (!telling?.listening) return;
    const spoken = fresh.filter(message => message.role === 'bot').length;
    telling.said.set(group, (telling.said.get(group) ?? 0) + spoken);
    if (spoken > 0) drawStory();
  });
  // Who goes on talking has read it.
  on('outbox', () => { if (telling && !telling.listening) story.hidden = true; });
  for (const control of document.querySelectorAll('[data-advance]')) {
    control.addEventListener('click', () => {
      if (state.now === null) return;
      const { advance } = control.dataset;
      const morning = state.nextWorkingMorning > state.now ? state.nextWorkingMorning : nextWeekdayMorning(state.now);
      move(advance === 'workday' ? { at: fromInput(toInput(morning)) } : { advance });
    });
  }
  byId('custom-open').addEventListener('click', () => {
    if (!byId('custom').hidden) closeCustom();
    else if (state.now !== null) openCustom();
  });
  byId('custom').addEventListener('submit', event => {
    event.preventDefault();
    const at = fromInput(byId('custom-at').value);
    if (Date.parse(at) <= state.now) tellStory(words.backwards);
    else move({ at });
  });
}
