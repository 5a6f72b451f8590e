-- remove: an ended job and all that belongs to it go away.
--
-- from     completed, failed or cancelled
-- KEYS     1 job
-- ARGV     1 id  2 owner or ''
-- returns  {'ok', user, created} | {'not_found'} | {'illegal_state', state}
-- records  nothing

--- @include keys
--- @include job
--- @include sound
--- @include stored
--- @include erase

local job = fetch(ARGV[1], { 'state', 'user', 'created', 'stored' })
local refusal = absent(job, ARGV[2])
if refusal then return refusal end
if not terminal(job) then return { 'illegal_state', job.state } end
erase(job)
return { 'ok', job.user, string.format('%.0f', job.created) }
