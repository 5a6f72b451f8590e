/** The life of the connection: what each thing that can happen means in each state. */

import type { ConnectionState } from './types.js';

/** All that can happen to a connection. */
export type Happening =
  | 'connect' // somebody wants it
  | 'retry' // somebody wants it now
  | 'due' // the time to wait is over
  | 'shown' // the page is looked at again
  | 'online' // there is a network again
  | 'offline' // there is none
  | 'opened' // the service has answered
  | 'lost' // it did not, or does not any more
  | 'refused' // it does not want us back
  | 'close'; // we want no more

/** The state to enter, also the same one anew; absent where nothing changes. */
type Row = { readonly [H in Happening]?: ConnectionState };

export const TABLE: Readonly<Record<ConnectionState, Row>> = {
  idle: { connect: 'connecting', retry: 'connecting', close: 'closed' },
  connecting: {
    // What was begun on another network may hang for long.
    online: 'connecting',
    offline: 'offline',
    opened: 'connected',
    lost: 'reconnecting',
    refused: 'closed',
    close: 'closed',
  },
  connected: { offline: 'offline', lost: 'reconnecting', refused: 'closed', close: 'closed' },
  reconnecting: {
    retry: 'connecting',
    due: 'connecting',
    shown: 'connecting',
    online: 'connecting',
    offline: 'offline',
    close: 'closed',
  },
  offline: {
    retry: 'connecting',
    // A browser may be wrong about the network, so it is tried now and then.
    due: 'connecting',
    shown: 'connecting',
    online: 'connecting',
    close: 'closed',
  },
  closed: {},
};
