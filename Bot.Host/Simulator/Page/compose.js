// The lower edge: who speaks, the quick phrases, the quote, the pictures and the words.
import { avatar } from './avatar.js';
import { byId, make, plain } from './dom.js';
import { clearDraft, draft, setQuote, setText } from './drafts.js';
import { toEnd } from './log.js';
import { isolated, summary } from './message.js';
import { send } from './outbox.js';
import { attach, drawAttachments } from './pictures.js';
import { conversation, nameOf, on, speakAs, state } from './state.js';
import { roles, words } from './words.js';

const text = byId('text');
const speaker = byId('speaker');
const tallest = 132;

function drawSpeakers() {
  const members = state.groups.get(state.group)?.members ?? [];
  const option = person => make('option', { value: person.id }, `${plain(person.name)}（${roles[person.role] ?? plain(person.role)}）`);
  const people = [...state.people.values()];
  const others = people.filter(person => !members.includes(person.id));
  speaker.replaceChildren(
    make('optgroup', { label: words.here }, ...people.filter(person => members.includes(person.id)).map(option)),
    ...(others.length > 0 ? [make('optgroup', { label: words.elsewhere }, ...others.map(option))] : []));
  speaker.value = state.speaker ?? '';
  byId('speaker-avatar').replaceChildren(...(state.speaker ? [avatar(state.speaker, nameOf(state.speaker))] : []));
}

function drawDraft(part = 'all') {
  if (part === 'all' || part === 'text') text.value = draft().text;
  const { quote } = draft();
  const original = quote && conversation(state.group)?.ids.get(quote);
  byId('quoting').hidden = !quote;
  if (original) byId('quoting').querySelector('.snippet').replaceChildren(`${words.quote} `, isolated(original.name), '：', isolated(summary(original)));
  drawAttachments();
  fit();
  if (part === 'quote' && quote) text.focus();
}

/** Grows with the words up to five lines. */
function fit() {
  text.style.height = 'auto';
  text.style.height = `${Math.min(text.scrollHeight, tallest)}px`;
  byId('send').disabled = !state.speaker || (text.value.trim() === '' && draft().pictures.length === 0);
}

function remark(message) {
  byId('remark').textContent = message;
  byId('remark').hidden = message === '';
}

function submit() {
  const { text: written, quote, pictures } = draft();
  if (!state.speaker || (written.trim() === '' && pictures.length === 0)) return;
  send({ group: state.group, sender: state.speaker, text: written.trim(), quote, pictures });
  remark('');
  clearDraft();
  toEnd();
}

export function startComposing() {
  on('world', drawSpeakers);
  on('group', drawSpeakers);
  on('speaker', () => { drawSpeakers(); drawDraft(); remark(''); });
  on('draft', drawDraft);

  speaker.addEventListener('change', () => speakAs(speaker.value));
  text.addEventListener('input', () => { setText(text.value); fit(); });
  text.addEventListener('keydown', event => {
    // An input method takes Enter to choose a word; Safari ends the composition first and says 229.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    submit();
  });
  text.addEventListener('paste', event => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    attach(files, remark);
  });
  byId('compose').addEventListener('submit', event => { event.preventDefault(); submit(); });
  byId('quoting-cancel').addEventListener('click', () => { setQuote(null); text.focus(); });
  byId('attach').addEventListener('change', event => {
    attach([...event.target.files], remark);
    // The same file can be chosen again.
    event.target.value = '';
  });
}
