-- hold: a process tells how many each holds there, and hears how many he holds at the others that live.
--
-- KEYS     1 processes by the end of their leases
-- ARGV     1 process  2 number of this telling, from 1  3 leaseMs  4 keepMs  5.. triples: limit, who, how many
-- returns  {'ok', how many each holds elsewhere, ..} in this order | {'unknown'} when this process was taken for dead:
--          what it had told is void, and it has to come under another name
--
-- What is told is how it stands, so that the same telling again changes nothing.

--- @include keys
--- @include clock
--- @include sound

demand('zset', KEYS[1])
for i = 5, #ARGV, 3 do demand('hash', key(ARGV[i], ARGV[i + 1])) end
local process, leaseMs = ARGV[1], tonumber(ARGV[3])
-- A lease that ends too far ahead is of a clock that was set back since.
local lives = {}
for _, one in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. whole(now), whole(now + leaseMs))) do lives[one] = true end
if not lives[process] and tonumber(ARGV[2]) > 1 then return { 'unknown' } end

redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', whole(now))
redis.call('ZADD', KEYS[1], whole(now + leaseMs), process)
redis.call('PEXPIRE', KEYS[1], whole(leaseMs))
local elsewhere = { 'ok' }
for i = 5, #ARGV, 3 do
  local name, others = key(ARGV[i], ARGV[i + 1]), 0
  if ARGV[i + 2] == '0' then
    redis.call('HDEL', name, process)
  else
    redis.call('HSET', name, process, ARGV[i + 2])
  end
  local held = redis.call('HGETALL', name)
  for j = 1, #held, 2 do
    if held[j] ~= process and lives[held[j]] then
      others = others + tonumber(held[j + 1])
    elseif held[j] ~= process then
      redis.call('HDEL', name, held[j])
    end
  end
  redis.call('PEXPIRE', name, ARGV[4])
  table.insert(elsewhere, whole(others))
end
return elsewhere
