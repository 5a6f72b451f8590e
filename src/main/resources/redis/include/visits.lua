-- Sessions and who had them. A holder is one event loop of a process; its sessions lie under its name, each
-- with the ms of its start and its user, until they end or it is silent for too long.
local told = at .. 'told'

local function openOf(holder)
  return at .. 'open:' .. holder
end

-- The set is only needed as long as somebody may come twice; how many there were stays with the day's numbers.
local function seen(user, day)
  local users = at .. 'users:' .. whole(day)
  if redis.call('SADD', users, user) == 0 then return end
  if redis.call('SCARD', users) == 1 then redis.call('EXPIRE', users, 2 * DAY_MS / 1000) end
  add(bookOf(day), 'users', 1)
end

local function ended(session, time)
  local since, user = string.match(session, '^(%d+) (%S+)$')
  local day = dayOf(time)
  add(bookOf(day), 'ended', 1)
  add(bookOf(day), 'length:' .. bucket(time - tonumber(since)), 1)
  seen(user, day)
end

-- All that a holder still has ends at this time, and it is known no more.
local function forget(holder, time)
  local sessions = redis.call('HVALS', openOf(holder))
  for _, session in ipairs(sessions) do ended(session, time) end
  redis.call('DEL', openOf(holder))
  redis.call('HDEL', told, holder)
  redis.call('ZREM', KEYS[1], holder)
  return #sessions
end
