// 怎么玩: a few steps for a stranger, each with a button that sets the scene.
import { button, byId, make } from './dom.js';
import { fill } from './drafts.js';
import { openGroup, recall, remember, showScreen, speakAs } from './state.js';
import { guide, tryIt } from './words.js';

const panel = byId('guide');

function show(open) {
  panel.hidden = !open;
  byId('guide-open').setAttribute('aria-expanded', String(open));
}

/** Marks the next step; on a phone it alone stays, so that the chat can be seen. */
function goOn(index) {
  const steps = [...byId('guide-steps').children];
  const next = steps[index];
  panel.classList.toggle('going', next !== undefined);
  steps.forEach(step => step.classList.toggle('next', step === next));
}

function setScene({ group, speaker, text, clock }) {
  if (clock) {
    document.querySelector('[data-advance="PT1H"]').focus();
    return;
  }
  openGroup(group);
  speakAs(speaker);
  showScreen('chat');
  fill(text);
  byId('send').focus();
}

export function startGuide() {
  byId('guide-steps').replaceChildren(...guide.map(({ text, act }, index) => make('li', { 'data-step': index + 1 },
    make('span', {}, text),
    button({ 'data-testid': `guide-${index + 1}`, 'aria-label': `${tryIt}：${text}` }, () => {
      setScene(act);
      goOn(index + 1);
    }, tryIt))));
  byId('guide-open').addEventListener('click', () => {
    goOn(-1);
    show(panel.hidden);
  });
  byId('guide-close').addEventListener('click', () => {
    show(false);
    remember('guided', true);
  });
  show(!recall('guided', false));
}
