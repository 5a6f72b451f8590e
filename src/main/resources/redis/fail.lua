-- fail: the attempt gives up; another follows after its backoff, or the job has failed.
--
-- from     running, under the lease given
-- to       created when retryable and attempts are left, else failed
-- KEYS     1 job
-- ARGV     1 backlog.events  2 backlog.bytes  3 id  4 lease  5 number  6 error json  7 retryable '1' or ''
--          8 least wait in ms: the next attempt is due after its backoff, and not before this
-- returns  {'ok', seq, next, signals, 'failed' | 'created', due or '0', type, trace, '1' when repeated or ''}
--          | {'not_found'} | {'lease_lost'} | {'job_cancelled'} | {'events_missing', expected}
-- records  job:retrying:v1 or job:failed:v1

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
local refusal, repeated = fence(job, ARGV[4], 'fail', number)
if repeated then
  local became = job.state == 'failed' and 'failed' or 'created'
  for _, more in ipairs({ became, '0', job.type, job.trace or '', '1' }) do table.insert(refusal, more) end
end
refusal = refusal or turnToEnd(job, number)
if refusal then return refusal end

local state, due = 'failed', 0
if ARGV[7] == '1' and job.starts < job.maxAttempts then
  state = 'created'
  due = tryAgain(job, 'fail', number, 'failed', math.max(backoff(job), tonumber(ARGV[8])), ARGV[6])
else
  failForGood(job, 'fail', number, ARGV[6])
end
return { 'ok', whole(job.seq), whole(number + 1), {}, state, whole(due), job.type, job.trace or '', '' }
