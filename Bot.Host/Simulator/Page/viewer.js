// A picture in full size.
import { byId } from './dom.js';

const viewer = byId('viewer');

export function enlarge(url, alt) {
  byId('viewer-picture').src = url;
  byId('viewer-picture').alt = alt;
  viewer.showModal();
}

viewer.addEventListener('click', () => viewer.close());
