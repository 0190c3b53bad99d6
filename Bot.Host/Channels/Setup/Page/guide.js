// The little Markdown that deploy/channels/*.md uses: headings, lists, paragraphs, `code`. Text never becomes HTML.

function inline(element, text) {
  text.split('`').forEach((part, index) => {
    if (!part) return;
    const piece = index % 2 ? document.createElement('code') : document.createTextNode('');
    piece.textContent = part;
    element.append(piece);
  });
  return element;
}

export function guide(markdown, values) {
  const whole = document.createDocumentFragment();
  let list = null;
  const text = markdown.replace(/\{(name|hook)\}/g, (_, name) => values[name]);
  for (const line of text.split(/\r?\n/)) {
    const item = /^(-|\d+\.) (.*)$/.exec(line);
    if (item) {
      const kind = item[1] === '-' ? 'ul' : 'ol';
      if (list?.localName !== kind) {
        list = document.createElement(kind);
        list.className = 'steps';
        whole.append(list);
      }
      list.append(inline(document.createElement('li'), item[2]));
      continue;
    }
    list = null;
    const heading = /^(#+) (.*)$/.exec(line);
    // The page's own heading names the channel already.
    if (heading?.[1] === '#' || !line.trim()) continue;
    whole.append(heading ? inline(document.createElement('h4'), heading[2]) : inline(document.createElement('p'), line));
  }
  return whole;
}
