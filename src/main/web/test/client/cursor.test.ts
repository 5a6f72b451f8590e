// The position rule: what was seen is dropped, the next is applied, anything else means to ask again.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOW, cursorAt, earliest, opening, receive, type Cursor, type Verdict } from '../../client/cursor.js';
import { emptyView, fold, fromSnapshot, type NumberedEvent } from '../../client/fold.js';
import type { JobView, JobwireEvent, Lost } from '../../client/types.js';
import { Log } from './log.js';
import { chunk, control, event, live, opened, output, position, snapshot } from './stream.js';
import { chance } from './world.js';

interface Read {
  readonly cursor: Cursor;
  readonly view: JobView;
  readonly verdicts: readonly Verdict[];
  readonly lost: readonly Lost[];
}

/** A reader that does with each event what it is told to do. */
function read(events: readonly JobwireEvent[], from: Cursor = asked(), before: JobView = emptyView('a')): Read {
  return events.reduce<Read>(
    ({ cursor, view, verdicts, lost }, next) => {
      const outcome = receive(cursor, next);
      return {
        cursor: outcome.cursor,
        view: viewAfter(view, outcome, next),
        verdicts: [...verdicts, outcome.verdict],
        lost: outcome.lost ? [...lost, outcome.lost] : lost,
      };
    },
    { cursor: from, view: before, verdicts: [], lost: [] },
  );
}

function viewAfter(view: JobView, { verdict, snapshot: whole, lost }: ReturnType<typeof receive>, next: JobwireEvent): JobView {
  if (verdict === 'apply') {
    return fold(view, next as NumberedEvent);
  }
  if (verdict === 'reset' || lost) {
    return whole ? fromSnapshot(view, whole.job, whole.output) : emptyView('a');
  }
  return view;
}

/** A reader that has asked from where it stands. */
function asked(after?: string, seq?: number): Cursor {
  const cursor = cursorAt(after, seq);
  return opening(cursor, cursor.after);
}

const following = (seq: number): Cursor => read([opened(seq)], asked(position(seq))).cursor;

describe('A reader that follows', () => {
  it('applies exactly the next event', () => {
    expect(read([chunk(6), chunk(7)], following(5))).toMatchObject({ verdicts: ['apply', 'apply'], cursor: { seq: 7, id: position(7) } });
  });

  it('drops what it has seen', () => {
    expect(read([chunk(3), chunk(5)], following(5)).verdicts).toEqual(['seen', 'seen']);
  });

  it('asks again for what is missing, and heeds nothing until the stream opens', () => {
    const { verdicts, cursor } = read([chunk(7), chunk(6), live(9), opened(7), chunk(6)], following(5));
    expect(verdicts).toEqual(['again', 'ignore', 'ignore', 'open', 'apply']);
    expect(cursor.after).toBe(position(6));
  });

  it('asks again at an event of another epoch', () => {
    expect(read([chunk(6, 'e2')], following(5)).verdicts).toEqual(['again']);
  });

  it('asks again at its own number with another instant', () => {
    expect(read([{ ...chunk(5), id: 'e1.5.other' }], following(5)).verdicts).toEqual(['again']);
  });

  it.each([
    ['higher', live(6)],
    ['lower', live(4)],
    ['of another epoch', live(5, 'e2')],
    ['of another instant', control('stream:live:v1', { seq: 5, id: 'e1.5.other' })],
  ])('asks again when the top is %s', (_, heartbeat) => {
    expect(read([heartbeat], following(5)).verdicts).toEqual(['again']);
  });

  it('is live when the top is its own', () => {
    expect(read([live(5)], following(5)).verdicts).toEqual(['live']);
  });

  it('passes notices on, which have numbers of other streams', () => {
    expect(read([{ ...chunk(99), notice: true }], following(5))).toMatchObject({ verdicts: ['notice'], cursor: { seq: 5 } });
  });

  it('lets what it does not know of pass by', () => {
    expect(read([control('stream:unheard-of:v9', {})], following(5)).verdicts).toEqual(['ignore']);
  });
});

describe('A reader that has asked', () => {
  it('gets all from the first on', () => {
    expect(read([opened(2, { reason: 'first' }), chunk(1), chunk(2), live(2)]).verdicts).toEqual(['open', 'apply', 'apply', 'live']);
  });

  it('is live at once where nothing has happened yet', () => {
    expect(read([opened(0, { reason: 'first' }), live(0)]).verdicts).toEqual(['open', 'live']);
  });

  it('of a user begins wherever the stream is', () => {
    const { verdicts, cursor } = read([opened(7, { reason: 'first' }), live(7), chunk(8)], asked(undefined, NOW));
    expect(verdicts).toEqual(['open', 'live', 'apply']);
    expect(cursor.after).toBe(position(8));
  });
});

describe('A snapshot', () => {
  const reset = { mode: 'snapshot', reason: 'backlog-truncated', missing: [3, 9] };

  it('takes the place of everything once it is whole, with the loss', () => {
    const { verdicts, lost, view, cursor } = read(
      [opened(9, reset), snapshot(9), output('one ', 0, false), output('two', 4), live(9)],
      asked(position(2)),
    );
    expect(verdicts).toEqual(['open', 'part', 'part', 'reset', 'live']);
    expect(lost).toEqual([{ reason: 'backlog-truncated', mode: 'snapshot', missing: [3, 9] }]);
    expect(view).toMatchObject({ output: 'one two', seq: 9, state: 'running' });
    expect(cursor).toMatchObject({ phase: 'following', after: position(9) });
  });

  it('moves a reader down, too', () => {
    expect(read([opened(4, { ...reset, reason: 'history-rewound' }), snapshot(4), output('')], asked(position(9))).cursor.seq).toBe(4);
  });

  it('that breaks off leaves the reader where it stood', () => {
    const { cursor, lost } = read([opened(9, reset), snapshot(9), output('one', 0, false)], asked(position(2)));
    expect(cursor.after).toBe(position(2));
    expect(lost).toEqual([]);
  });

  it.each([
    ['the middle of its output', [opened(9, reset), snapshot(9), output('one', 0, false), output('x', 7)]],
    ['its beginning', [opened(9, reset), output('one')]],
    ['its opening', [opened(9), snapshot(9)]],
    ['its end', [opened(9, reset), snapshot(9), output('one', 0, false), live(9)]],
  ])('without %s is asked for again', (_, events) => {
    expect(read(events, asked(position(2))).verdicts.at(-1)).toBe('again');
  });

  it('to a first reader is no loss', () => {
    expect(read([opened(9, { mode: 'snapshot', reason: 'first', missing: [1, 9] }), snapshot(9), output('')]).lost).toEqual([]);
  });
});

describe('A gap in a stream of a user', () => {
  it('is told, and what is still held follows', () => {
    const gap = opened(9, { first: 7, mode: 'gap', reason: 'backlog-truncated', missing: [3, 6] });
    const { verdicts, lost } = read([gap, chunk(7), chunk(8), chunk(9), live(9)], asked(position(2)));
    expect(verdicts).toEqual(['reset', 'apply', 'apply', 'apply', 'live']);
    expect(lost).toEqual([{ reason: 'backlog-truncated', mode: 'gap', missing: [3, 6] }]);
  });

  it('with nothing behind it leaves the reader at the top', () => {
    const gap = opened(0, { first: 0, mode: 'gap', reason: 'epoch-changed' }, 'e2');
    expect(read([gap, live(0), chunk(1, 'e2')], asked(position(2))).verdicts).toEqual(['reset', 'live', 'apply']);
  });

  it('hands the old position back until there is a new one', () => {
    const gap = opened(9, { first: 7, mode: 'gap', reason: 'backlog-truncated' });
    expect(read([gap], asked(position(2))).cursor.after).toBe(position(2));
  });
});

describe('A reader that stands elsewhere than where was asked', () => {
  /** Others needed the stream from its beginning. */
  const elsewhere = (seq: number) => opening(cursorAt(position(seq)), undefined);
  const first = { reason: 'first' };

  it('drops what it has seen, and goes on', () => {
    expect(read([opened(3, first), chunk(1), chunk(2), chunk(3), live(3)], elsewhere(2)).verdicts).toEqual(['open', 'seen', 'seen', 'apply', 'live']);
  });

  it('begins anew in another epoch', () => {
    const { verdicts, lost } = read([opened(1, first, 'e2'), chunk(1, 'e2'), live(1, 'e2')], elsewhere(2));
    expect(verdicts).toEqual(['reset', 'apply', 'live']);
    expect(lost).toEqual([{ reason: 'epoch-changed', mode: 'snapshot' }]);
  });

  it('begins anew where the history is shorter', () => {
    expect(read([opened(1, first)], elsewhere(2)).lost).toEqual([{ reason: 'history-rewound', mode: 'snapshot' }]);
  });

  it('begins anew, and asks for that, where its own event is another one', () => {
    const { verdicts, lost, cursor } = read([opened(3, first), chunk(1), { ...chunk(2), id: 'e1.2.other' }], elsewhere(2));
    expect(verdicts).toEqual(['open', 'seen', 'again']);
    expect(lost).toEqual([{ reason: 'history-rewound', mode: 'snapshot' }]);
    expect(cursor.after).toBeUndefined();
  });

  it('does not go on before its own event was met', () => {
    expect(read([opened(3, first), chunk(3)], elsewhere(2)).verdicts).toEqual(['open', 'again']);
  });

  it.each([
    ['the same', snapshot(5), []],
    ['newer', snapshot(9), [{ reason: 'backlog-truncated', mode: 'snapshot', missing: [6, 9] }]],
    ['older', snapshot(4), [{ reason: 'history-rewound', mode: 'snapshot', missing: [1, 9] }]],
    ['of another epoch', snapshot(9, {}, 'e2'), [{ reason: 'epoch-changed', mode: 'snapshot', missing: [1, 9] }]],
  ])('has lost of a snapshot that is %s only what it had not seen', (_, whole, lost) => {
    const open = opened(9, { mode: 'snapshot', reason: 'first', missing: [1, 9] });
    expect(read([open, whole, output('')], elsewhere(5)).lost).toEqual(lost);
  });
});

describe('Several readers', () => {
  it.each([
    [[position(3), position(5)], position(3)],
    [[position(5), position(3)], position(3)],
    [[position(5), position(5)], position(5)],
    [[position(5), undefined], undefined],
    [[position(5), position(3, 'e2')], undefined],
    [[position(5), 'e1.5.other'], undefined],
    [['nonsense'], 'nonsense'],
  ])('at %j ask after %s', (afters, expected) => {
    expect(earliest(afters.map((after) => cursorAt(after)))).toBe(expected);
  });
});

describe('Whatever the history', () => {
  const history = fc.record({ seed: fc.integer(), length: fc.integer({ min: 1, max: 60 }) });
  const written = ({ seed, length }: { seed: number; length: number }): Log => {
    const log = new Log('a', chance(seed), 1000);
    Array.from({ length }, (_, index) => log.next(1_763_629_200_000 + index * 1000));
    return log;
  };
  const told = ({ job, catchingUp, ended, ...view }: JobView) => view;

  it('a snapshot at any place and the rest give the same as the whole', () => {
    fc.assert(
      fc.property(history, fc.nat(), (given, at) => {
        const whole = written(given);
        const part = new Log('a', chance(given.seed), 0);
        const place = 1 + (at % given.length);
        Array.from({ length: place }, (_, index) => part.next(1_763_629_200_000 + index * 1000));
        const rest = whole.events.slice(place);
        const { view, cursor } = read([...part.attach(undefined).filter(({ type }) => type !== 'stream:live:v1' && type !== 'stream:end:v1'), ...rest]);
        expect(told(view)).toEqual(told(whole.view));
        expect(cursor.after).toBe(whole.position);
      }),
    );
  });

  it('resuming anywhere gives the same as never having been away', () => {
    fc.assert(
      fc.property(history, fc.nat(), (given, at) => {
        const log = written(given);
        const place = at % (given.length + 1);
        const before = log.events.slice(0, place).reduce(fold, emptyView('a'));
        const { view, lost } = read(log.attach(before.position), asked(before.position), before);
        expect(told(view)).toEqual(told(log.view));
        expect(lost).toEqual([]);
      }),
    );
  });

  it('what is applied is without holes, however events are lost, doubled and mixed up', () => {
    fc.assert(
      fc.property(history, fc.array(fc.nat(), { maxLength: 200 }), (given, order) => {
        const log = written(given);
        const frames = [...log.attach(undefined), ...log.attach(log.events.at(-1)?.id)];
        const mixed = order.map((index) => frames[index % frames.length]!);
        let last = 0;
        mixed.reduce((cursor, next) => {
          const outcome = receive(cursor, next);
          if (outcome.verdict === 'apply') {
            expect(next.seq).toBe(last + 1);
            last = next.seq!;
          }
          return outcome.cursor;
        }, asked());
      }),
    );
  });

  it('an event of no known type counts', () => {
    expect(read([opened(1, { reason: 'first' }), event(1, 'job:unheard-of:v9')]).view).toMatchObject({ seq: 1, state: undefined });
  });
});
