// Quick phrases for a first-time visitor: what this speaker would say next, with the newest ticket's number where one is known.
import { button, byId } from './dom.js';
import { fill } from './drafts.js';
import { conversation, on, state } from './state.js';

const light = { id: 'light', text: '4栋1单元楼道灯不亮了' };
const meToo = { id: 'me-too', text: '我家也是' };
const received = { id: 'received', text: '收到' };
const good = { id: 'one', text: '1', label: '1 好了' };
const bad = { id: 'two', text: '2', label: '2 没好' };
const unclear = { id: 'three', text: '3', label: '3 不清楚' };
const done = { id: 'done', text: '修好了' };

/** The newest #number that the bot has said in the open group; null where there is none. */
function newestNumber() {
  const spoken = conversation(state.group)?.messages.findLast(message => message.role === 'bot' && /#\d{3,}/.test(message.text));
  return spoken ? spoken.text.match(/#(\d{3,})/)[1] : null;
}

function phrases() {
  const role = state.people.get(state.speaker)?.role;
  const number = newestNumber();
  if (role === undefined || role === 'resident') return [light, meToo, good, bad, unclear, received];
  const byNumber = number === null ? [] : [
    { id: 'confirm', text: `确认 ${number}` },
    { id: 'assign', text: `派 ${number} 给 物业老张 明天下班前` },
    { id: 'ask', text: `查 ${number}` },
  ];
  return [received, done, ...(role === 'property' ? byNumber.slice(2) : byNumber), ...(byNumber.length === 0 ? [light] : [])];
}

function draw() {
  byId('phrases').replaceChildren(...phrases().map(({ id, text, label }) =>
    button({ class: 'phrase', 'data-testid': `phrase-${id}` }, () => {
      fill(text);
      // On a phone the keyboard would cover the chat that the visitor wants to see.
      byId(matchMedia('(hover: hover)').matches ? 'text' : 'send').focus();
    }, label ?? text)));
}

export function startPhrases() {
  on('speaker', draw);
  on('messages', ({ group, fresh }) => { if (group === state.group && fresh.some(message => message.role === 'bot')) draw(); });
}
