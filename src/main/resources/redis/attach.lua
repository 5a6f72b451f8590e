-- attach: what follows a position, for a viewer who stays; a snapshot comes without its output, which
-- is read in parts (see output).
--
-- KEYS     1 job
-- ARGV     1 id  2 owner or ''  3.. as include/reading.lua has it
-- returns  {'ok', reason or '', user, state, attempt, first, seq, position of the top, {event, …},
--          '1' if cancelled without viewers or ''} | {'ok', …, view, bytes of output} with a snapshot
--          | {'not_found'}

--- @include keys
--- @include job
--- @include steps
--- @include view
--- @include reading

local job = fetch(ARGV[1], { 'cancelOnDisconnect', unpack(RECORD) })
local refusal = absent(job, ARGV[2])
if refusal then return refusal end

local log = key('log', job.id)
local reason = broken(job, log)
local answer = { 'ok', reason, job.user, job.state, tostring(job.attempt), tostring(job.first),
  tostring(job.seq), top(job), reason == '' and after(log, tonumber(ARGV[4])) or {}, job.cancelOnDisconnect or '' }
if reason ~= '' then answer[11], answer[12] = view(job.id), tostring(job.outBytes) end
return answer
