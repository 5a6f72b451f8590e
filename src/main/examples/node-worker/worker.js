// Counts the words of a text, line by line. A job's input: { text, everyMs?, checkpointEvery? }.

import { setTimeout as sleep } from 'node:timers/promises';
import { createWorker, JobError } from '@jobwire/client/worker';

const type = process.env.JOBWIRE_TYPE ?? 'words';

/** One attempt. What it returns is the job's result. */
async function countWords(job) {
  const { text, everyMs = 0, checkpointEvery = 10 } = job.input;
  if (typeof text !== 'string') {
    // Code and message are for the viewers; no other attempt would do better.
    throw new JobError('no_text', 'The input needs a text.', { retryable: false });
  }
  const lines = text.split('\n');
  // What an earlier attempt wrote after its last checkpoint is gone from the output: go on from there.
  const done = { lines: 0, words: 0, ...job.checkpoint };
  console.log(`${job.jobId}: attempt ${job.attempt} begins after line ${done.lines}`);

  while (done.lines < lines.length) {
    await rest(job, everyMs);
    // Cancelled, or so late that somebody else may have the job: nothing that is written now would count.
    job.signal.throwIfAborted();
    if (job.draining.aborted) {
      await job.saveCheckpoint(done);
      await job.release();
      console.log(`${job.jobId}: handed back after line ${done.lines}`);
      return;
    }
    const words = lines[done.lines].split(/\s+/).filter(Boolean).length;
    done.lines += 1;
    done.words += words;
    // Fulfilled when it is stored. Without the await, what comes meanwhile would go out together.
    await job.chunk(`${done.lines}: ${words} words\n`);
    if (done.lines % checkpointEvery === 0) {
      await job.progress((100 * done.lines) / lines.length, 'Counting');
      await job.saveCheckpoint(done);
    }
  }
  console.log(`${job.jobId}: done`);
  return done;
}

/** Ends early when the attempt is over or the worker has to go. */
async function rest(job, ms) {
  await sleep(ms, undefined, { signal: AbortSignal.any([job.signal, job.draining]) }).catch(() => undefined);
}

const worker = createWorker({
  url: process.env.JOBWIRE_URL ?? 'http://127.0.0.1:8080',
  token: process.env.JOBWIRE_TOKEN,
  concurrency: Number(process.env.JOBWIRE_CONCURRENCY ?? 4),
  handlers: {
    [type]: async (job) => {
      job.signal.addEventListener('abort', () => console.log(`${job.jobId}: stopped, ${job.signal.reason.code}`));
      return countWords(job);
    },
  },
});

console.log(`${worker.name} waits for jobs of the type ${type}`);
