-- state: everything a client needs to go on, of one instant: the view, the output, the checkpoint, the backlog.
--
-- KEYS     1 job
-- ARGV     1 id  2 owner or ''
-- returns  {'ok', view, output, checkpoint or '', {event, …}} | {'not_found'}

--- @include keys
--- @include job
--- @include steps
--- @include view

local job = fetch(ARGV[1], { 'state', 'user', 'checkpoint' })
local refusal = absent(job, ARGV[2])
if refusal then return refusal end
local events = redis.call('XRANGE', key('log', job.id), '-', '+')
for i, entry in ipairs(events) do events[i] = entry[2][2] end
return { 'ok', view(job.id), redis.call('GET', key('out', job.id)) or '', job.checkpoint or '', events }
