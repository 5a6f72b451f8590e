-- view: a job as it stands.
--
-- KEYS     1 job
-- ARGV     1 id  2 owner or ''
-- returns  {'ok', view} | {'not_found'}

--- @include keys
--- @include job
--- @include steps
--- @include view

local refusal = absent(fetch(ARGV[1], { 'state', 'user' }), ARGV[2])
if refusal then return refusal end
return { 'ok', view(ARGV[1]) }
