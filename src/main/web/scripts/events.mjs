// Writes client/events.ts from the catalogue of events; with --check, only tells whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const CATALOGUE = new URL('../../resources/events.schema.json', import.meta.url);
const TARGET = fileURLToPath(new URL('../client/events.ts', import.meta.url));

/** What the catalogue shares between events, and types.ts has already. */
const KNOWN = {
  state: 'JobState',
  step: 'Step',
  stepState: "Step['state']",
  error: 'JobError',
  job: 'Job',
  percent: 'number',
};
const PRIMITIVES = { integer: 'number', number: 'number', string: 'string', boolean: 'boolean' };

const defs = JSON.parse(readFileSync(CATALOGUE, 'utf8')).$defs;

export function generate() {
  const events = Object.entries(defs)
    .filter(([type]) => /^[a-z]+:[a-z]+:v\d+$/.test(type))
    .map(([type, schema]) => ({ type, schema, name: nameOf(type) }));
  const control = events.filter(({ schema }) => schema.control);
  const users = events.filter(({ schema, type }) => !schema.control && isUsers(type));
  const jobs = events.filter(({ schema, type }) => !schema.control && !isUsers(type));
  return [
    '/** The data of every event. Made from events.schema.json by scripts/events.mjs: change it there. */',
    '',
    "import type { Job, JobError, JobState, Json, Step } from './types.js';",
    '',
    declaration('Highlight', defs.highlight),
    declaration('Found', defs.found),
    ...events.map(({ name, schema }) => declaration(name, schema)),
    table('JobEventData', 'Numbered events of a job.', jobs),
    table('UserEventData', "Numbered events of a user's stream.", users),
    table('ControlEventData', 'Between the service and one viewer: never numbered, never stored.', control),
    'export type EventData = JobEventData & UserEventData & ControlEventData;',
    'export type JobEventType = keyof JobEventData;',
    'export type UserEventType = keyof UserEventData;',
    'export type ControlEventType = keyof ControlEventData;',
    '',
  ].join('\n');
}

/** Told by its first word: the catalogue has no other mark for whose stream an event is on. */
function isUsers(type) {
  return /^(tab|download|user):/.test(type);
}

/** The first version has no number in its name, as the later ones are the exceptions. */
function nameOf(type) {
  const [subject, verb, version] = type.split(':');
  const capital = (word) => word[0].toUpperCase() + word.slice(1);
  return capital(subject) + capital(verb) + (version === 'v1' ? '' : version.toUpperCase());
}

function declaration(name, schema) {
  const doc = `/** ${schema.description} */`;
  if (schema.$ref) {
    return `${doc}\nexport type ${name} = ${typeOf(schema)};\n`;
  }
  const open = schema.additionalProperties === false ? [] : ['  readonly [more: string]: Json | undefined;'];
  return [doc, `export interface ${name} {`, ...fields(schema), ...open, '}', ''].join('\n');
}

function fields(schema) {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).flatMap(([name, property]) => [
    `  /** ${property.description ?? defs[refName(property)].description} */`,
    `  readonly ${name}${required.has(name) ? '' : '?'}: ${typeOf(property)};`,
  ]);
}

function refName(schema) {
  return schema.$ref.slice('#/$defs/'.length);
}

function typeOf(schema) {
  if (schema.$ref) {
    const name = refName(schema);
    return KNOWN[name] ?? name[0].toUpperCase() + name.slice(1);
  }
  if (schema.enum) {
    return schema.enum.map((word) => `'${word}'`).join(' | ');
  }
  if (Array.isArray(schema.type)) {
    return schema.type.map((type) => PRIMITIVES[type]).join(' | ');
  }
  if (schema.type === 'array') {
    return arrayOf(schema);
  }
  if (schema.type === 'object') {
    return `{ ${fields(schema)
      .filter((line) => !line.startsWith('  /**'))
      .map((line) => line.trim())
      .join(' ')} }`;
  }
  return PRIMITIVES[schema.type] ?? 'Json';
}

function arrayOf(schema) {
  const item = schema.items ? typeOf(schema.items) : 'Json';
  return schema.minItems === 2 && schema.maxItems === 2
    ? `readonly [from: ${item}, to: ${item}]`
    : `readonly ${item}[]`;
}

function table(name, description, events) {
  const rows = events.map((event) => `  '${event.type}': ${event.name};`);
  return [`/** ${description} */`, `export interface ${name} {`, ...rows, '}', ''].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = generate();
  if (!process.argv.includes('--check')) {
    writeFileSync(TARGET, made);
  } else if (readFileSync(TARGET, 'utf8') !== made) {
    console.error('client/events.ts is not what the catalogue says: run node scripts/events.mjs');
    process.exit(1);
  }
}
