// The few pictures there are, drawn in the colour of the text around them.

import type { JSX } from 'react';

const PATHS = {
  overview: 'M3 12h4l3-8 4 16 3-8h4',
  jobs: 'M4 6h16M4 12h16M4 18h10',
  queues: 'M5 4v16M12 8v12M19 12v8',
  analytics: 'M4 20h16M6 16l4-5 4 3 5-8',
  connection: 'M4 9a12 12 0 0 1 16 0M7 13a8 8 0 0 1 10 0M12 18h.01',
  docs: 'M6 4h9l3 3v13H6zM9 12h6M9 16h6',
  add: 'M12 5v14M5 12h14',
};

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg className="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}

export function Logo(): JSX.Element {
  return <img src="/pages/icon.svg" alt="" width="26" height="26" />;
}
