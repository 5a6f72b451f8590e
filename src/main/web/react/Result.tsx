/** What a job came to: text as text, anything else as JSON. */

import { memo, useId, type JSX } from 'react';
import type { Json } from '../client/types.js';
import { LongText } from './LongText.js';
import type { Strings } from './strings.js';

interface ResultProps {
  readonly result: Json;
  readonly words: Strings;
}

export const Result = memo(function Result({ result, words }: ResultProps): JSX.Element {
  const label = useId();
  return (
    <div className="jw-result">
      <p id={label} className="jw-label">
        {words.result}
      </p>
      <div className="jw-result-region" role="region" aria-labelledby={label} tabIndex={0}>
        {typeof result === 'string' ? (
          <LongText text={result} />
        ) : (
          <pre className="jw-json">
            <code>{JSON.stringify(result, null, 2)}</code>
          </pre>
        )}
      </div>
    </div>
  );
});
