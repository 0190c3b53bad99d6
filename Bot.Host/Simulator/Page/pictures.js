// Pictures that are going to be sent: choosing, pasting, making smaller, taking out again.
import { button, byId, make } from './dom.js';
import { draft, setPictures } from './drafts.js';
import { words } from './words.js';

const most = 9;
// A phone's photograph has 3–8 MB; 1600 px on the longer side shows every crack and weighs a tenth.
const largeBytes = 1_500_000;
const longestSide = 1_600;

/** A file as it should travel; what the browser cannot decode travels as it is. */
async function smaller(file) {
  if (file.size <= largeBytes || file.type === 'image/gif' || file.type === 'image/svg+xml') return file;
  const bitmap = await createImageBitmap(file).catch(() => null);
  if (bitmap === null) return file;
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = make('canvas', { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) });
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.85));
  return blob && blob.size < file.size ? new File([blob], file.name, { type: blob.type }) : file;
}

/** Takes files into the open draft. `remark` is called with what to tell, or ''. */
export async function attach(files, remark) {
  const images = files.filter(file => file.type.startsWith('image/'));
  const { pictures } = draft();
  const room = images.slice(0, most - pictures.length);
  remark(images.length < files.length ? words.onlyPictures : room.length < images.length ? words.tooManyPictures : '');
  const added = await Promise.all(room.map(smaller));
  setPictures([...draft().pictures, ...added.map(file => ({ file, preview: URL.createObjectURL(file) }))]);
}

export function drawAttachments() {
  byId('attachments').replaceChildren(...draft().pictures.map(picture => make('span', { class: 'attachment' },
    make('img', { src: picture.preview, alt: words.pictureToSend }),
    button({ 'aria-label': words.removePicture, 'data-testid': 'remove-picture' }, () => {
      URL.revokeObjectURL(picture.preview);
      setPictures(draft().pictures.filter(other => other !== picture));
    }, '×'))));
}
