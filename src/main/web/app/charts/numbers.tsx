// The numbers behind a chart.

import type { JSX } from 'react';

interface NumbersProps {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export function Numbers({ caption, head, rows }: NumbersProps): JSX.Element {
  return (
    <details className="numbers">
      <summary>
        Numbers<span className="hidden"> of {caption}</span>
      </summary>
      <table>
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            {head.map((name, i) => (
              <th key={i} scope="col">
                {name || <span className="hidden">What</span>}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (j === 0 ? <th key={j} scope="row">{cell}</th> : <td key={j}>{cell}</td>))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
