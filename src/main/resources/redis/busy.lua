-- busy: the types of which anything waits, is delayed or runs in one partition, served or not.
--
-- KEYS     1 the partition's counts, which name each type that ever waited
-- returns  {'ok', type, …}
--
-- The names of types of which there is nothing any more go on the way.

--- @include keys

local counts, busy = redis.call('HGETALL', KEYS[1]), {}
for i = 1, #counts, 2 do
  local kind = string.match(counts[i], ':(.*)$')
  busy[kind] = busy[kind] or tonumber(counts[i + 1]) ~= 0
end
local answer = { 'ok' }
for kind, running in pairs(busy) do
  if running or redis.call('EXISTS', key('ready', kind)) == 1 then
    table.insert(answer, kind)
  else
    redis.call('HDEL', KEYS[1], 'running:' .. kind, 'delayed:' .. kind)
  end
end
return answer
