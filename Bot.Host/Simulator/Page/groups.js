// The left column: groups with unread badges, and people to speak as; on a phone a screen of its own.
import { avatar, mosaic } from './avatar.js';
import { button, byId, make, plain } from './dom.js';
import { isolated, summary } from './message.js';
import { conversation, nameOf, on, openGroup, showScreen, speakAs, state } from './state.js';
import { listTime } from './shanghai.js';
import { roles, words } from './words.js';

const short = count => (count > 99 ? '99+' : String(count));

function badge(count) {
  return count === 0 ? null : make('span', { class: 'badge', 'data-testid': 'unread' },
    make('span', { 'aria-hidden': 'true' }, short(count)), make('span', { class: 'unseen' }, words.unread(count)));
}

function groupRow(group) {
  const { messages, unread } = conversation(group.id);
  const last = messages.at(-1);
  const at = Date.parse(last?.at ?? '');
  const preview = last ? [isolated(last.name), '：', isolated(summary(last))] : [words.nobodyYet];
  return button({
    class: 'group', 'data-testid': `group-${group.id}`, 'aria-current': group.id === state.group ? 'true' : null,
  }, () => openGroup(group.id),
  make('span', { class: 'face' }, mosaic(group), badge(unread)),
  make('span', { class: 'about' },
    make('span', { class: 'top' }, isolated(group.name, { class: 'name' }),
      make('span', { class: 'when' }, Number.isNaN(at) ? '' : listTime(at, state.now ?? at))),
    make('span', { class: 'preview' }, ...preview)));
}

function personRow(person) {
  const dm = `dm-${person.id}`;
  return make('li', { class: 'person' },
    button({ class: 'speak', 'data-testid': `speaker-${person.id}`, 'aria-pressed': String(person.id === state.speaker) },
      () => { speakAs(person.id); showScreen('chat'); },
      avatar(person.id, person.name), isolated(person.name, { class: 'name' }),
      make('span', { class: `tag ${person.role}` }, roles[person.role] ?? plain(person.role))),
    button({
      class: 'private', 'data-testid': `group-${dm}`, 'aria-current': dm === state.group ? 'true' : null,
      'aria-label': plain(words.privateChat(person.name)) + (conversation(dm).unread ? `，${words.unread(conversation(dm).unread)}` : ''),
    }, () => openGroup(dm), words.privateShort, badge(conversation(dm).unread)));
}

function draw() {
  // What has the focus is drawn anew: put it back, or a keyboard would lose its place every second.
  const focused = document.activeElement?.closest('#side [data-testid]')?.dataset.testid;
  const groups = [...state.groups.values()];
  byId('groups').replaceChildren(...groups.filter(group => group.kind !== 'private').map(groupRow));
  byId('people').replaceChildren(...[...state.people.values()].map(personRow));
  if (focused) document.querySelector(`#side [data-testid="${CSS.escape(focused)}"]`)?.focus();
  drawTitle(groups);
}

function drawTitle(groups) {
  const group = state.groups.get(state.group);
  if (!group) return;
  const name = group.kind === 'private' ? [isolated(group.name)] : [isolated(words.groupSize(group.name, group.members.length + 1))];
  byId('group-name').replaceChildren(...name);
  const elsewhere = groups.reduce((sum, { id }) => sum + (id === state.group ? 0 : conversation(id).unread), 0);
  const total = elsewhere + conversation(state.group).unread;
  byId('back-unread').textContent = short(elsewhere);
  byId('back-unread').hidden = elsewhere === 0;
  document.title = total > 0 ? `（${short(total)}）${plain(group.name)}` : `${plain(group.name)} · ${words.title}`;
  const me = state.people.get(state.speaker);
  byId('me').replaceChildren(...(me ? [avatar(me.id, me.name), make('span', {}, '我是 ', isolated(nameOf(me.id)))] : []));
}

export function startGroups() {
  let asked = false;
  // Many things change in one turn; the column is drawn once for all of them.
  const soon = () => {
    if (asked) return;
    asked = true;
    queueMicrotask(() => { asked = false; draw(); });
  };
  for (const event of ['world', 'group', 'speaker', 'messages', 'unread']) on(event, soon);
  on('screen', () => {
    byId('app').dataset.screen = state.screen;
    byId(state.screen === 'list' ? 'groups' : 'log').focus();
  });
  byId('back').addEventListener('click', () => showScreen('list'));
}
