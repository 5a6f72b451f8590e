-- seen: a worker says which types it serves.
--
-- KEYS     1 types by when they were last served  2 workers by when they were last seen
-- ARGV     1 worker  2 types that may be known, 0 for as many as there are  3.. types
-- returns  {'ok'} | {'too_many_types'}
--
-- Whoever may claim may name any type, and each costs numbers and looks at its queue as long as it is known.

--- @include keys
--- @include clock

local day, minute = 86400000, 60000
local most, fresh = tonumber(ARGV[2]), 0
for i = 3, #ARGV do
  if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i]) or 0) < now - day then fresh = fresh + 1 end
end
if most > 0 and fresh > 0 and redis.call('ZCOUNT', KEYS[1], now - day, '+inf') + fresh > most then
  return { 'too_many_types' }
end

for i = 3, #ARGV do
  redis.call('ZADD', KEYS[1], now, ARGV[i])
  redis.call('ZADD', KEYS[2], now, ARGV[i] .. ' ' .. ARGV[1])
end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - day)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now - minute)
return { 'ok' }
