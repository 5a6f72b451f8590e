-- brief: what tells whether a job belongs into a list, and how heavy its view would be.
--
-- KEYS     1 job
-- ARGV     1 id  2 owner or ''
-- returns  {'ok', state, type, tags json, bytes} | {'not_found'}

--- @include keys
--- @include job

local job = fetch(ARGV[1], { 'user', 'state', 'type', 'tags' })
local refusal = absent(job, ARGV[2])
if refusal then return refusal end
local bytes = redis.call('HSTRLEN', KEYS[1], 'input') + redis.call('HSTRLEN', KEYS[1], 'result')
return { 'ok', job.state, job.type, job.tags, tostring(bytes) }
