-- cancel: the job is over at once; whoever works on it is told, and can write nothing any more.
--
-- from     created or running; cancelled again changes nothing
-- to       cancelled
-- KEYS     1 job
-- ARGV     1 backlog.events  2 backlog.bytes  3 id  4 owner or ''  5 event data json
-- returns  {'ok', view} | {'same', view} | {'not_found'} | {'illegal_state', state}
-- records  job:cancelled:v1

--- @include keys
--- @include clock
--- @include job
--- @include sound
--- @include trim
--- @include stored
--- @include record
--- @include queue
--- @include day
--- @include ends
--- @include cancelled
--- @include steps
--- @include view

local job = fetch(ARGV[3], ATTEMPT)
local refusal = absent(job, ARGV[4])
if refusal then return refusal end
if job.state == 'cancelled' then return { 'same', view(job.id) } end
if terminal(job) then return { 'illegal_state', job.state } end

demand('hash', key('steps', job.id))
cancelled(job, ARGV[5])
return { 'ok', view(job.id) }
