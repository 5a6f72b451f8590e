// What can be wrong with a page without anybody looking: run inside of it.

export function layoutFaults(): string[] {
  const faults: string[] = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) {
    faults.push(`it scrolls sideways: ${root.scrollWidth} px of ${innerWidth}`);
  }

  const isClipped = (one: Element): boolean =>
    getComputedStyle(one).clipPath !== 'none' || (one.parentElement !== null && isClipped(one.parentElement));
  // What a closed <details> holds has a box and is not there.
  const isShown = (one: Element): boolean =>
    one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && !isClipped(one);
  const scrolls = (one: Element): boolean => {
    const { overflowX, overflowY } = getComputedStyle(one);
    return /auto|scroll/.test(overflowX + overflowY) || (one.parentElement !== null && scrolls(one.parentElement));
  };
  const isFixed = (one: Element): boolean =>
    getComputedStyle(one).position === 'fixed' || (one.parentElement !== null && isFixed(one.parentElement));
  const nameOf = (one: Element): string => {
    const text = (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 40);
    return `<${one.tagName.toLowerCase()} class="${one.getAttribute('class') ?? ''}"> ${text}`;
  };

  for (const one of document.querySelectorAll('a[href], button, input, select, textarea, summary')) {
    const { width, height } = one.getBoundingClientRect();
    if (isShown(one) && width > 0 && (width < 24 || height < 24)) {
      faults.push(`too small to be hit, ${Math.round(width)} x ${Math.round(height)}: ${nameOf(one)}`);
    }
  }

  const texts: { element: Element; box: DOMRect }[] = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const element = node.parentElement!;
    if ((node.textContent ?? '').trim() === '' || !isShown(element) || scrolls(element)) {
      continue;
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 1) {
        continue;
      }
      if (box.left < -1 || box.right > innerWidth + 1) {
        faults.push(`out of the page: ${nameOf(element)}`);
      }
      for (let around: Element | null = element; around !== null; around = around.parentElement) {
        const { overflowX, overflowY } = getComputedStyle(around);
        const edge = around.getBoundingClientRect();
        if (/hidden|clip/.test(overflowX) && (box.right > edge.right + 1 || box.left < edge.left - 1)) {
          faults.push(`cut off: ${nameOf(element)}`);
        }
        // The box of a text is higher than its letters.
        const spare = box.height * 0.2;
        if (/hidden|clip/.test(overflowY) && (box.bottom > edge.bottom + spare || box.top < edge.top - spare)) {
          faults.push(`cut off above or below: ${nameOf(element)}`);
        }
      }
      if (!isFixed(element)) {
        texts.push({ element, box });
      }
    }
  }
  texts.sort((one, other) => one.box.top - other.box.top);
  for (let i = 0; i < texts.length; i++) {
    const { element: one, box: a } = texts[i]!;
    for (let j = i + 1; j < texts.length && texts[j]!.box.top < a.bottom; j++) {
      const { element: other, box: b } = texts[j]!;
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      // Lines of one paragraph touch each other by their leading.
      if (one !== other && across > 2 && down > Math.min(a.height, b.height) * 0.3) {
        faults.push(`one upon the other: ${nameOf(one)} and ${nameOf(other)}`);
      }
    }
  }
  return [...new Set(faults)];
}
