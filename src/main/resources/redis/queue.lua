-- queue: how one type stands in one partition.
--
-- KEYS     1 the partition's counts
-- ARGV     1 type
-- returns  {'ok', waiting, running, delayed, ms that the oldest has waited or '-1', paused '1' or ''}

--- @include keys
--- @include clock

local ready = key('ready', ARGV[1])
local oldest = -1
-- Of each priority the first has waited longest.
for priority = -10, redis.call('EXISTS', ready) == 1 and 10 or -11 do
  local from = (10 - priority) * 2 ^ 44
  local id = redis.call('ZRANGEBYSCORE', ready, whole(from), '(' .. whole(from + 2 ^ 44), 'LIMIT', 0, 1)[1]
  if id then
    local since = tonumber(redis.call('HGET', key('job', id), 'readyAt') or now)
    oldest = math.max(oldest, now - since)
  end
end
local counts = redis.call('HMGET', KEYS[1], 'running:' .. ARGV[1], 'delayed:' .. ARGV[1])
return { 'ok', whole(redis.call('ZCARD', ready)), counts[1] or '0', counts[2] or '0', whole(oldest),
  redis.call('SISMEMBER', at .. 'paused', ARGV[1]) == 1 and '1' or '' }
