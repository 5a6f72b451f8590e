// A stream as the service keeps it: numbered, bounded, and now and then rewound or begun anew.
import { emptyView, fold, type NumberedEvent } from '../../client/fold.js';
import type { JobView, JobwireEvent, JsonObject } from '../../client/types.js';
import { control } from './stream.js';

const WORDS = ['job:completed:v1', 'job:failed:v1', 'job:cancelled:v1'];

export class Log {
  readonly name: string;
  readonly isJob: boolean;
  events: NumberedEvent[] = [];
  view: JobView;
  /** Of every event that was ever written, the one before it; `0` for none. */
  readonly before = new Map<string, string>();
  /** What the job was right after it. */
  readonly views = new Map<string, JobView>();
  readonly #random: () => number;
  readonly #held: number;
  #epoch: string;
  #instant = 0;

  constructor(name: string, random: () => number, held = 12) {
    this.name = name;
    this.isJob = name !== 'user';
    this.#random = random;
    this.#held = held;
    this.view = emptyView(name);
    this.#epoch = this.#newEpoch();
  }

  get top(): number {
    return this.events.length;
  }

  get first(): number {
    return Math.max(Math.min(this.top, 1), this.top - this.#held + 1);
  }

  get position(): string {
    return this.events.at(-1)?.id ?? '0';
  }

  get isOver(): boolean {
    return this.isJob && WORDS.includes(this.events.at(-1)?.type ?? '');
  }

  write(type: string, data: JsonObject, at: number): NumberedEvent {
    const seq = this.top + 1;
    const id = `${this.#epoch}.${seq}.${(++this.#instant).toString(36)}`;
    const event = {
      id, seq, at, type, attempt: this.view.attempt + (type === 'job:running:v1' ? 1 : 0), data,
      ...(this.isJob && { jobId: this.name }),
    };
    this.before.set(id, this.position);
    this.events.push(event);
    this.view = fold(this.view, event);
    this.views.set(id, this.view);
    return event;
  }

  /** Something that could happen next. */
  next(at: number): NumberedEvent {
    const { state, output, steps, progress } = this.view;
    const roll = this.#random();
    if (!this.isJob) {
      return this.write('tab:update:v1', { tab: this.top }, at);
    }
    if (this.top === 0) {
      return this.write('job:created:v1', { type: 'mail', priority: 0 }, at);
    }
    if (state === 'created') {
      const keep = Math.floor(this.#random() * (output.length + 1));
      return roll < 0.8
        ? this.write('job:running:v1', { worker: 'w', keep, steps: steps.slice(0, 1) as never, progress: progress as never, fromCheckpoint: true }, at)
        : this.write('job:cancelled:v1', { by: 'anna' }, at);
    }
    if (state !== 'running') {
      return this.write('job:resumed:v1', { by: 'anna' }, at);
    }
    return this.#running(roll, at);
  }

  #running(roll: number, at: number): NumberedEvent {
    if (roll < 0.55) {
      return this.write('model:chunk:v1', { text: `${this.top}é🚲 `, index: this.top }, at);
    }
    if (roll < 0.65) {
      return this.write('job:progress:v1', { percent: Math.floor(roll * 100), step: 's' }, at);
    }
    if (roll < 0.75) {
      return this.write('task:progress:v1', { task: `t${Math.floor(roll * 1000) % 4}`, state: 'active' }, at);
    }
    if (roll < 0.8) {
      return this.write('job:signal:v1', { name: 'n', payload: null, by: 'anna' }, at);
    }
    if (roll < 0.85) {
      return this.write('job:checkpoint:v1', {}, at);
    }
    if (roll < 0.93) {
      return this.write('job:retrying:v1', { reason: 'failed', retryAt: at + 1, error: { code: 'c', message: 'm' } }, at);
    }
    return roll < 0.97
      ? this.write('job:completed:v1', { result: { n: this.top }, durationMs: 1 }, at)
      : this.write('job:failed:v1', { error: { code: 'c', message: 'm' }, durationMs: 1 }, at);
  }

  /** The store lost its last writes, and gives their numbers again. */
  rewind(count: number): void {
    this.events = this.events.slice(0, Math.max(1, this.top - count));
    this.view = this.events.reduce(fold, emptyView(this.name));
  }

  /** Another incarnation. */
  anew(): void {
    this.events = [];
    this.view = emptyView(this.name);
    this.#epoch = this.#newEpoch();
  }

  /** Whether there is nothing after this position, and will be nothing. */
  isOverAt(after: string | undefined): boolean {
    return this.isOver && after === this.position;
  }

  /** What a reader is sent who comes with this position. */
  attach(after: string | undefined): readonly JobwireEvent[] {
    const { reason, from } = this.#judge(after);
    const whole = from !== undefined && from + 1 >= this.first;
    const to = this.isJob ? this.top : this.first - 1;
    const mode = whole && (reason === undefined || reason === 'first') ? 'complete' : this.isJob ? 'snapshot' : 'gap';
    const missingFrom = reason === 'backlog-truncated' ? from! + 1 : 1;
    const open = control('stream:open:v1', {
      top: this.top,
      first: this.first,
      position: this.position,
      mode,
      ...(reason && { reason }),
      ...(mode !== 'complete' && missingFrom <= to && { missing: [missingFrom, to] }),
    });
    const replay = mode === 'complete' ? this.events.slice(from) : mode === 'gap' ? this.events.slice(this.first - 1) : this.#snapshot();
    return [open, ...replay, this.live(), ...(this.isOver ? [this.end()] : [])];
  }

  #judge(after: string | undefined): { readonly reason?: string; readonly from?: number } {
    if (after === undefined || after === '0') {
      return { reason: 'first', from: this.isJob ? 0 : this.top };
    }
    const [epoch, number] = after.split('.');
    const seq = Number(number);
    if (!Number.isInteger(seq)) {
      return { reason: 'position-invalid' };
    }
    if (epoch !== this.#epoch) {
      return { reason: 'epoch-changed' };
    }
    if (seq > this.top) {
      return { reason: 'history-rewound' };
    }
    if (seq < this.first) {
      return { reason: 'backlog-truncated', from: seq };
    }
    return this.events[seq - 1]!.id === after ? { from: seq } : { reason: 'history-rewound' };
  }

  #snapshot(): readonly JobwireEvent[] {
    const { output, ended, catchingUp, lost, position, ...view } = this.view;
    const job = {
      ...view, position: this.position, type: 'mail', userId: 'anna', maxAttempts: 3, priority: 0, tags: [], input: {},
      createdAt: '2025-11-20T09:00:00.000Z', firstSeq: this.first, outputLength: output.length,
    };
    const parts = output.match(/[^]{1,40}/g) ?? [''];
    let offset = 0;
    return [
      control('stream:snapshot:v1', job as never),
      ...parts.map((text, index) => {
        const part = control('stream:output:v1', { offset, text, last: index === parts.length - 1 });
        offset += text.length;
        return part;
      }),
    ];
  }

  live(): JobwireEvent {
    return control('stream:live:v1', { seq: this.top, id: this.position });
  }

  end(): JobwireEvent {
    return control('stream:end:v1', { state: this.view.state! });
  }

  #newEpoch(): string {
    return `e${Math.floor(this.#random() * 1e9).toString(36)}`;
  }
}
