-- create: a job comes to be, with its first event.
--
-- from     nothing, or the same body again
-- to       created: ready, or due when it has a time
-- KEYS     1 job
-- ARGV     1 backlog.events  2 backlog.bytes  3 id  4 epoch  5 user  6 body hash  7 type  8 priority
--          9 tags json  10 input json  11 maxAttempts  12 timeoutMs or ''  13 backoff  14 backoff delay
--          15 backoff max  16 onDisconnect cancel '1' or ''  17 graceMs  18 delayMs  19 runAt ms or ''
--          20 traceparent  21 starts in one turn of its owner
-- returns  {'created', dueMs or '0', view} | {'exists', view} | {'job_exists'}
-- records  job:created:v1

--- @include keys
--- @include clock
--- @include job
--- @include sound
--- @include trim
--- @include stored
--- @include record
--- @include queue
--- @include day
--- @include steps
--- @include view

local id = ARGV[3]
local old = fetch(id, { 'state', 'user', 'hash' })
if old.state then
  if old.user == ARGV[5] and old.hash == ARGV[6] then return { 'exists', view(id) } end
  return { 'job_exists' }
end

demand('hash', at .. 'counts')
demandBook()
demandStored()
demand('zset', at .. 'jobs', at .. 'due')
demandLines(ARGV[7])

-- What an old incarnation of this id left, if anything did.
local left = { key('log', id), key('out', id), key('inbox', id), key('signalled', id),
  key('steps', id), key('kept', id), key('viewers', id) }
if redis.call('EXISTS', unpack(left)) > 0 then redis.call('DEL', unpack(left)) end

local due = ARGV[19] ~= '' and tonumber(ARGV[19]) or now + tonumber(ARGV[18])
local waits = due > now

local job = {
  id = id, epoch = ARGV[4], seq = 0, first = 1, bytes = 0, attempt = 0, user = ARGV[5], type = ARGV[7],
  priority = tonumber(ARGV[8]), outBytes = 0, besideBytes = 0, stored = 0
}
local data = '{"type":"' .. job.type .. '","priority":' .. whole(job.priority)
if waits then data = data .. ',"runAt":' .. whole(due) end
record(job, 'job:created:v1', data .. '}')

job.arrival = redis.call('INCR', at .. 'arrivals')
settle(job, {
  state = 'created', user = job.user, hash = ARGV[6], type = job.type, epoch = job.epoch,
  priority = job.priority, arrival = job.arrival, tags = ARGV[9], input = ARGV[10],
  maxAttempts = ARGV[11], timeout = ARGV[12], backoff = ARGV[13], backoffDelay = ARGV[14],
  backoffMax = ARGV[15], cancelOnDisconnect = ARGV[16], grace = ARGV[17], weight = ARGV[21],
  runAt = waits and due or '', created = now, progress = '{}', trace = ARGV[20]
})
redis.call('ZADD', at .. 'jobs', now, id)
if waits then toDue(job, due) else toReady(job) end
tally('created', job.type)
return { 'created', waits and whole(due) or '0', view(id) }
