// Reads a calendar on standard input with two npm packages of the field, ical.js and node-ical, and writes what each understood: [uid, summary, location, description, start, end, status].
const { join } = require('node:path');
const { readFileSync } = require('node:fs');
const { createRequire } = require('node:module');

const here = createRequire(join(process.argv[2], 'node_modules', 'here.js'));
const text = readFileSync(0, 'utf8');

(async () => {
  const ICAL = here('ical.js');
  const nodeIcal = here('node-ical');
  const one = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents('vevent').map(component => {
    const event = new ICAL.Event(component);
    return [event.uid, event.summary, event.location, event.description ?? null, event.startDate.toJSDate().toISOString(), event.endDate.toJSDate().toISOString(), component.getFirstPropertyValue('status')];
  });
  const other = Object.values(nodeIcal.sync.parseICS(text)).filter(event => event.type === 'VEVENT')
    .map(event => [event.uid, event.summary, event.location, event.description ?? null, event.start.toISOString(), event.end.toISOString(), event.status]);
  process.stdout.write(JSON.stringify([one, other]));
})();
