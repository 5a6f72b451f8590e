-- page: what follows a position, or, when the log cannot go on from there, a snapshot of the same instant.
--
-- KEYS     1 job
-- ARGV     1 id  2 owner or ''  3.. as include/reading.lua has it
-- returns  {'ok', reason or '', state, first, top, position of the top, attempt, {event, …}}
--          | {'ok', …, view, output} with a snapshot | {'not_found'}

--- @include keys
--- @include job
--- @include steps
--- @include view
--- @include reading

local job = fetch(ARGV[1], RECORD)
local refusal = absent(job, ARGV[2])
if refusal then return refusal end

local log = key('log', job.id)
local reason = broken(job, log)
local answer = { 'ok', reason, job.state, tostring(job.first), tostring(job.seq), top(job), tostring(job.attempt) }
if reason == '' then
  answer[8] = after(log, tonumber(ARGV[4]))
else
  answer[8], answer[9], answer[10] = {}, view(job.id), redis.call('GET', key('out', job.id)) or ''
end
return answer
