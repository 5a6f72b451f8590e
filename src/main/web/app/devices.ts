// Which of the user's devices are here: each change tells all of them, and the last word is kept.

import { useSyncExternalStore } from 'react';
import { useJobwire } from '../react/index.js';
import type { JsonObject, Jobwire } from '../client/index.js';

interface Told {
  devices: readonly string[];
  readonly listeners: Set<() => void>;
}

const NONE: readonly string[] = [];
const told = new WeakMap<Jobwire, Told>();

/** From the first moment on: who looks later wants to know what was said before. */
export function followDevices(client: Jobwire): void {
  const mine: Told = { devices: NONE, listeners: new Set() };
  told.set(client, mine);
  const tell = (data: JsonObject) => {
    mine.devices = idsIn(data);
    mine.listeners.forEach((listener) => listener());
  };
  client.on('user:presence:v1', (event) => tell(event.data));
  // Who was here before is told to who asks. Over an event stream nobody can; then the next change tells.
  client.on('stream:open:v1', () => mine.devices === NONE && void client.ask<JsonObject>('presence.list').then(tell, () => undefined));
}

export function useDevices(): readonly string[] {
  const mine = told.get(useJobwire());
  return useSyncExternalStore(
    (listener) => {
      mine?.listeners.add(listener);
      return () => mine?.listeners.delete(listener);
    },
    () => mine?.devices ?? NONE,
  );
}

function idsIn(data: JsonObject): string[] {
  const listed = Array.isArray(data.devices) ? data.devices : [];
  return listed.map((one) => (typeof one === 'object' && one !== null && 'deviceId' in one ? String(one.deviceId) : String(one)));
}
