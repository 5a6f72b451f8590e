-- status: the little that a poll needs.
--
-- KEYS     1 job
-- ARGV     1 id  2 owner or ''
-- returns  {'ok', state, progress json, attempt, seq} | {'not_found'}

--- @include keys
--- @include job

local job = fetch(ARGV[1], { 'user', 'state', 'progress', 'attempt', 'seq' })
local refusal = absent(job, ARGV[2])
if refusal then return refusal end
return { 'ok', job.state, job.progress, tostring(job.attempt), tostring(job.seq) }
