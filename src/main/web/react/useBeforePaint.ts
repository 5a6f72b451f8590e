/** A layout effect that says nothing on a server, where there is no layout and React 18 complains. */

import { useEffect, useLayoutEffect } from 'react';

export const useBeforePaint = typeof window === 'undefined' ? useEffect : useLayoutEffect;
