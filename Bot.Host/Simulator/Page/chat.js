// The chat page of the simulator: starts the parts and opens the place where the visitor was.
import { startClock } from './clock.js';
import { startComposing } from './compose.js';
import { startGroups } from './groups.js';
import { startGuide } from './guide.js';
import { startPhrases } from './phrases.js';
import { startPolling } from './poll.js';
import { markRead, on, openGroup, recall, speakAs, state } from './state.js';

const firstGroup = 'demo-1';
const firstSpeaker = 'r1';

on('world', () => {
  if (state.group !== null) return;
  const place = recall('place', { group: firstGroup, speaker: firstSpeaker }, 'sessionStorage');
  openGroup(state.groups.has(place.group) ? place.group : [...state.groups.keys()][0]);
  if (state.groups.get(state.group)?.members.includes(place.speaker)) speakAs(place.speaker);
});
document.addEventListener('visibilitychange', markRead);

startGroups();
startComposing();
startPhrases();
startClock();
startGuide();
startPolling();
