/** Says aloud, politely, what matters; the only live region for a job. */

import { useState, type JSX } from 'react';
import { milestones } from './reached.js';
import type { JobProgress } from './progress.js';
import type { Strings } from './strings.js';

interface MilestonesProps {
  readonly progress: JobProgress;
  readonly words: Strings;
}

/** While catching up nothing is said, and then what it comes to: not each thing that was long ago. */
export function Milestones({ progress, words }: MilestonesProps): JSX.Element {
  const [told, setTold] = useState({ progress, text: '' });
  if (told.progress !== progress && !progress.catchingUp) {
    const news = milestones(told.progress, progress, words);
    setTold({ progress, text: news.length > 0 ? news.join('. ') : told.text });
  }
  return (
    <div className="jw-unseen" role="status">
      {told.text}
    </div>
  );
}
