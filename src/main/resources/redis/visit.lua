-- visit: a holder of sockets tells who came and who went; with nothing to tell, that it is alive.
--
-- KEYS     1 holders by their last sign of life
-- ARGV     1 holder  2 number of this telling, from 1  3.. triples: 'in' and session and user, 'out' and session
--          and '', or 'bye' and '' and '' for a holder that goes, with whatever it still has
-- returns  {'ok'} | {'unknown'} when this holder was taken for dead: its sessions have ended then
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

local open = openOf(holder)
demand('hash', bookOf(today), open)
demand('set', at .. 'users:' .. whole(today))
redis.call('ZADD', KEYS[1], whole(now), holder)
redis.call('HSET', told, holder, whole(number) .. ' ' .. whole(today))
-- Whoever is still here at midnight is here on the new day, too.
if tonumber(lastDay) < today then
  for _, session in ipairs(redis.call('HVALS', open)) do seen(string.match(session, '%S+$'), today) end
end
for i = 3, #ARGV, 3 do
  local word, id, user = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  if word == 'in' then
    if redis.call('HSETNX', open, id, whole(now) .. ' ' .. user) == 1 then
      add(bookOf(today), 'started', 1)
      seen(user, today)
    end
  elseif word == 'out' then
    local session = redis.call('HGET', open, id)
    if session then
      redis.call('HDEL', open, id)
      ended(session, now)
    end
  else
    forget(holder, now)
  end
end
return { 'ok' }
