-- seen: a worker says which types it serves.
--
-- KEYS     1 types by when they were last served  2 workers by when they were last seen
-- ARGV     1 worker  2.. types
-- returns  {'ok'}

--- @include keys
--- @include clock

local day, minute = 86400000, 60000
for i = 2, #ARGV do
  redis.call('ZADD', KEYS[1], now, ARGV[i])
  redis.call('ZADD', KEYS[2], now, ARGV[i] .. ' ' .. ARGV[1])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - day)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - minute)
return { 'ok' }
