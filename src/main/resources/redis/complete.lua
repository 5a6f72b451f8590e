-- complete: a running job succeeds.
--
-- from     running, under the lease given
-- to       completed
-- KEYS     1 job
-- ARGV     1 backlog.events  2 backlog.bytes  3 id  4 lease  5 number  6 result json
-- returns  {'ok', seq, next, signals, type, trace} (a repeated end is answered without the last two) | {'not_found'} | {'lease_lost'} | {'job_cancelled'} | {'events_missing', expected}
-- records  job:completed:v1

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
local refusal = fence(job, ARGV[4], 'complete', number) or turnToEnd(job, number)
if refusal then return refusal end

demandIndexes(job)
record(job, 'job:completed:v1',
  '{"result":' .. ARGV[6] .. ',"durationMs":' .. whole(now - job.started) .. '}')
local changes = giveUpLease(job, 'complete', number,
  { state = 'completed', result = ARGV[6], finished = now, number = number })
markEnded(job)
tallyEnd(job, 'completed')
settle(job, changes)
return { 'ok', whole(job.seq), whole(number + 1), {}, job.type, job.trace or '' }
