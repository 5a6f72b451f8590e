/** A job that is followed: its view, and all who watch it, over one subscription on the wire. */

import { cursorAt, type Outcome } from './cursor.js';
import type { Environment } from './environment.js';
import { emptyView, fold, fromSnapshot, type NumberedEvent } from './fold.js';
import { Follower, type Reader } from './follower.js';
import { addressOf, type Link } from './link.js';
import { Listeners, safely } from './listeners.js';
import type { Memory } from './memory.js';
import { Observer } from './observer.js';
import { mayPass, problemOf } from './problem.js';
import { Store } from './store.js';
import { Timer } from './timer.js';
import type { Job, JobHandlers, JobStore, JobView, JobwireEvent, Lost, Problem, Unsubscribe, ViewCache } from './types.js';

/** Who leaves and comes back at once, as components do, finds everything in place. */
const LINGER_MS = 1000;

/** What the jobs that are followed share. */
export interface Surroundings {
  readonly env: Environment;
  readonly memory: Memory;
  readonly cache: ViewCache | undefined;
  readonly link: Link | undefined;
  /** While the job's creation waits to be sent. */
  created(jobId: string): Promise<unknown> | undefined;
  /** Somebody watches it. */
  wanted(): void;
  /** Its observers are to be told, soon. */
  changed(job: FollowedJob): void;
  /** Nobody watches it any more. */
  left(job: FollowedJob): void;
}

export class FollowedJob {
  readonly jobId: string;
  readonly #around: Surroundings;
  readonly #follower: Follower;
  readonly #reader: Reader;
  readonly #observers = new Set<Observer>();
  readonly #listeners: Listeners<void>;
  readonly #linger: Timer;
  #store: JobStore | undefined;
  #view: JobView;
  #kept: JobView | undefined;
  /** How far an earlier page was told. */
  readonly #seen: string | undefined;
  /** How far this one was, when that is not kept yet. */
  #toldAt: string | undefined;
  #problem: Problem | undefined;
  #told: { readonly view: JobView; readonly problem: Problem | undefined };
  /** The newest event that the user's stream has told of. */
  #noticed = 0;
  /** Nothing is asked before it is known what there is already. */
  #isReady = false;
  /** The service has let us see it: what is shown is not only out of a cache. */
  #isConfirmed = false;
  #isOver = false;

  constructor(jobId: string, around: Surroundings) {
    this.jobId = jobId;
    this.#around = around;
    this.#view = emptyView(jobId);
    this.#seen = around.memory.seenOf(jobId);
    this.#told = { view: this.#view, problem: undefined };
    this.#follower = new Follower(around.env, addressOf(jobId), () => this.#show({ catchingUp: true }));
    this.#reader = { cursor: cursorAt(), take: (outcome, event) => this.#take(outcome, event) };
    this.#follower.readers.add(this.#reader);
    this.#listeners = new Listeners(around.env);
    this.#linger = new Timer(around.env);
    this.#leftAlone();
    void this.#prepare();
  }

  /** The same as long as this lives, and good beyond that: `again` finds who follows the job then. */
  store(again: () => FollowedJob): JobStore {
    this.#store ??= new Store(this, again);
    return this.#store;
  }

  /** It has been left, and does nothing any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  // for those who watch

  view(): JobView {
    return this.#view;
  }

  problem(): Problem | undefined {
    return this.#problem;
  }

  subscribe(listener: () => void): Unsubscribe {
    const remove = this.#listeners.add(listener);
    this.#watched();
    return once(() => {
      remove();
      this.#leftAlone();
    });
  }

  /** Without a place to begin: after what was told before a reload, or with the view as it is now. */
  observe(handlers: JobHandlers, given: string | undefined): Unsubscribe {
    const after = given ?? (handlers.onEvent && !this.#view.position ? this.#seen : undefined);
    const observer = new Observer(this.#around.env, handlers, this.#view, (position) => {
      if (given === undefined) {
        this.#toldAt = position;
      }
    });
    this.#observers.add(observer);
    if (after !== undefined && (!this.#isReady || cursorAt(after).after !== this.#reader.cursor.after)) {
      observer.readFrom(after);
      this.#follower.readers.add(observer);
      this.#askIfReady();
    }
    this.#watched();
    this.#around.changed(this);
    return once(() => {
      observer.leave();
      this.#observers.delete(observer);
      this.#follower.readers.delete(observer);
      this.#leftAlone();
    });
  }

  /** Tells everybody how it is now, if that is not what they were told last. */
  tell(): void {
    const { view, problem } = this.#told;
    if (view !== this.#view || problem !== this.#problem) {
      this.#told = { view: this.#view, problem: this.#problem };
      this.#listeners.tell();
    }
    for (const observer of [...this.#observers]) {
      observer.tell(this.#view, this.#problem);
    }
  }

  // for the wire

  /** There is a link, maybe another one. */
  linked(): void {
    this.#askIfReady();
  }

  unlinked(): void {
    this.#follower.stop();
  }

  heard(event: JobwireEvent): void {
    this.#follower.take(event);
  }

  refused(problem: Problem): void {
    if (mayPass(problem) || problem.status >= 500) {
      this.#follower.refused(problem);
    } else if (problem.status !== 401) {
      this.#follower.stop();
      this.fail(problem);
    }
  }

  /** There is nothing after the position that was asked for, and nothing will be. */
  over(): void {
    this.#follower.settle();
    this.#isConfirmed = true;
    this.#ended();
  }

  /** It cannot be seen. */
  fail(problem: Problem): void {
    if (this.#isOver) {
      return;
    }
    this.#problem = problem;
    this.#around.cache?.forget(this.jobId);
    this.#set({ ...(this.#isConfirmed ? this.#view : emptyView(this.jobId)), catchingUp: false });
  }

  /** There will be no connection any more. */
  giveUp(problem: Problem): void {
    this.#problem = problem;
    this.tell();
  }

  /** The user's stream has told of an event. Where a stream that has ended is not followed on, only this tells of a resume. */
  noticed(seq: number): void {
    this.#noticed = Math.max(this.#noticed, seq);
    if (this.#view.ended && this.#noticed > this.#view.seq) {
      this.#noticed = 0;
      this.#follower.ask();
    }
  }

  /** An answer has told of the job. */
  answered(job: Job): void {
    if (!this.#view.job || job.seq >= this.#view.job.seq) {
      this.#show({ job });
    }
    if (this.#problem) {
      this.#problem = undefined;
      this.#askIfReady();
    }
  }

  close(): void {
    this.#isOver = true;
    this.#linger.stop();
    this.#follower.stop();
    this.#observers.forEach((observer) => observer.leave());
    this.#observers.clear();
    this.#listeners.clear();
    this.keep();
  }

  /** For after a reload. */
  keep(): void {
    if (this.#problem || !this.#isConfirmed) {
      return;
    }
    if (this.#toldAt !== undefined) {
      this.#around.memory.saw(this.jobId, this.#toldAt);
      this.#toldAt = undefined;
    }
    if (this.#view.position !== undefined && this.#view !== this.#kept) {
      this.#kept = this.#view;
      safely(this.#around.env, () => this.#around.cache?.store(this.#view));
    }
  }

  // the beginning

  /** A view out of the cache; and a job that is not there yet cannot be asked for. */
  async #prepare(): Promise<void> {
    const { cache, created } = this.#around;
    try {
      const [view] = await Promise.all([cache?.load(this.jobId).catch(() => undefined), created(this.jobId)]);
      if (!this.#isOver) {
        this.#begin(view);
      }
    } catch (failure) {
      this.fail(problemOf(failure));
    }
  }

  #begin(cached: JobView | undefined): void {
    this.#isReady = true;
    if (cached?.position !== undefined) {
      this.#reader.cursor = cursorAt(cached.position);
      const { lost, ...rest } = cached;
      this.#set({ ...rest, catchingUp: true, ended: false });
    }
    this.#askIfReady();
  }

  #askIfReady(): void {
    const { link } = this.#around;
    if (this.#isReady && this.#isWatched && !this.#problem && link) {
      this.#follower.start(link);
    }
  }

  // what comes

  #take({ verdict, lost, snapshot }: Outcome, event: JobwireEvent): void {
    if (lost || verdict === 'reset') {
      this.#reset(lost, snapshot);
    }
    switch (verdict) {
      case 'open':
        this.#isConfirmed = true;
        this.#show({ catchingUp: true });
        break;
      case 'apply':
        this.#set(fold(this.#view, event as NumberedEvent));
        break;
      case 'live':
        this.#show({ catchingUp: false });
        break;
      case 'end':
        this.#isEnd(event);
        return;
      case 'reset':
      case 'part':
      case 'seen':
      case 'notice':
      case 'again':
      case 'ignore':
        break;
    }
    this.#pass(verdict, event);
  }

  #reset(lost: Lost | undefined, snapshot: Outcome['snapshot']): void {
    if (lost) {
      this.#lost(lost);
    }
    const { job, lost: before } = this.#view;
    const told = lost ?? before;
    const empty = { ...emptyView(this.jobId), ...(job && { job }), ...(told && { lost: told }) };
    this.#set(snapshot ? fromSnapshot(this.#view, snapshot.job, snapshot.output) : empty);
  }

  #lost(lost: Lost): void {
    this.#show({ lost });
    for (const observer of [...this.#observers]) {
      observer.lost(lost);
    }
  }

  /** An end that does not fit what was seen: something is missing. */
  #isEnd(event: JobwireEvent): void {
    if (event.data['state'] !== this.#view.state) {
      this.#follower.askAgain();
      return;
    }
    this.#pass('end', event);
    this.#ended();
  }

  #ended(): void {
    this.#show({ ended: true, catchingUp: false });
    this.keep();
    this.tell();
    this.noticed(0);
  }

  /** Those with a place of their own read for themselves. */
  #pass(verdict: Outcome['verdict'], event: JobwireEvent): void {
    for (const observer of [...this.#observers]) {
      observer.heard(verdict, event, this.#view.position);
    }
  }

  #show(change: Partial<JobView>): void {
    const fields = Object.keys(change) as (keyof JobView)[];
    if (fields.some((name) => change[name] !== this.#view[name])) {
      this.#set({ ...this.#view, ...change });
    }
  }

  #set(view: JobView): void {
    this.#view = view;
    this.#around.changed(this);
  }

  // those who come and go

  get #isWatched(): boolean {
    return this.#observers.size + this.#listeners.size > 0;
  }

  #watched(): void {
    this.#linger.stop();
    this.#around.wanted();
    if (!this.#follower.isStarted) {
      this.#askIfReady();
    }
  }

  #leftAlone(): void {
    if (!this.#isWatched && !this.#isOver) {
      this.#linger.start(LINGER_MS, () => this.#leave());
    }
  }

  #leave(): void {
    this.#follower.unregister();
    this.close();
    this.#around.left(this);
  }
}

function once(run: () => void): Unsubscribe {
  let isDone = false;
  return () => {
    if (!isDone) {
      isDone = true;
      run();
    }
  };
}
