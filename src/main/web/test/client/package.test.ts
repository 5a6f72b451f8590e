// What holds of the package as such: its types are the catalogue's. The build holds its core to its size.
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
// @ts-expect-error scripts have no types
import { generate } from '../../scripts/events.mjs';

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

describe('The package', () => {
  it('has the events of the catalogue', () => {
    expect(readFileSync(path('client/events.ts'), 'utf8')).toBe(generate());
  });

  it('has no two files whose names differ by case only: some disks take them for one', () => {
    const names = ['client', 'react', 'cache', 'worker'].flatMap((folder) =>
      readdirSync(path(folder)).map((file) => `${folder}/${file.replace(/\.tsx?$/, '')}`.toLowerCase()),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
