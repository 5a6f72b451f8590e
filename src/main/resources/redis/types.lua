-- types: what may be created now, by how many live workers it is served, and what its input must be.
--
-- KEYS     1 types by when they were last served  2 workers by when they were last seen
--          3 schemas by type  4 types by when their schema was last told
-- returns  {'ok', type, workers, schema or '', …}

--- @include keys
--- @include clock

local day, minute = 86400000, 60000
local live = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], now - minute, '+inf')) do
  local kind = string.match(member, '^%S+')
  live[kind] = (live[kind] or 0) + 1
end
local told = {}
for _, kind in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], now - day, '+inf')) do
  told[kind] = redis.call('HGET', KEYS[3], kind)
end
local answer = { 'ok' }
for _, kind in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], now - day, '+inf')) do
  table.insert(answer, kind)
  table.insert(answer, whole(live[kind] or 0))
  table.insert(answer, told[kind] or '')
end
return answer
