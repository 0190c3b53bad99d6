// Avatars drawn by the page: a colour and a sign for each person, a mosaic for a group, a face for the bot.
import { make, plain } from './dom.js';
import { state } from './state.js';

// White reads on each of these with a contrast of 4.5 or more.
const colours = 8;

/** 老周 → 周, 4栋陈阿姨 → 陈, 社区书记 → 社, 4-1-302 → 302. */
export function sign(name) {
  const words = plain(name).replace(/^[\d\-－—栋单元号室#\s]+/u, '');
  const familiar = words.match(/[老小](\p{Script=Han})/u)?.[1];
  const first = familiar ?? words.match(/[\p{L}\p{N}]/u)?.[0];
  return first ?? plain(name).match(/\d+(?=\D*$)/)?.[0].slice(-4) ?? '?';
}

function colour(id) {
  let sum = 7;
  for (const character of String(id)) sum = (sum * 31 + character.codePointAt(0)) % 9973;
  return sum % colours;
}

export function avatar(id, name) {
  if (id === 'bot') return make('span', { class: 'avatar bot', 'aria-hidden': 'true' }, make('i'));
  const letters = sign(name);
  return make('span', { class: `avatar colour-${colour(id)}`, 'aria-hidden': 'true', 'data-length': letters.length }, letters);
}

/** Up to nine members in small, as a group's picture. */
export function mosaic(group) {
  const tiles = group.members.slice(0, 8).map(member => avatar(member, state.people.get(member)?.name ?? member));
  tiles.push(avatar('bot'));
  return make('span', { class: `mosaic ${tiles.length > 4 ? 'nine' : 'four'}`, 'aria-hidden': 'true' }, ...tiles);
}
