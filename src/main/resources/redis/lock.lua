-- lock: one among many acts, for a short time, again and again.
--
-- KEYS     1 the lock
-- ARGV     1 who  2 for how many ms, 0 to let go
-- returns  {'ok'} | {'held'}

local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return { 'held' } end
if ARGV[2] == '0' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
end
return { 'ok' }
