-- depart: the sessions of holders that are silent for too long end, with their last sign of life.
--
-- KEYS     1 holders by their last sign of life
-- ARGV     1 ms of silence
-- returns  {'ok', sessions that ended, '1' if there are more}
--
-- A helping of sessions at a time: one node may have had a hundred thousand.
-- As with leases: when nobody looked for half of that time, Redis or all of us were away, and the holders could
-- not tell that they live: they get the whole time once more.

--- @include keys
--- @include clock
--- @include sound
--- @include day
--- @include visits

local MOST_HOLDERS = 16
local silence = tonumber(ARGV[1])
local last, quiet = unpack(redis.call('HMGET', at .. 'swept', 'at', 'quiet'))
quiet = tonumber(quiet or 0)
if quiet > now + silence then quiet = 0 end
if not last or now - tonumber(last) > silence / 2 then quiet = now + silence end
redis.call('HSET', at .. 'swept', 'at', whole(now), 'quiet', whole(quiet))

local count, more = 0, false
if now >= quiet then
  local silent = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', whole(now - silence), 'WITHSCORES', 'LIMIT', 0, MOST_HOLDERS)
  more = #silent == MOST_HOLDERS * 2
  for i = 1, #silent, 2 do
    -- Should it live after all, it is told so: some of what it has may have ended.
    redis.call('HDEL', told, silent[i])
    if count < HELPING then count = count + forget(silent[i], tonumber(silent[i + 1]), HELPING - count) end
    more = more or has(silent[i])
  end
end
return { 'ok', whole(count), more and '1' or '' }
