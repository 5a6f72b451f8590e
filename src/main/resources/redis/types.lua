-- types: what may be created now, and by how many live workers it is served.
--
-- KEYS     1 types by when they were last served  2 workers by when they were last seen
-- returns  {'ok', type, workers, …}

--- @include keys
--- @include clock

local live = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], now - 60000, '+inf')) do
  local kind = string.match(member, '^%S+')
  live[kind] = (live[kind] or 0) + 1
end
local answer = { 'ok' }
for _, kind in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now - 86400000, '+inf')) do
  table.insert(answer, kind)
  table.insert(answer, whole(live[kind] or 0))
end
return answer
