// Server-sent events out of bytes, cut anywhere.
import { describe, expect, it } from 'vitest';
import { sseParser, type ServerSentEvent } from '../../client/sseparser.js';

function parse(pieces: readonly Uint8Array[]): readonly ServerSentEvent[] {
  const events: ServerSentEvent[] = [];
  const push = sseParser((event) => events.push(event));
  pieces.forEach((piece) => push(piece));
  return events;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

const TEXT = [
  ': a comment\n\n',
  'event: model:chunk:v1\nid: e1.7.t7\ndata: {"text":"Zürich 🚲漢\\n"}\n\n',
  'data: first\ndata: second\n\n',
  'data\ndata:no space\nretry: 10\n\n',
  'id: e1.8.t8\n\n',
  'data: : colons: everywhere\n\n',
].join('');

const EVENTS = [
  { data: '{"text":"Zürich 🚲漢\\n"}', id: 'e1.7.t7' },
  { data: 'first\nsecond', id: undefined },
  { data: '\nno space', id: undefined },
  { data: ': colons: everywhere', id: undefined },
];

describe('Server-sent events', () => {
  it.each([
    ['newlines', '\n'],
    ['returns and newlines', '\r\n'],
  ])('with %s are the same wherever the bytes are cut', (_, end) => {
    const all = bytes(TEXT.replaceAll('\n', end));
    for (let at = 0; at <= all.length; at++) {
      expect(parse([all.slice(0, at), all.slice(at)])).toEqual(EVENTS);
    }
  });

  it('may come byte by byte', () => {
    expect(parse(Array.from(bytes(TEXT), (byte) => Uint8Array.of(byte)))).toEqual(EVENTS);
    expect(parse(Array.from(bytes(TEXT.replaceAll('\n', '\r\n')), (byte) => Uint8Array.of(byte)))).toEqual(EVENTS);
  });

  it('may end their lines with returns alone', () => {
    expect(parse([bytes(TEXT.replaceAll('\n', '\r')), bytes(':')])).toEqual(EVENTS);
  });

  it('may begin with a byte order mark', () => {
    expect(parse([bytes('\ufeffdata: x\n\n')])).toEqual([{ data: 'x', id: undefined }]);
  });

  it('that are not whole are none', () => {
    expect(parse([bytes('data: x\n')])).toEqual([]);
  });
});
