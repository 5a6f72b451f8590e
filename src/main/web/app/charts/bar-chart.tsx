// How many there are of each of a few kinds, as bars; and as a table for those who would rather read.

import type { JSX } from 'react';
import { count } from '../format.js';
import { Numbers } from './numbers.js';
import { useWidth } from './width.js';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Colours it as the state of that name. */
  readonly state?: string;
}

const ROW = 30;
const NAME = 96;
const NUMBER = 52;

export function BarChart({ title, bars }: { title: string; bars: readonly Bar[] }): JSX.Element {
  const [frame, width] = useWidth<HTMLDivElement>();
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const room = Math.max(20, width - NAME - NUMBER);
  const height = bars.length * ROW + 4;
  const summary = bars.map((bar) => `${bar.name} ${count(bar.value)}`).join(', ');
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <div ref={frame}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}: ${summary}`}>
          {bars.map((bar, i) => (
            <g key={bar.name}>
              <text x={NAME - 8} y={i * ROW + 20} textAnchor="end">
                {bar.name}
              </text>
              <rect className={`bar ${bar.state ?? ''}`} x={NAME} y={i * ROW + 5} width={Math.max(1, (bar.value / most) * room)} height={ROW - 10} rx="3" />
              <text x={NAME + Math.max(1, (bar.value / most) * room) + 6} y={i * ROW + 20}>
                {count(bar.value)}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <Numbers caption={title} head={['', 'Number']} rows={bars.map((bar) => [bar.name, count(bar.value)])} />
    </figure>
  );
}
