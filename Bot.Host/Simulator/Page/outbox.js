// Messages on their way. Each keeps its id until the server shows it, so that trying again never says a thing twice.
import * as api from './api.js';
import { words } from './words.js';
import { on, recall, remember, state, tell } from './state.js';
import { wake } from './poll.js';

/** {id, group, sender, text, quote, media: [{kind, url}], pictures: [{file, preview}] not yet uploaded, state: sending | sent | failed, reason} */
let waiting = recall('outbox', []).map(item => ({ ...item, pictures: [], state: 'failed', reason: words.interrupted }));
const lines = new Map();

export const waitingIn = group => waiting.filter(item => item.group === group);

export function send({ group, sender, text, quote, pictures }) {
  const item = { id: api.newId(), group, sender, text, quote, media: [], pictures, state: 'sending', reason: '', at: state.now };
  waiting.push(item);
  queue(item);
}

export function retry(item) {
  Object.assign(item, { state: 'sending', reason: '' });
  queue(item);
}

export function drop(item) {
  waiting = waiting.filter(other => other !== item);
  changed(item);
}

/** One after the other in each group, as they were written. */
function queue(item) {
  changed(item);
  const line = (lines.get(item.group) ?? Promise.resolve()).then(() => deliver(item));
  lines.set(item.group, line);
}

async function deliver(item) {
  try {
    while (item.pictures.length > 0) {
      const { url } = await api.upload(item.pictures[0].file);
      item.media.push({ kind: 'image', url });
      URL.revokeObjectURL(item.pictures.shift().preview);
    }
    const { sender, text, quote, media } = item;
    const answer = await api.post(item.group, { id: item.id, sender, text, quote, media });
    item.id = answer.id ?? item.id;
    item.state = 'sent';
    changed(item);
    wake();
  } catch (error) {
    if (!(error instanceof api.ServerError)) throw error;
    Object.assign(item, { state: 'failed', reason: error.message });
    changed(item);
  }
}

function changed(item) {
  // What still has pictures to upload cannot outlive the page: files are not kept.
  remember('outbox', waiting.filter(other => other.pictures.length === 0));
  tell('outbox', item.group);
}

// What the server shows has arrived, whatever the answer to the sending was.
on('messages', ({ group, fresh }) => {
  const ids = new Set(fresh.map(message => message.id));
  const before = waiting.length;
  waiting = waiting.filter(item => item.group !== group || !ids.has(item.id));
  if (waiting.length !== before) changed({ group });
});
