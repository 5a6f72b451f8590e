/** The event-bus bridge over a raw WebSocket: frames out, frames in, and what a close code means. */

import type { Environment } from './environment.js';
import { USER, type Hearing, type Link, type Loss, type OpenLink } from './link.js';
import { Pace } from './pace.js';
import { JobwireError, problem, unanswered } from './problem.js';
import { Timer } from './timer.js';
import type { Json, JobwireEvent } from './types.js';

const REPLY = 'reply.';

interface Frame {
  readonly type: string;
  readonly address?: string;
  readonly body?: Json;
  readonly failureCode?: number;
  readonly message?: string;
}

/** An answer that was lost does not come; what was asked can be asked again. */
const PATIENCE_MS = 15_000;

interface Asked {
  readonly late: Timer;
  readonly resolve: (answer: Json) => void;
  readonly reject: (failure: JobwireError) => void;
}

export function webSockets(env: Environment, url: string, deviceId: string): OpenLink | undefined {
  const { WebSocket } = env;
  const address = `${url.replace(/^http/, 'ws')}/eventbus/websocket`;
  return WebSocket && ((token, hearing) => new WebSocketLink(env, new WebSocket(address), token, deviceId, hearing));
}

type Socket = InstanceType<NonNullable<Environment['WebSocket']>>;

class WebSocketLink implements Link {
  readonly #env: Environment;
  readonly #socket: Socket;
  readonly #deviceId: string;
  readonly #hearing: Hearing;
  readonly #pace: Pace;
  readonly #asked = new Map<string, Asked>();
  /** Said with the first frame, which signs on. */
  #token: string | undefined;
  #heardAt: number;
  #numbers = 0;
  #isIn = false;

  constructor(env: Environment, socket: Socket, token: string, deviceId: string, hearing: Hearing) {
    this.#env = env;
    this.#socket = socket;
    this.#token = token;
    this.#deviceId = deviceId;
    this.#hearing = hearing;
    this.#heardAt = env.now();
    this.#pace = new Pace(env, (frame) => socket.send(frame));
    socket.onopen = () => hearing.ready();
    socket.onmessage = ({ data }) => this.#hear(data);
    socket.onclose = ({ code, reason }) => this.#lost(meaning(code, reason));
    // The close that follows tells all; but where sockets are emitters, an error that nobody hears is thrown.
    socket.onerror = () => undefined;
  }

  register(address: string, after: string | undefined): void {
    this.#send({
      type: 'register',
      address,
      headers: { ...(after !== undefined && { after }), ...(address === USER && { deviceId: this.#deviceId }) },
    });
  }

  unregister(address: string): void {
    this.#send({ type: 'unregister', address });
  }

  ask(address: string, body: Json): Promise<Json> {
    const replyAddress = `${REPLY}${++this.#numbers}`;
    return new Promise((resolve, reject) => {
      const late = new Timer(this.#env);
      this.#asked.set(replyAddress, { late, resolve, reject });
      late.start(PATIENCE_MS, () => this.#answer(replyAddress)?.reject(unanswered('unreachable')));
      this.#send({ type: 'send', address, replyAddress, body });
    });
  }

  refresh(token: string): Promise<Json> {
    return this.ask('auth.refresh', { token });
  }

  ping(): boolean {
    this.#send({ type: 'ping', id: ++this.#numbers });
    return true;
  }

  heardAt(): number {
    return this.#heardAt;
  }

  close(): void {
    this.#leave();
    this.#socket.close();
  }

  #send(frame: { readonly headers?: Readonly<Record<string, string>>; readonly [field: string]: unknown }): void {
    const signOn = this.#token !== undefined && { headers: { ...frame.headers, Authorization: `Bearer ${this.#token}` } };
    this.#token = undefined;
    this.#pace.push(JSON.stringify({ ...frame, ...signOn }));
  }

  #hear(data: unknown): void {
    this.#heardAt = this.#env.now();
    const frame = parsed(data);
    if (frame?.type === 'err') {
      this.#refused(frame);
    } else if (frame?.type === 'rec') {
      this.#letIn();
      this.#received(frame.address ?? '', frame.body ?? null);
    }
  }

  /** The first answer, if it is not that we may not come in. */
  #letIn(): void {
    if (!this.#isIn) {
      this.#isIn = true;
      this.#hearing.opened();
    }
  }

  #received(address: string, body: Json): void {
    if (address.startsWith(REPLY)) {
      this.#answer(address)?.resolve(body);
    } else if (isEvent(body)) {
      this.#hearing.event(address, body);
    }
  }

  #refused({ address, failureCode = 500, message = 'refused' }: Frame): void {
    const why = problem(message, failureCode);
    const asked = this.#answer(address ?? '');
    if (asked) {
      asked.reject(new JobwireError(why));
    } else if (failureCode === 401) {
      // The close follows, and tells the same.
    } else if (address === undefined) {
      // A frame of ours was dropped, and nobody knows which.
      this.#lost({ reason: why.title, atLeast: 1000 });
    } else {
      this.#letIn();
      this.#hearing.refused(address, why);
    }
  }

  /** Whoever waits for the answer to this: once. */
  #answer(replyAddress: string): Asked | undefined {
    const asked = this.#asked.get(replyAddress);
    asked?.late.stop();
    this.#asked.delete(replyAddress);
    return asked;
  }

  #lost(loss: Loss): void {
    this.#leave();
    this.#socket.close();
    this.#hearing.lost(loss);
  }

  /** Whatever the socket still has to say, nobody hears. */
  #leave(): void {
    this.#pace.stop();
    for (const replyAddress of [...this.#asked.keys()]) {
      this.#answer(replyAddress)?.reject(unanswered('unreachable'));
    }
  }
}

/** What the service means by closing: its codes from 4400 on; anything else is the network. */
export function meaning(code: number, reason: string): Loss {
  return { reason: reason || `closed ${code}`, ...MEANINGS[code] };
}

const MEANINGS: Readonly<Record<number, Omit<Loss, 'reason'>>> = {
  4400: { atLeast: 0 },
  4401: { kind: 'unauthorized' },
  4408: { atLeast: 1000 },
  4429: { atLeast: 5000 },
  4500: { kind: 'refused' },
  4503: { kind: 'refused' },
};

/** What is no frame is passed over: if something was in it, the next event shows that it is missing. */
function parsed(data: unknown): Frame | undefined {
  try {
    const frame: unknown = JSON.parse(data as string);
    return typeof frame === 'object' && frame !== null ? (frame as Frame) : undefined;
  } catch {
    return undefined;
  }
}

export function isEvent(body: unknown): body is JobwireEvent {
  return typeof (body as Partial<JobwireEvent> | null)?.type === 'string';
}
