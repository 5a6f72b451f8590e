// What a type says of its input, as far as a form can show it.

import type { JsonObject, Problem } from '../client/index.js';

export interface InputField {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
}

export interface InputSchema {
  readonly title?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, InputField>>;
  readonly required?: readonly string[];
  readonly examples?: readonly unknown[];
}

export type Kind = 'words' | 'text' | 'number' | 'yes or no' | 'choice' | 'json';

const LONG = 200;

export function kindOf(field: InputField): Kind {
  if (field.enum !== undefined) {
    return field.enum.every((one) => typeof one === 'string') ? 'choice' : 'json';
  }
  switch (field.type) {
    case 'string':
      return (field.maxLength ?? 0) > LONG ? 'text' : 'words';
    case 'integer':
    case 'number':
      return 'number';
    case 'boolean':
      return 'yes or no';
    default:
      return 'json';
  }
}

/** Type and limits in words: `integer, 0 to 9, 5 when empty`. */
export function inWords(field: InputField): string {
  const type = field.type === undefined ? 'JSON' : [field.type].flat().join(' or ');
  return [
    field.enum === undefined ? type : undefined,
    range(field.minimum, field.maximum, ''),
    range(field.minLength, field.maxLength, ' characters'),
    range(field.minItems, field.maxItems, ' entries'),
    field.default === undefined ? undefined : `${typeof field.default === 'string' ? field.default : JSON.stringify(field.default)} when empty`,
  ]
    .filter(Boolean)
    .join(', ');
}

function range(least: number | undefined, most: number | undefined, unit: string): string | undefined {
  if (least === undefined && most === undefined) {
    return undefined;
  }
  const words = least === undefined ? `at most ${most}` : most === undefined ? `at least ${least}` : `${least} to ${most}`;
  return words + unit;
}

/** What the form begins with. */
export function exampleOf(schema: InputSchema | undefined): JsonObject {
  const example = schema?.examples?.[0];
  return isObject(example) ? example : {};
}

/** The text as an object; nothing when it is none. */
export function objectOf(text: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() || '{}');
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** What the service has said of one field, or of something in it. */
export function flawsOf(problem: Problem | undefined, name: string): readonly string[] {
  const path = `input.${name}`;
  return (problem?.errors ?? [])
    .filter((error) => error.path === path || error.path.startsWith(`${path}.`) || error.path.startsWith(`${path}[`))
    .map((error) => (error.path === path ? error.message : `${error.path.slice('input.'.length)} ${error.message}`));
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
