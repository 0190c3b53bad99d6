// One message as an element: avatar, nickname, role, bubble, pictures, quoted words.
import { avatar } from './avatar.js';
import { button, make, snippet, visible, plain } from './dom.js';
import { nameOf, state } from './state.js';
import { roles, words } from './words.js';

const longText = 600;

/** Only pictures that the server keeps, or that are written into the message, are shown; nothing is fetched from elsewhere. */
export const isSafePicture = url => /^\/sim\/media(\/[\w-][\w.-]*)+$/.test(url) || /^data:image\/(png|jpeg|gif|webp);base64,[\w+/=]+$/.test(url);

export const kindsOf = media => (media ?? []).map(({ kind }) => words.media[kind] ?? words.media.file).join('');
export const summary = (message, length) => `${kindsOf(message.media)}${snippet(message.text, length)}`;

/** An isolated run of somebody's words: a bidirectional sign in it changes nothing outside. */
export const isolated = (text, attributes = {}) => make('bdi', attributes, visible(text));

/** A message of the server. `find`: id → message. Actions: quote(message), jump(id), enlarge(url, alt). */
export function messageElement(message, find, actions) {
  const { id, sender, name, role, text, quote, media } = message;
  const lines = make('div', { class: 'lines' });
  if (text) lines.append(row(bubble(text), quoteButton(message, actions)));
  for (const item of media ?? []) lines.append(row(picture(item, name, actions), text ? null : quoteButton(message, actions)));
  if (quote) lines.append(quoted(quote, find, actions));
  return frame({ sender, name, role, lines, attributes: { 'data-id': id, 'data-sender': sender, 'data-role': role } });
}

/** A message on its way; it looks the same, with its state beside it. Actions: retry(item), drop(item). */
export function waitingElement(item, find, actions) {
  const name = nameOf(item.sender);
  const lines = make('div', { class: 'lines' });
  const mark = () => stateMark(item, actions);
  if (item.text) lines.append(row(bubble(item.text), mark()));
  for (const media of item.media) lines.append(row(picture(media, name, actions), item.text ? null : mark()));
  for (const { preview } of item.pictures) {
    lines.append(row(make('img', { class: 'picture', src: preview, alt: words.pictureToSend }), item.text ? null : mark()));
  }
  if (item.quote) lines.append(quoted(item.quote, find, actions));
  if (item.state === 'failed') {
    lines.append(make('p', { class: 'reason', 'data-testid': 'reason' }, words.failed(visible(item.reason)),
      button({ class: 'drop', 'data-testid': 'drop' }, () => actions.drop(item), words.remove)));
  }
  return frame({ sender: item.sender, name, role: state.people.get(item.sender)?.role, lines, attributes: { 'data-pending': item.id, 'data-sender': item.sender, 'data-state': item.state } });
}

function frame({ sender, name, role, lines, attributes }) {
  const label = make('p', { class: 'who' }, isolated(name, { class: 'name' }));
  // Everybody is a resident unless something else is said.
  if (role && role !== 'resident' && roles[role]) label.append(make('span', { class: `tag ${role}` }, roles[role]));
  return make('article', { class: 'message', 'data-testid': 'message', ...attributes },
    avatar(sender, name), make('div', { class: 'body' }, label, lines));
}

const row = (...children) => make('div', { class: 'row' }, ...children);

function bubble(text) {
  const paragraph = make('p', { class: 'words', 'data-testid': 'message-text', dir: 'auto' }, visible(text));
  const box = make('div', { class: 'bubble' }, paragraph);
  if (text.length > longText) fold(box, paragraph);
  return box;
}

function fold(box, paragraph) {
  paragraph.classList.add('folded');
  const toggle = button({ class: 'unfold' }, () => {
    const folded = paragraph.classList.toggle('folded');
    toggle.textContent = folded ? words.wholeText : words.lessText;
  }, words.wholeText);
  box.append(toggle);
}

function quoteButton(message, actions) {
  return button({ class: 'act', 'data-testid': `quote-${message.id}`, 'aria-label': words.quoteFrom(plain(message.name)) },
    () => actions.quote(message), words.quote);
}

function picture({ kind, url }, name, actions) {
  if (kind !== 'image' || !isSafePicture(url)) {
    return make('div', { class: 'bubble' }, make('p', { class: 'words' }, words.media[kind] ?? words.media.file));
  }
  const alt = words.pictureOf(plain(name));
  return button({ class: 'enlarge', 'data-testid': 'picture' }, () => actions.enlarge(url, alt),
    make('img', { class: 'picture', src: url, alt, loading: 'lazy' }));
}

function quoted(id, find, actions) {
  const original = find(id);
  if (!original) return make('p', { class: 'quoted', 'data-testid': 'quoted' }, words.quoteGone);
  return button({ class: 'quoted', 'data-testid': 'quoted' }, () => actions.jump(id), isolated(original.name), '：', isolated(summary(original, 60)));
}

function stateMark(item, actions) {
  if (item.state === 'failed') {
    return button({ class: 'retry', 'data-testid': 'retry', 'aria-label': words.retry, title: words.retry }, () => actions.retry(item), '!');
  }
  return make('span', { class: 'sending', role: 'img', 'aria-label': words.sending });
}
