/** Keeps a scrolled region at its end while the reader is there, and leaves it alone when he is not. */

import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';
import { useBeforePaint } from './useBeforePaint.js';

/** So near to the end still counts as there: about a line. */
const NEAR_PX = 24;
/** Positions may be fractions. */
const ROUNDING_PX = 2;

export interface Newest<E extends HTMLElement> {
  readonly region: RefObject<E | null>;
  readonly onScroll: () => void;
  /** The reader is somewhere else. */
  readonly isAway: boolean;
  readonly jump: () => void;
}

export function useNewest<E extends HTMLElement>(content: unknown): Newest<E> {
  const region = useRef<E>(null);
  const isFollowing = useRef(true);
  const lastTop = useRef(0);
  const [isAway, setAway] = useState(false);

  const follow = useCallback(() => {
    const element = region.current;
    if (element !== null && isFollowing.current) {
      element.scrollTop = element.scrollHeight;
      lastTop.current = element.scrollTop;
    }
  }, []);

  useBeforePaint(follow, [content, follow]);
  useEffect(() => whenResized(region.current, follow), [follow]);

  const onScroll = useCallback(() => {
    const { scrollTop, scrollHeight, clientHeight } = region.current!;
    const toEnd = scrollHeight - clientHeight - scrollTop;
    // The least move upwards is meant, and would be undone if being near were enough.
    const wentUp = scrollTop < lastTop.current;
    isFollowing.current = wentUp ? toEnd <= ROUNDING_PX : isFollowing.current || toEnd <= NEAR_PX;
    lastTop.current = scrollTop;
    setAway(!isFollowing.current);
  }, []);

  const jump = useCallback(() => {
    isFollowing.current = true;
    setAway(false);
    follow();
  }, [follow]);

  return { region, onScroll, isAway, jump };
}

function whenResized(element: Element | null, listener: () => void): (() => void) | undefined {
  if (element === null || typeof ResizeObserver === 'undefined') {
    return undefined;
  }
  const observer = new ResizeObserver(listener);
  observer.observe(element);
  return () => observer.disconnect();
}
