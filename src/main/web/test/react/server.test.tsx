// @vitest-environment node
import type { JSX } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JobwireProvider, StatusBar, TaskActivityPanel, useJobProgress, useJobProgressMultiple, useJobs } from '../../react/index.js';
import { Output } from '../../react/Output.js';
import { englishStrings } from '../../react/strings.js';
import { FakeJobwire } from './fake.js';

/** As in a browser before it knows more, which takes it over. */
describe('On a server', () => {
  const complaints = vi.spyOn(console, 'error');
  beforeEach(() => void complaints.mockClear());
  afterEach(() => expect(complaints).not.toHaveBeenCalled());

  const html = (client: FakeJobwire, page: JSX.Element) =>
    renderToString(<JobwireProvider client={client}>{page}</JobwireProvider>);

  it('a job is unknown, whatever the client there knows, and nobody follows it', () => {
    const client = new FakeJobwire();
    client.job('j').change({ state: 'running', output: 'text' });
    const Page = () => {
      const { state, output, catchingUp, view } = useJobProgress('j');
      const many = useJobProgressMultiple(['j']);
      return <p>{JSON.stringify([state, output, catchingUp, view?.jobId, many.get('j')?.state])}</p>;
    };
    expect(html(client, <Page />)).toBe('<p>[null,&quot;&quot;,true,&quot;j&quot;,null]</p>');
    expect(client.job('j').registered).toBe(0);
  });

  it('a list is loading, and nobody asks for it', () => {
    const client = new FakeJobwire();
    const Page = () => <p>{JSON.stringify(useJobs())}</p>;
    expect(html(client, <Page />)).toBe('<p>{&quot;jobs&quot;:[],&quot;loading&quot;:true}</p>');
    expect(client.count('list')).toBe(0);
  });

  it('the components are there, without inline styles', () => {
    const page = html(new FakeJobwire(), <><StatusBar currentJobId="j" /><TaskActivityPanel jobId="j" /></>);
    expect(page).toContain('Not connected yet');
    expect(page).toContain('Catching up…');
    expect(page).not.toContain('style=');
  });

  it('a text is there', () => {
    expect(html(new FakeJobwire(), <Output text="some text" words={englishStrings} />)).toContain('<span>some text</span>');
  });

  it('a hook without a provider says what it lacks', () => {
    const Lonely = () => <p>{useJobProgress('j').percent}</p>;
    expect(() => renderToString(<Lonely />)).toThrow('JobwireProvider');
  });
});
