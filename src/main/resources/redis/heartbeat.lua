-- heartbeat: the worker is alive; it learns what it has missed.
--
-- from     running, under the lease given
-- KEYS     1 job
-- ARGV     1 id  2 lease  3 signals seen  4 leaseMs
-- returns  {'ok', seq, next, signals} | {'not_found'} | {'lease_lost'} | {'job_cancelled'}
-- records  nothing

--- @include keys
--- @include clock
--- @include job
--- @include writer

local job = fetch(ARGV[1], WRITE)
local refusal = fence(job, ARGV[2])
if refusal then return refusal end
saw(job, ARGV[3])
renew(job, tonumber(ARGV[4]))
redis.call('HSET', KEYS[1], 'until', whole(job['until']), 'seen', whole(job.seen))
return { 'ok', whole(seqOf(job, job.number)), whole(job.number + 1), news(job) }
