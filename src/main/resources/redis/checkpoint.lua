-- checkpoint: progress is saved; a later attempt starts from here.
--
-- from     running, under the lease given
-- KEYS     1 job
-- ARGV     1 backlog.events  2 backlog.bytes  3 id  4 lease  5 first number  6 signals seen  7 leaseMs
--          8 checkpoint json  9 event data json
-- returns  {'ok', seq, next, signals} | {'not_found'} | {'lease_lost'} | {'job_cancelled'} | {'events_missing', expected}
-- records  job:checkpoint:v1

--- @include keys
--- @include clock
--- @include job
--- @include sound
--- @include trim
--- @include stored
--- @include record
--- @include queue
--- @include writer

local job = fetch(ARGV[3], { 'inboxBytes', 'signalBytes', unpack(WRITE) })
local number = tonumber(ARGV[5])
local refusal = fence(job, ARGV[4])
if refusal then return refusal end
saw(job, ARGV[6])
local settled = turn(job, number, number)
if settled then return settled end

demand('hash', key('steps', job.id), key('kept', job.id))
demand('stream', key('inbox', job.id))
demand('zset', at .. 'leases')
demandStored()
local progress = redis.call('HGET', KEYS[1], 'progress')
record(job, 'job:checkpoint:v1', ARGV[9])
if redis.call('EXISTS', key('steps', job.id)) == 1 then
  redis.call('COPY', key('steps', job.id), key('kept', job.id), 'REPLACE')
else
  redis.call('DEL', key('kept', job.id))
end
-- The handler has seen these before it saved: they belong to the checkpoint now.
local seen = whole(job.seen) .. '-0'
local last = redis.call('XRANGE', key('inbox', job.id), seen, seen)[1]
redis.call('XTRIM', key('inbox', job.id), 'MINID', whole(job.seen + 1) .. '-0')
renew(job, tonumber(ARGV[7]))
settle(job, {
  number = number, seen = job.seen, ['until'] = job['until'], checkpoint = ARGV[8], checkpointed = '1',
  keepBytes = job.outBytes, keepUnits = job.outUnits, keptProgress = progress, keptSeen = job.seen,
  inboxBytes = last and job.signalBytes - tonumber(last[2][10] or 0) or job.inboxBytes
})
return { 'ok', whole(job.seq), whole(number + 1), news(job) }
