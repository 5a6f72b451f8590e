// The front page: who you are, and your newest jobs. Every text from outside goes in as text.
'use strict';

const KEY = 'jobwire.token';
const EVERY_MS = 3000;
const byId = (id) => document.getElementById(id);
let token = tokenFromAddress() ?? sessionStorage.getItem(KEY);
let timer;

/** A token must not stay in the address: it would be in the history, in screenshots, in mails. */
function tokenFromAddress() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return null;
  history.replaceState(null, '', location.pathname + location.search);
  sessionStorage.setItem(KEY, given.trim());
  return given.trim();
}

async function ask(path) {
  const answer = await fetch(path, { headers: { Authorization: `Bearer ${token}` }, cache: 'no-store' });
  if (answer.ok) return answer.json();
  const problem = await answer.json().catch(() => ({}));
  const refusal = new Error(problem.detail || problem.title || `The service answered ${answer.status}.`);
  refusal.status = answer.status;
  throw refusal;
}

async function enter() {
  clearTimeout(timer);
  if (!token) return showEntry();
  const mine = token;
  try {
    const me = await ask('/api/me');
    if (mine !== token) return;
    showMe(me);
    refresh();
  } catch (failure) {
    if (mine === token) refused(failure, enter);
  }
}

async function refresh() {
  clearTimeout(timer);
  const mine = token;
  try {
    const { jobs } = await ask('/api/jobs?limit=10');
    if (mine !== token) return;
    showJobs(jobs);
    again(refresh);
  } catch (failure) {
    if (mine === token) refused(failure, refresh);
  }
}

/** A hidden page asks nothing; it goes on when it is looked at again. */
function again(step) {
  clearTimeout(timer);
  timer = setTimeout(() => (document.hidden ? again(step) : step()), EVERY_MS);
}

/** Another token is wanted only where this one is no good; everything else may pass. */
function refused(failure, step) {
  if (failure.status === 401) {
    forget();
    complain('This token is no good, or no longer. Paste another.');
    return;
  }
  complain(failure.status ? failure.message : 'The service does not answer; trying again.');
  again(step);
}

function forget() {
  clearTimeout(timer);
  sessionStorage.removeItem(KEY);
  token = null;
  showEntry();
}

function complain(text) {
  byId('trouble').hidden = false;
  if (byId('trouble').textContent !== text) byId('trouble').textContent = text;
}

function showEntry() {
  byId('trouble').hidden = true;
  byId('entry').hidden = false;
  byId('who').hidden = true;
  byId('jobs').hidden = true;
}

function showMe(me) {
  byId('trouble').hidden = true;
  byId('entry').hidden = true;
  byId('who').hidden = false;
  byId('user').textContent = me.userId;
  byId('scopes').textContent = me.scopes.join(', ') || 'nothing';
  byId('expires').textContent = new Date(me.expiresAt).toLocaleString();
}

function showJobs(jobs) {
  byId('trouble').hidden = true;
  byId('jobs').hidden = false;
  byId('job-table').hidden = jobs.length === 0;
  byId('empty').hidden = jobs.length > 0;
  byId('first-job').textContent =
    `curl ${location.origin}/api/jobs \\\n  -H "Authorization: Bearer $TOKEN" \\\n` +
    `  -H 'Content-Type: application/json' \\\n  -d '{"type":"load.stream","input":{"chunks":20,"everyMs":500}}'`;
  byId('rows').replaceChildren(...jobs.map(row));
  const fresh = jobs.length === 0 ? 'Looking every few seconds' : 'Refreshed every few seconds';
  if (byId('freshness').textContent !== fresh) byId('freshness').textContent = fresh;
}

function row(job) {
  const line = document.createElement('tr');
  const name = element('th', job.jobId);
  name.scope = 'row';
  line.append(
    name,
    cell('Type', element('span', job.type)),
    cell('State', state(job)),
    cell('Progress', progress(job)),
    cell('Created', element('time', new Date(job.createdAt).toLocaleString())),
  );
  return line;
}

function state(job) {
  const whole = document.createElement('span');
  const word = element('span', job.state);
  word.className = `state ${/^[a-z]+$/.test(job.state) ? job.state : ''}`;
  whole.append(word);
  if (job.error) whole.append(element('small', job.error.message));
  return whole;
}

function progress(job) {
  const whole = document.createElement('span');
  const percent = Number(job.progress?.percent ?? 0);
  const bar = document.createElement('progress');
  bar.max = 100;
  bar.value = percent;
  bar.setAttribute('aria-label', `Progress of ${job.jobId}`);
  const number = element('span', `${Math.round(percent)} %`);
  number.className = 'percent';
  whole.append(number, bar);
  if (job.progress?.step) whole.append(element('small', job.progress.step));
  return whole;
}

function cell(label, content) {
  const td = document.createElement('td');
  td.dataset.label = label;
  td.append(content);
  return td;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

byId('token-form').addEventListener('submit', (event) => {
  event.preventDefault();
  token = byId('token').value.trim().replace(/^Bearer\s+/i, '');
  byId('token').value = '';
  sessionStorage.setItem(KEY, token);
  enter();
});
byId('forget').addEventListener('click', () => {
  forget();
  byId('token').focus();
});
addEventListener('hashchange', () => {
  const given = tokenFromAddress();
  if (given === null) return;
  token = given;
  enter();
});
enter();
