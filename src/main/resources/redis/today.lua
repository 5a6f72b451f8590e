-- today: which day it is, and how many sessions are open.
--
-- KEYS     1 holders by their last sign of life
-- returns  {'ok', day, sessions}

--- @include keys
--- @include clock
--- @include day
--- @include visits

local open = 0
for _, holder in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  open = open + redis.call('HLEN', openOf(holder)) + redis.call('HLEN', asideOf(holder))
end
return { 'ok', whole(dayOf(now)), whole(open) }
