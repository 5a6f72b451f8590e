// How many there are of each of a few kinds, as bars; and as a table for those who would rather read.

import { useMemo, type JSX } from 'react';
import { count } from '../format.js';
import { Numbers } from './numbers.js';
import { shortened, widthOf } from './shortened.js';
import { useWidth } from './width.js';

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** Colours it as the state of that name. */
  readonly state?: string;
}

const ROW = 30;
/** Room for a name, in which it may be shortened; most names are not long. */
const NAME = 96;
const MOST_NAME = 0.4;
const BESIDE = 8;
const NUMBER = 52;

export function BarChart({ title, bars }: { title: string; bars: readonly Bar[] }): JSX.Element {
  const [frame, width] = useWidth<HTMLDivElement>();
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const names = useNames(bars, width);
  const name = names.room + BESIDE;
  const room = Math.max(20, width - name - NUMBER);
  const height = bars.length * ROW + 4;
  const summary = bars.map((bar) => `${bar.name} ${count(bar.value)}`).join(', ');
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <div ref={frame}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}: ${summary}`}>
          {bars.map((bar, i) => (
            <g key={bar.name}>
              <title>{bar.name}</title>
              <text x={names.room} y={i * ROW + 20} textAnchor="end">
                {names.shown[i]}
              </text>
              <rect className={`bar ${bar.state ?? ''}`} x={name} y={i * ROW + 5} width={Math.max(1, (bar.value / most) * room)} height={ROW - 10} rx="3" />
              <text x={name + Math.max(1, (bar.value / most) * room) + 6} y={i * ROW + 20}>
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

/** As wide as the longest name, within bounds. */
function useNames(bars: readonly Bar[], width: number): { readonly room: number; readonly shown: readonly string[] } {
  return useMemo(() => {
    const longest = Math.max(0, ...bars.map((bar) => widthOf(bar.name)));
    const room = Math.ceil(Math.min(Math.max(NAME - BESIDE, longest), Math.max(NAME - BESIDE, width * MOST_NAME)));
    return { room, shown: bars.map((bar) => shortened(bar.name, room)) };
  }, [bars, width]);
}
