/** Hands the client down to the hooks. */

import { createContext, useContext, type JSX, type ReactNode } from 'react';
import type { Jobwire } from '../client/types.js';

const Client = createContext<Jobwire | undefined>(undefined);

export interface JobwireProviderProps {
  readonly client: Jobwire;
  readonly children?: ReactNode;
}

/** Whoever made the client closes it: a page may well keep one over several trees. */
export function JobwireProvider({ client, children }: JobwireProviderProps): JSX.Element {
  return <Client.Provider value={client}>{children}</Client.Provider>;
}

export function useJobwire(): Jobwire {
  const client = useContext(Client);
  if (client === undefined) {
    throw new Error('There is no <JobwireProvider client={…}> around this component.');
  }
  return client;
}
