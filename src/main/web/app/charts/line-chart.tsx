// How numbers went over the last minutes or days, as lines; and as a table for those who would rather read.

import type { JSX } from 'react';
import { clock, count } from '../format.js';
import { Numbers } from './numbers.js';
import { widthOf } from './shortened.js';
import { useWidth } from './width.js';

export interface Series {
  readonly name: string;
  /** Against the common times. */
  readonly values: readonly number[];
}

interface LineChartProps {
  readonly title: string;
  readonly times: readonly number[];
  readonly series: readonly Series[];
  /** How a time is told, where not by the clock. */
  readonly when?: (time: number) => string;
  /** How a value is told, where it is not a number of things. */
  readonly value?: (value: number) => string;
  /** So many of the last ones stand in the table. */
  readonly rows?: number;
}

const HEIGHT = 180;
/** Room for the numbers beside the lines, or more where they are longer. */
const LEFT = 40;
const BESIDE = 10;
const BOTTOM = 22;
const TOP = 8;

export function LineChart({ title, times, series, when = clock, value: tell = count, rows = 20 }: LineChartProps): JSX.Element {
  const [frame, width] = useWidth<HTMLDivElement>();
  const most = niceMost(Math.max(1, ...series.flatMap((one) => one.values)));
  const marks = [0, most / 2, most];
  const left = Math.max(LEFT, ...marks.map((mark) => Math.ceil(widthOf(tell(mark))) + BESIDE));
  const from = times[0] ?? 0;
  const span = Math.max(1, (times[times.length - 1] ?? 0) - from);
  const x = (time: number) => left + ((time - from) / span) * (width - left - 8);
  const y = (value: number) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
  const line = (values: readonly number[]) =>
    values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(times[i] ?? from).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  return (
    <figure className="chart">
      <figcaption>{title}</figcaption>
      <ul className="legend" aria-hidden="true">
        {series.map((one, i) => (
          <li key={one.name}>
            <svg width="22" height="10" viewBox="0 0 22 10">
              <path className={`line line-${i}`} d="M1 5H21" />
            </svg>
            {one.name} {one.values.length > 0 && <strong>{tell(one.values[one.values.length - 1] ?? 0)}</strong>}
          </li>
        ))}
      </ul>
      <div ref={frame}>
        <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary(title, series, tell)}>
          {marks.map((value) => (
            <g key={value}>
              <line className="grid" x1={left} x2={width - 8} y1={y(value)} y2={y(value)} />
              <text x={left - 6} y={y(value) + 4} textAnchor="end">
                {tell(value)}
              </text>
            </g>
          ))}
          {series.map((one, i) => (
            <path key={one.name} className={`line line-${i}`} d={line(one.values)} />
          ))}
          {times.length > 1 && (
            <>
              <text x={left} y={HEIGHT - 6}>
                {when(from)}
              </text>
              <text x={width - 8} y={HEIGHT - 6} textAnchor="end">
                {when(from + span)}
              </text>
            </>
          )}
        </svg>
      </div>
      <Numbers
        caption={title}
        head={['Time', ...series.map((one) => one.name)]}
        rows={times.map((time, i) => [when(time), ...series.map((one) => tell(one.values[i] ?? 0))]).slice(-rows)}
      />
    </figure>
  );
}

function summary(title: string, series: readonly Series[], tell: (value: number) => string): string {
  const parts = series.map((one) => `${one.name} ${tell(one.values[one.values.length - 1] ?? 0)}, at most ${tell(Math.max(0, ...one.values))}`);
  return `${title}: ${parts.join('; ')}`;
}

/** The next of 2, 4, 10, 20, 40, 100 …: its half is a whole number. */
function niceMost(value: number): number {
  let most = 2;
  for (let i = 0; most < value; i++) {
    most = [4, 10, 20][i % 3]! * 10 ** Math.floor(i / 3);
  }
  return most;
}
