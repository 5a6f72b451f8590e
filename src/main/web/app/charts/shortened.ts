// How wide a chart's text is, and as much of one as has room.

let pen: CanvasRenderingContext2D | null | undefined;

export function widthOf(text: string): number {
  pen ??= document.createElement('canvas').getContext('2d');
  if (pen === null) {
    return 0;
  }
  // As the style sheet has it: 0.8 of the page's own.
  const { fontFamily } = getComputedStyle(document.body);
  pen.font = `${parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8}px ${fontFamily}`;
  return pen.measureText(text).width;
}

export function shortened(text: string, room: number): string {
  if (widthOf(text) <= room) {
    return text;
  }
  const letters = [...text];
  while (letters.length > 1 && widthOf(`${letters.join('')}…`) > room) {
    letters.pop();
  }
  return `${letters.join('')}…`;
}
