// The fields of an input, as the schema of its type has them.

import { useId, useState, type JSX } from 'react';
import type { Json, JsonObject, Problem } from '../../client/index.js';
import { json } from '../format.js';
import { flawsOf, inWords, kindOf, type InputField, type InputSchema } from '../input-schema.js';

interface InputFieldsProps {
  readonly schema: InputSchema;
  readonly value: JsonObject;
  readonly problem: Problem | undefined;
  readonly onChange: (value: JsonObject) => void;
}

export function InputFields({ schema, value, problem, onChange }: InputFieldsProps): JSX.Element {
  const change = (name: string, to: Json | undefined) => {
    const { [name]: before, ...others } = value;
    const order = Object.keys(schema.properties ?? {});
    const all = Object.entries(to === undefined ? others : { ...value, [name]: to });
    onChange(Object.fromEntries(all.sort(([a], [b]) => place(order, a) - place(order, b))));
  };
  return (
    <fieldset className="input">
      <legend>{schema.description ?? schema.title ?? 'Input'}</legend>
      {Object.entries(schema.properties ?? {}).map(([name, field]) => (
        <OneField
          key={name}
          name={name}
          field={field}
          isRequired={schema.required?.includes(name) === true}
          value={value[name]}
          flaws={flawsOf(problem, name)}
          onChange={(to) => change(name, to)}
        />
      ))}
    </fieldset>
  );
}

/** What the schema does not know stands at the end. */
function place(order: readonly string[], name: string): number {
  const at = order.indexOf(name);
  return at < 0 ? order.length : at;
}

interface OneFieldProps {
  readonly name: string;
  readonly field: InputField;
  readonly isRequired: boolean;
  readonly value: Json | undefined;
  readonly flaws: readonly string[];
  readonly onChange: (value: Json | undefined) => void;
}

function OneField(props: OneFieldProps): JSX.Element {
  const { name, field, isRequired, flaws } = props;
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>
        {name} {isRequired && <span className="quiet">required</span>}
      </label>
      <Control
        {...props}
        tied={{
          id,
          'aria-required': isRequired || undefined,
          'aria-invalid': flaws.length > 0 || undefined,
          'aria-describedby': `${id}-about${flaws.length > 0 ? ` ${id}-flaws` : ''}`,
        }}
      />
      {flaws.length > 0 && (
        <p className="flaw" id={`${id}-flaws`}>
          {flaws.join('; ')}
        </p>
      )}
      <p className="about" id={`${id}-about`}>
        {aboutField(field)}
      </p>
    </div>
  );
}

function aboutField(field: InputField): string {
  const rules = inWords(field);
  return [field.description?.replaceAll('`', ''), rules && `(${rules})`].filter(Boolean).join(' ');
}

/** What ties an input to its label, its description and its flaws. */
interface Tied {
  readonly id: string;
  readonly 'aria-required': boolean | undefined;
  readonly 'aria-invalid': boolean | undefined;
  readonly 'aria-describedby': string;
}

type ControlProps = OneFieldProps & { readonly tied: Tied };

/** The service judges what is in it, and says so at the field; the browser would say less. */
function Control({ field, value, isRequired, tied, onChange }: ControlProps): JSX.Element {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const whenEmpty = field.default === undefined ? undefined : String(field.default);
  const take = (to: string) => onChange(to === '' ? undefined : to);
  switch (kindOf(field)) {
    case 'text':
      return <textarea {...tied} className="words" rows={3} placeholder={whenEmpty} value={text} onChange={(event) => take(event.target.value)} />;
    case 'words':
      return <input {...tied} type="text" autoComplete="off" placeholder={whenEmpty} value={text} onChange={(event) => take(event.target.value)} />;
    case 'number':
      return (
        <input
          {...tied}
          type="number"
          step="any"
          placeholder={whenEmpty}
          value={text}
          onChange={(event) => onChange(event.target.value === '' ? undefined : Number(event.target.value))}
        />
      );
    case 'yes or no':
      return <input {...tied} aria-required={undefined} type="checkbox" checked={(value ?? field.default) === true} onChange={(event) => onChange(event.target.checked)} />;
    case 'choice':
      return (
        <select {...tied} value={text || whenEmpty} onChange={(event) => take(event.target.value)}>
          {whenEmpty === undefined && (!isRequired || text === '') && <option value="" />}
          {field.enum!.map((one) => (
            <option key={String(one)}>{String(one)}</option>
          ))}
        </select>
      );
    case 'json':
      return <JsonControl tied={tied} value={value} onChange={onChange} />;
  }
}

/** Keeps what was typed while it is no JSON yet; until then nothing can be sent. */
function JsonControl({ tied, value, onChange }: Pick<ControlProps, 'tied' | 'value' | 'onChange'>): JSX.Element {
  const [typed, setTyped] = useState<{ text: string; value: Json | undefined }>();
  const text = typed !== undefined && json(typed.value) === json(value) ? typed.text : json(value);
  return (
    <textarea
      {...tied}
      rows={3}
      spellCheck={false}
      placeholder="JSON"
      value={text}
      onChange={(event) => {
        const now = event.target.value;
        const read = parsed(now);
        event.target.setCustomValidity(read === 'no JSON' ? 'This is not JSON yet.' : '');
        const is = read === 'no JSON' ? value : read.value;
        setTyped({ text: now, value: is });
        onChange(is);
      }}
    />
  );
}

function parsed(text: string): { value: Json | undefined } | 'no JSON' {
  if (text.trim() === '') {
    return { value: undefined };
  }
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return 'no JSON';
  }
}
