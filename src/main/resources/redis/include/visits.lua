-- Sessions and who had them. A holder is one event loop of a process; its sessions lie under its name, each
-- with the ms of its start and its user, until they end or it is silent for too long.
--   open:<holder>   hash  those that today knows of
--   aside:<holder>  hash  those that were here at midnight, until they have been seen on the new day
-- A holder may have many thousands: no step goes over more of them than a helping.
local told = at .. 'told'
local HELPING = 500

local function openOf(holder)
  return at .. 'open:' .. holder
end

local function asideOf(holder)
  return at .. 'aside:' .. holder
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

-- Takes this many out of them, or all; each with 'with'. Returns how many there were.
local function take(sessions, most, with)
  local some = redis.call('HRANDFIELD', sessions, most, 'WITHVALUES')
  for i = 1, #some, 2 do
    redis.call('HDEL', sessions, some[i])
    with(some[i], some[i + 1])
  end
  return #some / 2
end

local function has(holder)
  return redis.call('EXISTS', openOf(holder), asideOf(holder)) > 0
end

-- So many of a holder's sessions end at this time; without any it is known no more. Returns how many ended.
local function forget(holder, time, most)
  local function ends(_, session) ended(session, time) end
  local count = take(openOf(holder), most, ends)
  if count < most then count = count + take(asideOf(holder), most - count, ends) end
  if not has(holder) then
    redis.call('HDEL', told, holder)
    redis.call('ZREM', KEYS[1], holder)
  end
  return count
end
