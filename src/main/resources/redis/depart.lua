-- depart: the sessions of holders that are silent for too long end, with their last sign of life.
--
-- KEYS     1 holders by their last sign of life
-- ARGV     1 ms of silence  2 most holders
-- returns  {'ok', sessions that ended}
--
-- As with leases: when nobody looked for half of that time, Redis or all of us were away, and the holders could
-- not tell that they live: they get the whole time once more.

--- @include keys
--- @include clock
--- @include sound
--- @include day
--- @include visits

local silence = tonumber(ARGV[1])
local last, quiet = unpack(redis.call('HMGET', at .. 'swept', 'at', 'quiet'))
quiet = tonumber(quiet or 0)
if quiet > now + silence then quiet = 0 end
if not last or now - tonumber(last) > silence / 2 then quiet = now + silence end
redis.call('HSET', at .. 'swept', 'at', whole(now), 'quiet', whole(quiet))

local count = 0
if now >= quiet then
  local silent = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', whole(now - silence), 'WITHSCORES', 'LIMIT', 0, ARGV[2])
  for i = 1, #silent, 2 do count = count + forget(silent[i], tonumber(silent[i + 1])) end
end
return { 'ok', whole(count) }
