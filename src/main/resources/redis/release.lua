-- release: a worker that has to go hands its job back; this start does not count.
--
-- from     running, under the lease given
-- to       created, at its old place, and its turn is to be had again
-- KEYS     1 job
-- ARGV     1 backlog.events  2 backlog.bytes  3 id  4 lease  5 number
-- returns  {'ok', seq, next, signals, type, trace} (a repeated end is answered without the last two) | {'not_found'} | {'lease_lost'} | {'job_cancelled'} | {'events_missing', expected}
-- records  job:retrying:v1

--- @include keys
--- @include clock
--- @include job
--- @include sound
--- @include trim
--- @include stored
--- @include record
--- @include queue
--- @include writer
--- @include day
--- @include ends

local job = fetch(ARGV[3], ATTEMPT)
local number = tonumber(ARGV[5])
local refusal = fence(job, ARGV[4], 'release', number) or turnToEnd(job, number)
if refusal then return refusal end

tryAgain(job, 'release', number, 'released', 0)
redis.call('HSET', KEYS[1], 'starts', whole(job.starts - 1))
return { 'ok', whole(job.seq), whole(number + 1), {}, job.type, job.trace or '' }
