// The simulator's endpoints. Paths stand here and nowhere else.
import { words } from './words.js';

const root = '/sim';

/** `away`: the server could not be reached or is not well; else it understood and refused. `status`: HTTP status or 0. */
export class ServerError extends Error {
  constructor(message, { away, status = 0, code = '' }) {
    super(message);
    Object.assign(this, { away, status, code });
  }
}

async function call(path, { timeout = 15_000, ...options } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), timeout);
  let response, body;
  try {
    response = await fetch(`${root}/${path}`, { cache: 'no-store', credentials: 'same-origin', ...options, signal: abort.signal });
    body = await response.text();
  } catch (error) {
    throw new ServerError(abort.signal.aborted ? words.slow : words.unreachable, { away: true, code: error.name });
  } finally {
    clearTimeout(timer);
  }
  const answer = parse(body);
  if (response.ok && answer !== null) return answer;
  const refusal = answer?.detail || answer?.title || words.refused(response.status);
  throw new ServerError(refusal, { away: response.ok || response.status >= 500, status: response.status, code: answer?.code ?? '' });
}

/** null for what is not JSON: a page of a gateway in between, for example. */
function parse(body) {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const json = body => ({ method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
const messagesOf = group => `groups/${encodeURIComponent(group)}/messages`;

export const world = () => call('world');
export const messages = (group, cursor) =>
  call(messagesOf(group) + (cursor === null || cursor === undefined || cursor === '' ? '' : `?after=${encodeURIComponent(cursor)}`));
export const post = (group, message) => call(messagesOf(group), json(message));
export const clock = () => call('clock');
// A month of due instants is passed one after the other before the answer comes: it may take minutes.
export const moveClock = change => call('clock', { ...json(change), timeout: 300_000 });
export const upload = picture => call(`media?name=${encodeURIComponent(picture.name || 'picture')}`, {
  method: 'POST', headers: { 'Content-Type': picture.type || 'image/jpeg' }, body: picture, timeout: 60_000,
});

/** A random id that two tabs cannot share. randomUUID is missing where a page comes over plain http from another machine. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
