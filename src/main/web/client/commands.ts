/** What an application can have done, as calls of the API: what changes something goes through the queue. */

import type { Http } from './http.js';
import { problemOf } from './problem.js';
import type { Command, Queue } from './queue.js';
import type { Job, JobFilter, JobPage, Jobs, Json, JsonObject, NewJob } from './types.js';

/** The one command that only the bridge has. */
export const PUBLISH = 'user.publish';

export class Commands implements Jobs {
  readonly #http: Http;
  readonly #queue: Queue;
  readonly #uuid: () => string;
  readonly #answered: (job: Job) => void;

  /** `answered` is told of each job that an answer tells of. */
  constructor(http: Http, queue: Queue, uuid: () => string, answered: (job: Job) => void) {
    this.#http = http;
    this.#queue = queue;
    this.#uuid = uuid;
    this.#answered = answered;
  }

  /** The id is given here, so that the same job comes to be however often this is sent. */
  create(job: NewJob): Promise<Job> {
    const jobId = job.jobId ?? this.#uuid();
    const body = { ...job, jobId } as unknown as JsonObject;
    return this.#job({ id: jobId, lane: jobId, method: 'POST', path: '/api/jobs', body });
  }

  get(jobId: string): Promise<Job> {
    return this.#told(this.#http.request<Job>('GET', pathOf(jobId)));
  }

  list(filter: JobFilter = {}): Promise<JobPage> {
    // Through JSON, which leaves out what is undefined.
    const query = new URLSearchParams(JSON.parse(JSON.stringify(filter)));
    return this.#http.request('GET', `/api/jobs?${query}`);
  }

  cancel(jobId: string, reason?: string): Promise<Job> {
    return this.#job(this.#on(jobId, 'PATCH', '/cancel', reason === undefined ? undefined : { reason }));
  }

  resume(jobId: string): Promise<Job> {
    return this.#job(this.#on(jobId, 'POST', '/resume'));
  }

  signal(jobId: string, name: string, payload?: Json): Promise<void> {
    const signalId = this.#uuid();
    const body = { name, ...(payload !== undefined && { payload }), signalId };
    return this.#queue.add({ ...this.#on(jobId, 'POST', '/signals', body), id: signalId });
  }

  remove(jobId: string): Promise<void> {
    return this.#queue.add(this.#on(jobId, 'DELETE', ''));
  }

  publish(type: string, data: JsonObject): Promise<{ id: string; seq: number }> {
    const eventId = this.#uuid();
    return this.#queue.add({ id: eventId, lane: PUBLISH, method: 'SEND', path: PUBLISH, body: { type, data, eventId } });
  }

  /** Calls the API. What was sent before, and whose answer was lost, may have been done already. */
  async send({ method, path, body }: Command, again: boolean): Promise<unknown> {
    try {
      return await this.#http.request(method, path, body);
    } catch (failure) {
      const { status } = problemOf(failure);
      if (again && method === 'DELETE' && status === 404) {
        return undefined;
      }
      if (again && status === 409 && path.endsWith('/resume')) {
        return this.#http.request('GET', path.slice(0, -'/resume'.length));
      }
      throw failure;
    }
  }

  #on(jobId: string, method: string, call: string, body?: Json): Command {
    return { id: this.#uuid(), lane: jobId, method, path: pathOf(jobId) + call, ...(body !== undefined && { body }) };
  }

  #job(command: Command): Promise<Job> {
    return this.#told(this.#queue.add<Job>(command));
  }

  async #told(answer: Promise<Job>): Promise<Job> {
    const job = await answer;
    this.#answered(job);
    return job;
  }
}

function pathOf(jobId: string): string {
  return `/api/jobs/${encodeURIComponent(jobId)}`;
}
