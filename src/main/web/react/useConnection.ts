/** How the connection is. */

import { useMemo } from 'react';
import type { ConnectionStatus, Jobwire } from '../client/types.js';
import { useJobwire } from './provider.js';
import { useSource, type Source } from './source.js';

const BEFORE: ConnectionStatus = { state: 'idle', failures: 0, queued: 0, deviceId: '' };

export function useConnection(): ConnectionStatus {
  const client = useJobwire();
  return useSource(useMemo(() => connectionOf(client), [client]));
}

function connectionOf(client: Jobwire): Source<ConnectionStatus> {
  return {
    subscribe: (listener) => client.onConnectionStatusChange(() => listener()),
    snapshot: () => client.status(),
    serverSnapshot: () => BEFORE,
  };
}
