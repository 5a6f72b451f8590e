// The oldest React that is supported in the place of the newest, for what is required; what is imported has an alias.
import Module from 'node:module';

type Resolve = (name: string, ...more: unknown[]) => string;

const node = Module as unknown as { _resolveFilename: Resolve };
const resolve = node._resolveFilename;
node._resolveFilename = (name, ...more) => resolve(name.replace(/^(react|react-dom)(?=\/|$)/, '$1-18'), ...more);

const loaded = await Promise.all([import('react'), import('react-dom')]);
if (!loaded.every(({ version }) => version === '18.2.0')) {
  throw new Error('These tests are for React 18.2.0');
}
