-- A bucket of tokens under KEYS[1], filled by time up to its burst.
local function fill(perMinute, burst)
  local left, since = unpack(redis.call('HMGET', KEYS[1], 'left', 'at'))
  if not left then return burst end
  local passed = math.max(0, now - tonumber(since))
  return math.min(burst, tonumber(left) + passed * perMinute / 60000)
end

local function keep(left, perMinute, burst)
  redis.call('HSET', KEYS[1], 'left', string.format('%.6f', left), 'at', whole(now))
  -- Gone when it would be full again.
  redis.call('PEXPIRE', KEYS[1], whole(math.ceil(burst * 60000 / perMinute) + 1000))
end
