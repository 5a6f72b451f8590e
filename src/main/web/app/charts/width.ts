// How wide a chart may be: text in it keeps its size, whatever the screen.

import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

const AT_FIRST = 320;

export function useWidth<E extends HTMLElement>(): [RefObject<E | null>, number] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(AT_FIRST);
  useLayoutEffect(() => {
    const one = element.current;
    if (one === null) {
      return;
    }
    const measure = () => setWidth(Math.max(200, Math.floor(one.clientWidth)));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(one);
    return () => observer.disconnect();
  }, []);
  return [element, width];
}
