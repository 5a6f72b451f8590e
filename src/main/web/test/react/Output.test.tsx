// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Output } from '../../react/Output.js';
import { englishStrings } from '../../react/strings.js';

afterEach(cleanup);

const output = (text: string) => <Output text={text} words={englishStrings} />;
const region = () => screen.getByRole('region', { name: 'Output' });
const jump = () => screen.queryByRole('button', { name: 'Jump to the newest' });

/** Of a height of 100, with content as high as the text is long. */
function laidOut(element: HTMLElement): HTMLElement {
  Object.defineProperty(element, 'clientHeight', { value: 100 });
  Object.defineProperty(element, 'scrollHeight', { get: () => element.textContent!.length });
  return element;
}

function scrolledTo(top: number): void {
  region().scrollTop = top;
  fireEvent.scroll(region());
}

describe('Streaming text', () => {
  it('is on the page character for character after 5,000 chunks, and only its end is written', () => {
    const { rerender, container } = render(output('start'));
    let text = 'start';
    const writes = vi.spyOn(CharacterData.prototype, 'replaceData');
    for (let i = 0; i < 5000; i++) {
      text += i % 7 === 0 ? `${i} ünïcode 🚲\n` : `${i}  two  spaces\t`;
      if (i % 10 === 9) {
        rerender(output(text));
      }
    }
    expect(region().textContent).toBe(text);
    const blocks = container.querySelectorAll('.jw-text > span:not(.jw-text-break)').length;
    expect(blocks).toBeGreaterThan(20);
    expect(writes.mock.calls.length).toBeLessThan(500 + 2 * blocks);
    expect(Math.max(...writes.mock.calls.map(([, , added]) => added.length))).toBeLessThanOrEqual(4096);
    writes.mockRestore();
  });

  it('is text and nothing else, whatever markup is in it', () => {
    const markup = '<img src=x onerror=alert(1)><script>alert(2)</script><a href="javascript:alert(3)">x</a>';
    const { container } = render(output(markup));
    expect(region().textContent).toBe(markup);
    expect(container.querySelectorAll('img, script, a')).toHaveLength(0);
  });

  it('is cut back when an attempt begins anew', () => {
    const long = 'line\n'.repeat(3000);
    const { rerender } = render(output(`${long}void`));
    rerender(output(long.slice(0, 6001)));
    expect(region().textContent).toBe(long.slice(0, 6001));
    rerender(output(`${long.slice(0, 6001)}other`));
    expect(region().textContent).toBe(`${long.slice(0, 6001)}other`);
  });

  it('keeps its text nodes, and with them what a reader has selected', () => {
    const { rerender, container } = render(output('selected'));
    const node = container.querySelector('.jw-text span')!.firstChild!;
    rerender(output('selected and more'));
    expect(container.querySelector('.jw-text span')!.firstChild).toBe(node);
    expect(node.textContent).toBe('selected and more');
    const writes = vi.spyOn(CharacterData.prototype, 'replaceData');
    rerender(output('selected'));
    expect(writes.mock.calls).toEqual([[8, 9, '']]);
    writes.mockRestore();
  });

  it('is right also where something else has put its own nodes into it', () => {
    const { rerender, container } = render(output('good'));
    container.querySelector('.jw-text span')!.innerHTML = '<font>gut</font>';
    rerender(output('good morning'));
    expect(region().textContent).toBe('good morning');
  });

  it('stays at its end while the reader is there', () => {
    const { rerender } = render(output('x'));
    laidOut(region());
    rerender(output('x'.repeat(500)));
    expect(region().scrollTop).toBe(500);
    expect(jump()).toBeNull();
  });

  it('lets a reader who goes up stay where he is, and takes him to the newest when he asks', () => {
    const { rerender } = render(output('x'));
    laidOut(region());
    rerender(output('x'.repeat(500)));
    scrolledTo(400);
    expect(jump()).toBeNull();
    scrolledTo(390);
    rerender(output('x'.repeat(600)));
    expect(region().scrollTop).toBe(390);
    fireEvent.click(jump()!);
    expect(region().scrollTop).toBe(600);
    expect(jump()).toBeNull();
    expect(document.activeElement).toBe(region());
    rerender(output('x'.repeat(700)));
    expect(region().scrollTop).toBe(700);
  });

  it('goes on with a reader who comes back to its end', () => {
    const { rerender } = render(output('x'));
    laidOut(region());
    rerender(output('x'.repeat(500)));
    scrolledTo(100);
    expect(jump()).not.toBeNull();
    scrolledTo(380);
    expect(jump()).toBeNull();
    rerender(output('x'.repeat(600)));
    expect(region().scrollTop).toBe(600);
  });

  it('is copied as it is', () => {
    render(output('line\n'.repeat(3000)));
    const range = document.createRange();
    range.selectNodeContents(region().querySelector('.jw-text')!);
    document.getSelection()!.removeAllRanges();
    document.getSelection()!.addRange(range);
    const setData = vi.fn();
    fireEvent.copy(region().querySelector('.jw-text')!, { clipboardData: { setData } });
    expect(setData).toHaveBeenCalledWith('text/plain', 'line\n'.repeat(3000));
  });
});
