-- Who of a user's devices is here: '<device> <holder>' by the end of the holder's lease, of which each renewal makes a new one.
demand('zset', devices)

-- The devices that somebody holds, each once.
local function online()
  local list, seen = {}, {}
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', devices, '(' .. whole(now), '+inf')) do
    local device = string.match(member, '^%S+')
    if not seen[device] then
      seen[device] = true
      table.insert(list, device)
    end
  end
  table.sort(list)
  return list, seen
end

local function tell(state, device, word, most, mostBytes)
  local list = online()
  for i, one in ipairs(list) do list[i] = '{"deviceId":"' .. one .. '"}' end
  note(state, 'user:presence:v1', '{"deviceId":"' .. device .. '","state":"' .. word
    .. '","devices":[' .. table.concat(list, ',') .. ']}', most, mostBytes)
end

-- Lets go of the leases that have ended, and tells of the devices that went with them.
local function expire(state, most, mostBytes)
  local gone = redis.call('ZRANGEBYSCORE', devices, '-inf', whole(now))
  if #gone == 0 then return end
  redis.call('ZREMRANGEBYSCORE', devices, '-inf', whole(now))
  local told = {}
  for _, member in ipairs(gone) do
    local device = string.match(member, '^%S+')
    local _, here = online()
    if not here[device] and not told[device] then
      told[device] = true
      tell(state, device, 'offline', most, mostBytes)
    end
  end
end

-- When the next lease ends; '-1' when nobody is here.
local function nextEnd()
  local nearest = redis.call('ZRANGE', devices, 0, 0, 'WITHSCORES')[2]
  return nearest and whole(tonumber(nearest)) or '-1'
end
