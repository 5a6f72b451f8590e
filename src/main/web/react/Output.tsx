/** The text that streams in. It is no live region: milestones are said aloud, the text is read at leisure. */

import type { JSX } from 'react';
import { LongText } from './LongText.js';
import type { Strings } from './strings.js';
import { useNewest } from './useNewest.js';

export function Output({ text, words }: { readonly text: string; readonly words: Strings }): JSX.Element {
  const { region, onScroll, isAway, jump } = useNewest<HTMLDivElement>(text);
  const jumpThere = () => {
    jump();
    // The button goes away.
    region.current?.focus();
  };
  return (
    <div className="jw-output">
      <div
        ref={region}
        className="jw-output-region"
        role="region"
        aria-label={words.output}
        tabIndex={0}
        onScroll={onScroll}
      >
        <LongText text={text} />
      </div>
      {isAway && (
        <button type="button" className="jw-button jw-output-jump" onClick={jumpThere}>
          {words.jumpToNewest}
        </button>
      )}
    </div>
  );
}
