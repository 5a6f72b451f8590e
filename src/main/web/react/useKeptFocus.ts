/** When the control that has the focus goes away, its group takes it: a reader with a keyboard stays in place. */

import { useEffect, useRef, type FocusEvent, type RefObject } from 'react';

export interface KeptFocus<E extends HTMLElement> {
  readonly ref: RefObject<E | null>;
  readonly tabIndex: -1;
  readonly onFocus: (event: FocusEvent<E>) => void;
  readonly onBlur: () => void;
}

export function useKeptFocus<E extends HTMLElement>(): KeptFocus<E> {
  const group = useRef<E>(null);
  const holder = useRef<Element | undefined>(undefined);

  // After each rendering, since any may take a control away. React tells of no blur then.
  useEffect(() => {
    if (holder.current?.isConnected === false) {
      holder.current = undefined;
      group.current?.focus();
    }
  });

  return {
    ref: group,
    tabIndex: -1,
    onFocus: (event) => {
      holder.current = event.target;
    },
    onBlur: () => {
      holder.current = undefined;
    },
  };
}
