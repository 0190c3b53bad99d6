// The only place where elements are made. Text goes in as text nodes, never as markup.

export const byId = id => document.getElementById(id);

/** Makes an element. `attributes`: name → value; null, undefined and false are left out. Children: elements or strings. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

/** A button whose action is a listener, so that the page needs no inline handlers. */
export function button(attributes, action, ...children) {
  const element = make('button', { type: 'button', ...attributes }, ...children);
  element.addEventListener('click', action);
  return element;
}

/**
 * Text for an element that isolates direction (CSS `unicode-bidi: isolate`): control characters become U+FFFD,
 * so that nobody hides words behind them; line ends are made one kind.
 */
export const visible = text => String(text ?? '')
  .replace(/\r\n?/g, '\n')
  .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd');

/** Text for places that cannot isolate direction (options, titles, labels): direction signs are dropped. */
export function plain(text) {
  return visible(text).replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim();
}

/** The first `length` characters of a text on one line. */
export function snippet(text, length = 40) {
  const characters = Array.from(visible(text).replace(/\s+/g, ' ').trim());
  return characters.length > length ? `${characters.slice(0, length).join('')}…` : characters.join('');
}
