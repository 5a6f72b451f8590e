/** A block of a text that grows. What is selected in it stays selected, which setting the text anew would undo. */

import { memo, useRef, useState, type JSX } from 'react';
import { useBeforePaint } from './useBeforePaint.js';

interface TextBlockProps {
  readonly text: string;
  readonly breaks: boolean;
}

/** React knows the first text only; from then on the node is ours. */
export const TextBlock = memo(function TextBlock({ text, breaks }: TextBlockProps): JSX.Element {
  const element = useRef<HTMLSpanElement>(null);
  const [first] = useState(text);
  useBeforePaint(() => write(text, element.current!), [text]);
  return (
    <>
      <span ref={element}>{first}</span>
      {breaks && <span className="jw-text-break" />}
    </>
  );
});

function write(text: string, element: Element): void {
  const node = element.firstChild;
  if (node instanceof Text && element.lastChild === node) {
    const kept = text.startsWith(node.data) ? node.length : node.data.startsWith(text) ? text.length : 0;
    node.replaceData(kept, node.length - kept, text.slice(kept));
  } else {
    // Something else, such as a translator, has put its own nodes here.
    element.textContent = text;
  }
}
