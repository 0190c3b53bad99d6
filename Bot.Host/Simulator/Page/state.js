// What the page knows: people, groups, conversations, and who speaks where. Views listen; only this file changes it.
import { words } from './words.js';

// More would make a phone slow; older messages are of no use in a demonstration.
const kept = 400;
const listeners = new Map();

export const state = {
  people: new Map(),
  groups: new Map(),
  conversations: new Map(),
  group: null,
  speaker: null,
  screen: 'chat',
  now: null,
  nextWorkingMorning: null,
};

export const on = (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]);
export const tell = (event, detail) => (listeners.get(event) ?? []).forEach(listener => listener(detail));

/** Reads or writes a value in the browser's store; a browser that forbids it just forgets. */
export function recall(key, otherwise, store = 'localStorage') {
  try {
    return JSON.parse(window[store].getItem(`sim.${key}`)) ?? otherwise;
  } catch (error) {
    console.warn('the browser keeps nothing', error);
    return otherwise;
  }
}

export function remember(key, value, store = 'localStorage') {
  try {
    window[store].setItem(`sim.${key}`, JSON.stringify(value));
  } catch (error) {
    console.warn('the browser keeps nothing', error);
  }
}

const seen = recall('seen', {});
// Who spoke last in a group, and where a person spoke last: of this tab, so that two windows can be two people.
const habits = recall('habits', { speakerOf: {}, groupOf: {} }, 'sessionStorage');

export const conversation = group => state.conversations.get(group);
export const nameOf = id => state.people.get(id)?.name ?? id;
export const isNarrow = () => matchMedia('(max-width: 759px)').matches;
const isReading = group => group === state.group && !document.hidden && !(isNarrow() && state.screen === 'list');

/** Takes `GET /sim/world`; each person has a private chat with the bot besides. Conversations already open are kept. */
export function populate(world) {
  state.people = new Map(world.people.map(person => [person.id, person]));
  const privates = world.people.map(person => (
    { id: `dm-${person.id}`, name: words.privateChat(person.name), kind: 'private', members: [person.id] }));
  const listed = world.groups.map(group => ({ ...group, members: (group.members ?? []).filter(member => state.people.has(member)) }));
  // The server's own entry wins over the implied one.
  state.groups = new Map([...privates, ...listed].map(group => [group.id, group]));
  state.groups = new Map([...state.groups].sort(([, a], [, b]) => (a.kind === 'private') - (b.kind === 'private')));
  for (const id of state.groups.keys()) {
    if (!state.conversations.has(id)) state.conversations.set(id, { messages: [], ids: new Map(), cursor: null, loaded: false, unread: 0 });
  }
  tell('world');
}

/** Opens a group. The speaker stays if a member; else who spoke there last, else the first member. */
export function openGroup(id) {
  const group = state.groups.get(id);
  if (!group) return;
  const last = habits.speakerOf[id];
  const speaker = [state.speaker, last].find(person => group.members.includes(person)) ?? group.members[0] ?? null;
  settle(id, speaker, 'chat');
}

/** Speaks as a person: here if a member, else where that person spoke last, else in the first of that person's groups. */
export function speakAs(person) {
  const isIn = id => state.groups.get(id)?.members.includes(person);
  const group = [state.group, habits.groupOf[person]].find(isIn) ?? [...state.groups.keys()].find(isIn);
  if (group) settle(group, person, state.screen);
}

export function showScreen(screen) {
  settle(state.group, state.speaker, screen);
}

function settle(group, speaker, screen) {
  const before = { ...state };
  Object.assign(state, { group, speaker, screen });
  if (speaker) {
    habits.speakerOf[group] = speaker;
    if (state.groups.get(group).kind !== 'private') habits.groupOf[speaker] = group;
    remember('habits', habits, 'sessionStorage');
    remember('place', { group, speaker }, 'sessionStorage');
  }
  if (before.group !== group) tell('group');
  if (before.group !== group || before.speaker !== speaker) tell('speaker');
  if (before.screen !== screen) tell('screen');
  markRead();
}

/** Takes an answer of `GET …/messages`; what is known already is left out. Returns the new messages. */
export function receive(group, { messages, cursor }) {
  const talk = conversation(group);
  const fresh = messages.filter(message => !talk.ids.has(message.id));
  const first = !talk.loaded;
  talk.loaded = true;
  talk.cursor = cursor ?? talk.cursor;
  for (const message of fresh) {
    talk.ids.set(message.id, message);
    talk.messages.push(message);
  }
  const trimmed = talk.messages.length > kept;
  for (const old of talk.messages.splice(0, Math.max(0, talk.messages.length - kept))) talk.ids.delete(old.id);
  if (first || fresh.length > 0) {
    talk.unread += first ? unreadAtStart(group) : fresh.length;
    tell('messages', { group, fresh, whole: first || trimmed });
    markRead();
  }
  return fresh;
}

/** Forgets the place in a group's messages, so that the next question brings the last 200 again. */
export const rewind = group => { conversation(group).cursor = null; };

function unreadAtStart(group) {
  if (!(group in seen)) {
    see(group);
    return 0;
  }
  const { messages } = conversation(group);
  return messages.length - 1 - messages.findLastIndex(message => message.id === seen[group]);
}

function see(group) {
  seen[group] = conversation(group).messages.at(-1)?.id ?? null;
  remember('seen', seen);
}

/** The open group is read as soon as it is on the screen. */
export function markRead() {
  const talk = conversation(state.group);
  if (talk && isReading(state.group)) {
    talk.unread = 0;
    if (talk.loaded && seen[state.group] !== (talk.messages.at(-1)?.id ?? null)) see(state.group);
  }
  tell('unread');
}

export function setClock({ now, nextWorkingMorning }) {
  const moment = Date.parse(now);
  if (Number.isNaN(moment)) return;
  state.now = moment;
  state.nextWorkingMorning = Date.parse(nextWorkingMorning ?? '') || null;
  tell('clock');
}
