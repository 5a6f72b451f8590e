/** Server-sent events out of bytes, wherever these were cut: within a character, a line end, or a field. */

export interface ServerSentEvent {
  readonly data: string;
  /** As it stood on this event itself. */
  readonly id: string | undefined;
}

/** Gives a function to push bytes into. The name of an event is left alone: it stands in its data as well. */
export function sseParser(tell: (event: ServerSentEvent) => void): (bytes: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = '';
  let data: string[] = [];
  let id: string | undefined;

  const field = (line: string): void => {
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (name === 'data') {
      data.push(value);
    } else if (name === 'id') {
      id = value;
    }
  };

  const dispatch = (): void => {
    const event = { data: data.join('\n'), id };
    const isEvent = data.length > 0;
    data = [];
    id = undefined;
    if (isEvent) {
      tell(event);
    }
  };

  return (bytes) => {
    // A return at the very end may be the first half of a line end.
    const lines = (rest + decoder.decode(bytes, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    lines.forEach((line) => (line === '' ? dispatch() : field(line)));
  };
}
