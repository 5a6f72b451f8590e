-- spend: a process tells what was taken there since it told last, and hears what all together have taken too fast.
--
-- KEYS     1 any key of the limits
-- ARGV     1 micros over which it was taken  2 most micros that anybody may owe  3.. triples: limit, who, micros of the
--          limit's time that were taken
-- returns  {'ok', micros that each owes now, ..} in this order
--
-- Of each is kept the instant at which all is paid, and only for as long as it counts.

--- @include keys
--- @include clock
--- @include sound

for i = 3, #ARGV, 3 do demand('string', key(ARGV[i], ARGV[i + 1])) end
local span, most = tonumber(ARGV[1]), tonumber(ARGV[2])
local owed = { 'ok' }
for i = 3, #ARGV, 3 do
  local name = key(ARGV[i], ARGV[i + 1])
  local paid = math.max(tonumber(redis.call('GET', name) or 0), micros - span) + tonumber(ARGV[i + 2])
  -- A clock that was set back must not make anybody owe for hours.
  paid = math.min(paid, micros + most)
  redis.call('SET', name, whole(paid), 'PX', whole(math.ceil((paid - micros + span) / 1000)))
  table.insert(owed, whole(math.max(0, paid - micros)))
end
return owed
