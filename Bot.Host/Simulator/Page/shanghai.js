// Time as people in Shanghai read it. UTC+8 all year since 1991, so no zone data is needed.
// Every argument is milliseconds since the epoch.
import { words } from './words.js';

const offset = 8 * 3_600_000;
const day = 86_400_000;
const two = number => String(number).padStart(2, '0');

function parts(moment) {
  const shifted = new Date(moment + offset);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    date: shifted.getUTCDate(),
    weekday: shifted.getUTCDay(),
    clock: `${two(shifted.getUTCHours())}:${two(shifted.getUTCMinutes())}`,
  };
}

/** The number of the day; two moments of one Shanghai day have the same. */
export const dayNumber = moment => Math.floor((moment + offset) / day);

/** A chat's time line: 09:31, 昨天 09:31, 星期二 09:31, 3月2日 09:31, 2024年3月2日 09:31. */
export function timeLine(moment, now) {
  const then = parts(moment);
  const ago = dayNumber(now) - dayNumber(moment);
  if (ago === 0) return then.clock;
  if (ago === 1) return `${words.yesterday} ${then.clock}`;
  if (ago > 1 && ago < 7) return `${words.longWeekdays[then.weekday]} ${then.clock}`;
  const date = `${then.month}月${then.date}日 ${then.clock}`;
  return then.year === parts(now).year ? date : `${then.year}年${date}`;
}

/** The short form in the list of groups: 09:31, 昨天, 3月2日. */
export function listTime(moment, now) {
  const then = parts(moment);
  const ago = dayNumber(now) - dayNumber(moment);
  if (ago === 0) return then.clock;
  return ago === 1 ? words.yesterday : `${then.month}月${then.date}日`;
}

/** The clock bar: 3月2日 周一 09:31. */
export function full(moment) {
  const then = parts(moment);
  return `${then.month}月${then.date}日 ${words.weekdays[then.weekday]} ${then.clock}`;
}

/** The end of a span that begins at `from`: the day is said only where it is another one. */
export const until = (moment, from) => (dayNumber(moment) === dayNumber(from) ? parts(moment).clock : full(moment));

/** What an input of type datetime-local takes: 2026-03-02T09:31. */
export function toInput(moment) {
  const then = parts(moment);
  return `${then.year}-${two(then.month)}-${two(then.date)}T${then.clock}`;
}

/** ISO 8601 with +08:00 from what such an input gives. */
export const fromInput = value => `${value.length === 16 ? `${value}:00` : value}+08:00`;

/** The next 09:00 from Monday to Friday. Used only while the server does not name the next working morning itself: it knows the holidays. */
export function nextWeekdayMorning(now) {
  let morning = dayNumber(now) * day + 9 * 3_600_000 - offset;
  while (morning <= now || [0, 6].includes(parts(morning).weekday)) morning += day;
  return morning;
}
