-- visit: a holder of sockets tells who came and who went; with nothing to tell, that it is alive.
--
-- KEYS     1 holders by their last sign of life
-- ARGV     1 holder  2 number of this telling, from 1  3.. triples: 'in' and session and user, 'out' and session
--          and '', or at the end 'bye' and '' and '' for a holder that goes, with whatever it still has
-- returns  {'ok'} | {'more'}: its next telling may come at once, since not all that it has was gone through
--          | {'unknown'} when this holder was taken for dead: its sessions have ended then, or are about to
--
-- The same telling again does nothing.

--- @include keys
--- @include clock
--- @include sound
--- @include day
--- @include visits

local holder, number = ARGV[1], tonumber(ARGV[2])
local known = redis.call('HGET', told, holder)
if not known and number > 1 then return { 'unknown' } end
local today = dayOf(now)
local last, lastDay = string.match(known or '0 ' .. whole(today), '^(%d+) (%d+)$')
if number <= tonumber(last) then return { 'ok' } end

local open, aside = openOf(holder), asideOf(holder)
demand('hash', bookOf(today), open, aside)
demand('set', at .. 'users:' .. whole(today))
redis.call('ZADD', KEYS[1], whole(now), holder)
redis.call('HSET', told, holder, whole(number) .. ' ' .. whole(today))

-- Whoever is still here at midnight is here on the new day, too. Who goes before it is his turn is seen going.
if tonumber(lastDay) < today and redis.call('EXISTS', open) == 1 then redis.call('RENAMENX', open, aside) end
local function stays(id, session)
  redis.call('HSET', open, id, session)
  seen(string.match(session, '%S+$'), today)
end
take(aside, HELPING, stays)

local function comes(id, user)
  if redis.call('HSETNX', open, id, whole(now) .. ' ' .. user) == 0 then return end
  add(bookOf(today), 'started', 1)
  seen(user, today)
end

local function goes(id)
  local session = redis.call('HGET', open, id) or redis.call('HGET', aside, id)
  if not session then return end
  redis.call('HDEL', open, id)
  redis.call('HDEL', aside, id)
  ended(session, now)
end

local more = redis.call('EXISTS', aside) == 1
for i = 3, #ARGV, 3 do
  local word, id, user = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if word == 'in' then
    comes(id, user)
  elseif word == 'out' then
    goes(id)
  else
    forget(holder, now, HELPING)
    more = has(holder)
  end
end
return { more and 'more' or 'ok' }
