import { guide } from './guide.js';

// Kept for this tab only; a closed tab has forgotten it.
const key = 'setup-token';
const place = document.getElementById('channels');
const form = document.getElementById('sign-in');
const refused = document.getElementById('refused');
const signOut = document.getElementById('sign-out');

class Unauthorized extends Error {}

async function call(method, path) {
  const answer = await fetch(path, { method, headers: { Authorization: `Bearer ${sessionStorage.getItem(key)}` } });
  if (answer.status === 401) throw new Unauthorized();
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).detail ?? `HTTP ${answer.status}`);
  return answer.json();
}

function make(name, text = '', properties = {}) {
  const element = Object.assign(document.createElement(name), properties);
  element.textContent = text;
  return element;
}

function mark(element, testid) {
  element.dataset.testid = testid;
  return element;
}

function showFindings(list, findings) {
  list.replaceChildren(...findings.map(({ state, chinese }) => make('li', chinese, { className: state })));
}

async function check(channel, account, button, list) {
  button.disabled = true;
  showFindings(list, [{ state: 'unknown', chinese: '正在查……' }]);
  try {
    showFindings(list, (await call('POST', `/api/channels/${channel}/${encodeURIComponent(account)}/check`)).findings);
  } catch (error) {
    if (error instanceof Unauthorized) leave('令牌不对，或者已经换了');
    else showFindings(list, [{ state: 'wrong', chinese: `没查成：${error.message}` }]);
  } finally {
    button.disabled = false;
  }
}

function accountOf(channel, one, address) {
  const card = mark(make('article'), `account-${channel.channel}-${one.account}`);
  card.append(make('h3', one.account + (one.isEnabled ? '' : '（没启用）')));
  if (one.hook) {
    const line = make('p', '回调地址：');
    line.append(mark(make('code', address + one.hook), `hook-${channel.channel}-${one.account}`));
    card.append(line);
  }
  const fields = make('ul');
  for (const field of one.fields) {
    const line = make('li', '', { className: field.isSet ? 'ok' : field.isNeeded ? 'wrong' : 'unknown' });
    line.append(make('code', field.path), field.isSet ? ' 已填' : field.isNeeded ? ' 没有填' : ' 没有填（看情况）');
    fields.append(line);
  }
  const button = mark(make('button', '查一查', { type: 'button' }), `check-${channel.channel}-${one.account}`);
  button.setAttribute('aria-label', `查一查 ${channel.title} ${one.account}`);
  const list = mark(make('ul', '', { className: 'found' }), `found-${channel.channel}-${one.account}`);
  list.setAttribute('aria-live', 'polite');
  button.addEventListener('click', () => check(channel.channel, one.account, button, list));
  card.append(fields, button, list);
  return card;
}

function channelOf(channel, address) {
  const section = mark(make('section'), `channel-${channel.channel}`);
  const heading = make('h2', channel.title + ' ');
  if (channel.isUnofficial) heading.append(make('span', '非官方', { className: 'unofficial' }));
  section.append(heading);
  if (channel.isUnofficial) section.append(mark(make('p', '帐号可能被微信封禁，居民的个人信息会经过第三方。', { className: 'wrong' }), 'risk'));
  if (!channel.accounts.length) section.append(make('p', '还没有帐号。', { className: 'hint' }));
  section.append(...channel.accounts.map(one => accountOf(channel, one, address)));
  const how = mark(make('details'), `guide-${channel.channel}`);
  const name = channel.accounts[0]?.account ?? '名字';
  how.append(make('summary', '怎么接'), guide(channel.guide, { name, hook: `${address}/hooks/${channel.channel}/${name}` }));
  section.append(how);
  return section;
}

function leave(words = '') {
  sessionStorage.removeItem(key);
  place.replaceChildren();
  form.hidden = false;
  signOut.hidden = true;
  refused.textContent = words;
}

async function enter() {
  try {
    const { publicAddress, channels } = await call('GET', '/api/setup');
    const address = publicAddress ?? location.origin;
    form.hidden = true;
    signOut.hidden = false;
    refused.textContent = '';
    place.replaceChildren();
    if (!publicAddress) place.append(mark(make('p', '没有填 Channels:PublicBaseAddress，下面的回调地址按你现在打开的网址写。平台要从外网用 https 找得到它。', { className: 'hint' }), 'no-address'));
    place.append(...channels.map(channel => channelOf(channel, address)));
  } catch (error) {
    leave(error instanceof Unauthorized ? '令牌不对，或者已经换了' : `打不开：${error.message}`);
  }
}

form.addEventListener('submit', event => {
  event.preventDefault();
  const token = document.getElementById('token');
  sessionStorage.setItem(key, token.value.trim());
  token.value = '';
  enter();
});
signOut.addEventListener('click', () => leave());
if (sessionStorage.getItem(key)) enter();
