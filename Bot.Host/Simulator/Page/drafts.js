// What somebody has begun to write: words, quote and pictures, kept for each group and speaker.
import { recall, remember, state, tell } from './state.js';

// Words outlive the page; quotes and files do not.
const texts = recall('drafts', {});
const rest = new Map();

const key = () => `${state.group}|${state.speaker}`;
const extra = () => rest.get(key()) ?? rest.set(key(), { quote: null, pictures: [] }).get(key());

export const draft = () => ({ text: texts[key()] ?? '', ...extra() });

export function setText(text) {
  if (text === '') delete texts[key()];
  else texts[key()] = text;
  remember('drafts', texts);
}

export function setQuote(id) {
  extra().quote = id;
  tell('draft', 'quote');
}

export function setPictures(pictures) {
  extra().pictures = pictures;
  tell('draft', 'pictures');
}

/** Fills in words from outside (a quick phrase, the guide). */
export function fill(text) {
  setText(text);
  tell('draft', 'text');
}

export function clearDraft() {
  setText('');
  rest.delete(key());
  tell('draft', 'all');
}
