/** Shows a text that grows, character for character, at a cost that does not grow with it. */

import { memo, useState, type ClipboardEvent, type JSX } from 'react';
import { blocksOf, type Block } from './blocks.js';
import { TextBlock } from './TextBlock.js';

export const LongText = memo(function LongText({ text }: { readonly text: string }): JSX.Element {
  const [cut] = useState(growingBlocks);
  return (
    <div className="jw-text" onCopy={copyExactly}>
      {cut(text).map((block, place) => (
        <TextBlock key={place} text={block.text} breaks={block.breaks} />
      ))}
    </div>
  );
});

/** Remembers the last blocks. Each text is held against them, so that a rendering that was thrown away does no harm. */
function growingBlocks(): (text: string) => readonly Block[] {
  let blocks: readonly Block[] = [];
  return (text) => (blocks = blocksOf(text, blocks));
}

/** A browser would copy a line break more at some of the blocks' ends. */
function copyExactly(event: ClipboardEvent<HTMLElement>): void {
  const selection = event.currentTarget.ownerDocument.getSelection();
  const range = selection?.rangeCount === 1 ? selection.getRangeAt(0) : undefined;
  if (range !== undefined && event.currentTarget.contains(range.commonAncestorContainer)) {
    event.clipboardData.setData('text/plain', range.toString());
    event.preventDefault();
  }
}
