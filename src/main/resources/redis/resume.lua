-- resume: somebody puts an ended job back to work, from its last checkpoint, with all its attempts.
--
-- from     failed or cancelled
-- to       created, at the end of its owner's line
-- KEYS     1 job
-- ARGV     1 backlog.events  2 backlog.bytes  3 id  4 owner or ''  5 event data json
-- returns  {'ok', view} | {'not_found'} | {'illegal_state', state}
-- records  job:resumed:v1

--- @include keys
--- @include clock
--- @include job
--- @include sound
--- @include trim
--- @include stored
--- @include record
--- @include queue
--- @include steps
--- @include view

local job = fetch(ARGV[3], { 'priority', unpack(RECORD) })
local refusal = absent(job, ARGV[4])
if refusal then return refusal end
if job.state ~= 'failed' and job.state ~= 'cancelled' then return { 'illegal_state', job.state } end

demand('hash', key('steps', job.id))
demand('zset', at .. 'ended')
demandStored()
demandLines(job.type)
record(job, 'job:resumed:v1', ARGV[5])
redis.call('ZREM', at .. 'ended', job.id)
job.arrival = redis.call('INCR', at .. 'arrivals')
settle(job, {
  state = 'created', arrival = job.arrival, starts = 0, started = 0, finished = '', error = '', runAt = ''
})
toReady(job)
return { 'ok', view(job.id) }
