// What waits, by type; and the switch that stops more of it from being started.

import { useState, type JSX } from 'react';
import type { Problem } from '../../client/index.js';
import { useJobwire } from '../../react/index.js';
import { count, duration } from '../format.js';
import { Empty, ProblemNote } from '../parts.js';
import { usePolled } from '../polled.js';
import { problemOf } from '../problem.js';
import { href } from '../router.js';
import type { Queue, Queues } from '../service.js';

const OFTEN_MS = 2_000;

export function QueuesPage(): JSX.Element {
  const client = useJobwire();
  const { data, problem, reload } = usePolled<Queues>('/api/queues', OFTEN_MS);
  const [refusal, setRefusal] = useState<Problem>();

  const turn = async (queue: Queue) => {
    setRefusal(undefined);
    try {
      await client.request('POST', `/api/queues/${encodeURIComponent(queue.type)}/${queue.paused ? 'resume' : 'pause'}`);
    } catch (failure) {
      setRefusal(problemOf(failure));
    }
    reload();
  };

  return (
    <>
      <h1>Queues</h1>
      <ProblemNote problem={problem ?? refusal} />
      {data === undefined ? (
        problem === undefined && <p className="quiet">Looking…</p>
      ) : data.queues.length === 0 ? (
        <Empty>
          <p>There are no queues yet: the first job of a type makes one.</p>
        </Empty>
      ) : (
        <table className="rows queues">
          <thead>
            <tr>
              <th scope="col">Type</th>
              <th scope="col">Waiting</th>
              <th scope="col">Running</th>
              <th scope="col">Delayed</th>
              <th scope="col">Oldest wait</th>
              <th scope="col">
                <span className="hidden">Pause or resume</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.queues.map((queue) => (
              <tr key={queue.type}>
                <th scope="row">
                  <a href={href(['jobs'], { type: queue.type, user: '*' })}>{queue.type}</a>
                  {queue.paused && <span className="badge paused">paused</span>}
                </th>
                <td data-label="Waiting">{count(queue.depth)}</td>
                <td data-label="Running">{count(queue.running)}</td>
                <td data-label="Delayed">{count(queue.delayed)}</td>
                <td data-label="Oldest wait">{queue.oldestWaitMs === undefined ? '–' : duration(queue.oldestWaitMs)}</td>
                <td>
                  <button type="button" className="button" onClick={() => void turn(queue)}>
                    {queue.paused ? 'Resume' : 'Pause'}
                    <span className="hidden"> {queue.type}</span>
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
