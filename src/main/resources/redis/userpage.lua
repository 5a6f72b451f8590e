-- userpage: what follows a position on a user's own stream; when the log cannot go on from there, all it has.
--
-- KEYS     1 meta of the user's stream
-- ARGV     1 epoch, if there is none yet  2 'now' for nothing of what was  3.. as include/reading.lua has it
-- returns  {'ok', reason or '', first, seq, position of the top or '0', {event, …}}

--- @include clock
--- @include sound
--- @include trim
--- @include userlog
--- @include reading

local state = stream(ARGV[1])
touched()
local newest = state.seq == 0 and '0' or top(state)
local answer = { 'ok', '', whole(state.first), whole(state.seq), newest, {} }
if ARGV[2] == 'now' then return answer end
local reason = broken(state, log)
answer[2] = reason
answer[6] = after(log, reason == '' and tonumber(ARGV[4]) or state.first - 1)
return answer
