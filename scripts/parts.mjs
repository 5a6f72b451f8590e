// What stands in the jar and in no list of Maven's: the npm packages that the dashboard's files are built of, and the
// redis-server programs. After a build, and after Maven's list:
//
//   node scripts/parts.mjs npm FOLDER      into it a package.json and a package-lock.json of just those packages, for npm
//   node scripts/parts.mjs redis FILE      the programs, in the form in which osv-scanner takes what has no lockfile
//   node scripts/parts.mjs sbom FOLDER FILE   adds both to the list of parts (CycloneDX) in that file

import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const web = 'src/main/web';
const programs = 'target/classes/redis-server';
const json = (file) => JSON.parse(readFileSync(file, 'utf8'));
const write = (file, value) => writeFileSync(file, JSON.stringify(value, null, 2) + '\n');

/** What the dashboard, and our own code that it uses, imports by a name. */
function imported() {
  const files = ['app', 'cache', 'client', 'react'].flatMap((folder) =>
    readdirSync(join(web, folder), { recursive: true })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => readFileSync(join(web, folder, file), 'utf8')),
  );
  const names = files.flatMap((text) => [...text.matchAll(/(?:\bfrom|^import) '([^'.][^']*)'/gm)].map((found) => found[1]));
  return [...new Set(names.map((name) => name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/')))].sort();
}

/** Those, and what they need in their turn. */
function bundled() {
  const locked = json(join(web, 'package-lock.json')).packages;
  const packages = {};
  const add = (name) => {
    const key = `node_modules/${name}`;
    if (packages[key]) return;
    if (!locked[key]) throw new Error(`${name} is not in package-lock.json`);
    const { dev, ...rest } = locked[key];
    packages[key] = rest;
    Object.keys(rest.dependencies ?? {}).forEach(add);
  };
  const direct = imported();
  direct.forEach(add);
  return { direct, packages };
}

function npm(folder) {
  const { direct, packages } = bundled();
  const root = {
    name: 'jobwire-dashboard',
    version: json(join(web, 'package.json')).version,
    dependencies: Object.fromEntries(direct.map((name) => [name, packages[`node_modules/${name}`].version])),
  };
  mkdirSync(folder, { recursive: true });
  write(join(folder, 'package.json'), { ...root, private: true });
  write(join(folder, 'package-lock.json'), { ...root, lockfileVersion: 3, requires: true, packages: { '': root, ...packages } });
}

/** redis-server-7.0.15-linux-amd64, and so on: one version for all. */
function servers() {
  const files = readdirSync(programs).sort();
  const versions = new Set(files.map((file) => /^redis-server-([\d.]+)-/.exec(file)[1]));
  if (versions.size !== 1) throw new Error(`Not one version of redis-server: ${files.join(', ')}`);
  return { version: [...versions][0], files };
}

/** Nobody but Bitnami tells OSV about Redis by versions. */
function redis(file) {
  const part = { name: 'redis', version: servers().version, ecosystem: 'Bitnami' };
  write(file, { results: [{ packages: [{ package: part }] }] });
}

function redisComponent() {
  const { version, files } = servers();
  const purl = `pkg:generic/redis@${version}`;
  return {
    type: 'application',
    'bom-ref': purl,
    name: 'redis',
    version,
    description: 'The redis-server programs in the jar, started where none is on the PATH',
    licenses: [{ license: { id: 'BSD-3-Clause' } }],
    cpe: `cpe:2.3:a:redis:redis:${version}:*:*:*:*:*:*:*`,
    purl,
    components: files.map((name) => ({
      type: 'file',
      'bom-ref': `${purl}#${name}`,
      name: `redis-server/${name}`,
      hashes: [{ alg: 'SHA-256', content: createHash('sha256').update(readFileSync(join(programs, name))).digest('hex') }],
    })),
  };
}

function sbom(folder, file) {
  const command = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const packages = JSON.parse(execFileSync('npm', command, { cwd: folder, encoding: 'utf8' }));
  const list = json(file);
  const added = [...packages.components, redisComponent()];
  list.components.push(...added);
  const whole = list.metadata.component['bom-ref'];
  const needs = list.dependencies.find((one) => one.ref === whole);
  needs.dependsOn = [...(needs.dependsOn ?? []), ...added.map((one) => one['bom-ref'])];
  list.dependencies.push(...packages.dependencies.filter((one) => added.some((part) => part['bom-ref'] === one.ref)));
  write(file, list);
}

const [what, ...files] = process.argv.slice(2);
({ npm, redis, sbom })[what](...files);
