-- signal: input for the handler, now or when its next attempt starts.
--
-- from     created or running
-- KEYS     1 job
-- ARGV     1 backlog.events  2 backlog.bytes  3 id  4 owner or ''  5 signal id  6 name  7 payload json
--          8 by json  9 event data json
-- returns  {'ok'} | {'same'} | {'not_found'} | {'illegal_state', state} | {'too_many_signals'}
-- records  job:signal:v1

--- @include keys
--- @include clock
--- @include job
--- @include sound
--- @include trim
--- @include stored
--- @include record

local job = fetch(ARGV[3], {
  'lease', 'number', 'shifts', 'running', 'signals', 'keptSeen', 'inboxBytes', 'signalBytes', unpack(RECORD)
})
local refusal = absent(job, ARGV[4])
if refusal then return refusal end
if terminal(job) then return { 'illegal_state', job.state } end
if redis.call('ZSCORE', key('signalled', job.id), ARGV[5]) then return { 'same' } end
if job.signals - job.keptSeen >= 1000 then return { 'too_many_signals' } end

demand('stream', key('inbox', job.id))
demandStored()
record(job, 'job:signal:v1', ARGV[9])
-- Each entry tells how many bytes there have been up to it: who cuts there reads one entry, and not all before it.
local n, signalBytes = job.signals + 1, job.signalBytes + #ARGV[7]
redis.call('XADD', key('inbox', job.id), whole(n) .. '-0',
  'id', ARGV[5], 'name', ARGV[6], 'payload', ARGV[7], 'by', ARGV[8], 'sum', whole(signalBytes))
redis.call('ZADD', key('signalled', job.id), n, ARGV[5])
redis.call('ZREMRANGEBYRANK', key('signalled', job.id), 0, -1001)
local changes = { signals = n, signalBytes = signalBytes, inboxBytes = job.inboxBytes + #ARGV[7] }
-- This event stands between the worker's writes: seqOf must know after which.
if job.state == 'running' then
  local shifts = (job.shifts or '') .. whole(job.number) .. ','
  if #shifts > 4096 then
    -- The oldest are folded in: only answers to writes of long ago would still need them.
    local cut = 0
    for _ = 1, 100 do cut = string.find(shifts, ',', cut + 1, true) end
    shifts = string.sub(shifts, cut + 1)
    changes.running = job.running + 100
  end
  changes.shifts = shifts
end
settle(job, changes)
if job.state == 'running' then tellWorker(job, 'signal') end
return { 'ok' }
