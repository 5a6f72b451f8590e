// Whether who asked for something is still on the page when it is answered: it may take as long as the network is away.

import { useCallback, useEffect, useRef } from 'react';

export function useHere(): () => boolean {
  const here = useRef(false);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  return useCallback(() => here.current, []);
}
