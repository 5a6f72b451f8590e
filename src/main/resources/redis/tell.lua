-- tell: a worker says what the inputs of its types must be.
--
-- KEYS     1 schemas by type  2 types by when their schema was last told
-- ARGV     pairs of type and schema, '' for none
-- returns  {'ok'}

--- @include keys
--- @include clock

local day = 86400000
for i = 1, #ARGV, 2 do
  if ARGV[i + 1] == '' then
    redis.call('HDEL', KEYS[1], ARGV[i])
    redis.call('ZREM', KEYS[2], ARGV[i])
  else
    redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
    redis.call('ZADD', KEYS[2], now, ARGV[i])
  end
end
for _, kind in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', now - day)) do
  redis.call('HDEL', KEYS[1], kind)
  redis.call('ZREM', KEYS[2], kind)
end
return { 'ok' }
