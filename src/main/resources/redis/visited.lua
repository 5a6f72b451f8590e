-- visited: a user did something at a time, on whichever day that is.
--
-- KEYS     1 holders by their last sign of life
-- ARGV     1 user  2 ms
-- returns  {'ok'}

--- @include keys
--- @include clock
--- @include sound
--- @include day
--- @include visits

local day = dayOf(tonumber(ARGV[2]))
demand('hash', bookOf(day))
demand('set', at .. 'users:' .. whole(day))
seen(ARGV[1], day)
return { 'ok' }
