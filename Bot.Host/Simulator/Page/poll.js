// Live answers: the open group is asked every 700 ms, the others in turn, the clock now and then.
import * as api from './api.js';
import { words } from './words.js';
import { byId } from './dom.js';
import { conversation, populate, receive, rewind, setClock, state } from './state.js';

const pace = 700;
const hiddenPace = 5_000;
const longestWait = 10_000;
const othersEachTurn = 2;
const clockEvery = 4;

let timer = null;
let running = null;
let turns = 0;
let failures = 0;
let next = 0;

/** Asks one group; a refusal of the cursor (a server that began anew) starts the group's reading afresh. */
async function collect(group) {
  try {
    return receive(group, await api.messages(group, conversation(group).cursor));
  } catch (error) {
    if (!(error instanceof api.ServerError) || error.away) throw error;
    rewind(group);
    return [];
  }
}

/** Asks every group once. Returns group → new messages. */
export async function collectAll() {
  const groups = [...state.groups.keys()];
  const found = await Promise.all(groups.map(collect));
  return new Map(groups.map((group, index) => [group, found[index]]));
}

async function turn() {
  if (state.groups.size === 0) populate(await api.world());
  const others = [...state.groups.keys()].filter(group => group !== state.group);
  const chosen = Array.from({ length: Math.min(othersEachTurn, others.length) }, () => others[next++ % others.length]);
  // The first turn reads all groups, so that the list is whole at once.
  const work = turns === 0 ? [collectAll()] : [state.group, ...chosen].filter(Boolean).map(collect);
  if (turns % clockEvery === 0) work.push(api.clock().then(setClock));
  turns += 1;
  await Promise.all(work);
}

async function run() {
  try {
    await turn();
    if (failures > 0) showBack();
    failures = 0;
  } catch (error) {
    if (!(error instanceof api.ServerError)) throw error;
    failures += 1;
    // One lost answer is no outage.
    if (failures > 1) showAway();
  } finally {
    running = null;
    schedule();
  }
}

function schedule() {
  const wait = failures > 0 ? Math.min(pace * 2 ** failures, longestWait) : document.hidden ? hiddenPace : pace;
  clearTimeout(timer);
  timer = setTimeout(wake, wait);
}

/** Asks now, or right after the question that is under way. */
export async function wake() {
  clearTimeout(timer);
  if (running) await running;
  running ??= run();
  return running;
}

const banner = byId('connection');
let bannerTimer = null;

function showAway() {
  clearTimeout(bannerTimer);
  show(words.away, 'away');
}

function showBack() {
  if (banner.hidden) return;
  show(words.back, 'back');
  bannerTimer = setTimeout(() => { banner.hidden = true; }, 2_500);
}

function show(text, kind) {
  if (byId('connection-text').textContent !== text) byId('connection-text').textContent = text;
  banner.className = kind;
  byId('connection-retry').hidden = kind !== 'away';
  banner.hidden = false;
}

export function startPolling() {
  byId('connection-retry').addEventListener('click', wake);
  addEventListener('online', wake);
  document.addEventListener('visibilitychange', () => { if (!document.hidden) wake(); });
  return wake();
}
