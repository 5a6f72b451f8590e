-- Waiting jobs. 'ready' has all of a type, by priority and then by since when they wait. Who is next is another question:
-- within a type and a priority the owners take turns, so that nobody's thousands hold up another's one.
--   ready:<type>   zset  job ids, by priority, each behind those that waited before it did: who comes back is the last
--   lines:<type>   zset  '<owner>:<priority>:<arrival>:<id>', all scored 0: each owner's line stands together, in order
--   turns:<type>   zset  '<priority>:<owner>' for each owner with a line, by priority and the number of the turn
--   credit:<type>  hash  of these, the starts that are left of a turn under way; a turn has as many as the owner's weight
-- Turns are numbered by the counter that numbers arrivals: who comes stands behind all who wait, and so does who had
-- his turn. Numbers of different types can be compared, so types take turns as owners do.

-- Ready jobs come with these.
local PLACE = { 'state', 'user', 'type', 'priority', 'arrival' }

local function band(job)
  return (10 - job.priority) * 2 ^ 44
end

local function count(what, kind, by)
  redis.call('HINCRBY', at .. 'counts', what .. ':' .. kind, by)
end

-- The names that a waiting job's coming and going write to; a foreign value there must be met before anything else.
local function demandLines(kind)
  demand('zset', key('ready', kind), key('lines', kind), key('turns', kind))
  demand('hash', key('credit', kind), at .. 'counts')
  demand('string', at .. 'arrivals')
end

local function hasLines(kind)
  return holds('zset', key('ready', kind)) and holds('zset', key('lines', kind)) and holds('zset', key('turns', kind))
    and holds('hash', key('credit', kind)) and holds('hash', at .. 'counts') and holds('string', at .. 'arrivals')
end

local function turnOf(job)
  return string.format('%02d', 10 - job.priority) .. ':' .. encoded(job.user)
end

-- An owner's line of one priority, as it begins.
local function lineOf(job)
  return encoded(job.user) .. ':' .. string.format('%02d', 10 - job.priority)
end

local function placeOf(job)
  return lineOf(job) .. ':' .. string.format('%015.0f', job.arrival) .. ':' .. job.id
end

local function firstIn(kind, line)
  return redis.call('ZRANGEBYLEX', key('lines', kind), '[' .. line .. ':', '(' .. line .. ';', 'LIMIT', 0, 1)[1]
end

-- The job stands in its owner's line, by arrival; and the owner waits for a turn, if he did not already. 'number'
-- is that of a turn he has had, and is to have again.
local function stand(job, number)
  redis.call('ZADD', key('lines', job.type), 0, placeOf(job))
  local turns, turn = key('turns', job.type), turnOf(job)
  if number then
    redis.call('ZADD', turns, 'LT', band(job) + number, turn)
  elseif not redis.call('ZSCORE', turns, turn) then
    redis.call('ZADD', turns, band(job) + redis.call('INCR', at .. 'arrivals'), turn)
  end
end

local function endTurns(kind, turn)
  redis.call('ZREM', key('turns', kind), turn)
  redis.call('HDEL', key('credit', kind), turn)
end

-- Out of the line; an owner without any more waits for no turn.
local function leave(job)
  redis.call('ZREM', key('ready', job.type), job.id)
  redis.call('ZREM', key('lines', job.type), placeOf(job))
  if not firstIn(job.type, lineOf(job)) then endTurns(job.type, turnOf(job)) end
end

-- A job of this owner has started, and has left the line: the turn goes on, or another begins behind all who wait.
local function charge(job)
  local turns, turn = key('turns', job.type), turnOf(job)
  if not redis.call('ZSCORE', turns, turn) then return end
  local credit = key('credit', job.type)
  local left = tonumber(redis.call('HGET', credit, turn) or math.max(job.weight, 1)) - 1
  if left > 0 then
    redis.call('HSET', credit, turn, whole(left))
  else
    redis.call('HDEL', credit, turn)
    redis.call('ZADD', turns, band(job) + redis.call('INCR', at .. 'arrivals'), turn)
  end
end

-- 'number' as stand() has it. The counts are to know of the type, also while nothing of it runs.
local function toReady(job, number)
  redis.call('ZADD', key('ready', job.type), band(job) + redis.call('INCR', at .. 'arrivals'), job.id)
  stand(job, number)
  count('running', job.type, 0)
  redis.call('HSET', key('job', job.id), 'readyAt', whole(now))
end

local function toDue(job, time)
  redis.call('ZADD', at .. 'due', time, job.id)
  count('delayed', job.type, 1)
end

-- A job with foreign data under its names is left alone, and looked at again after this: it may be mended.
local MINUTE = 60000

-- A delayed job's time has come.
local function promote(id)
  local job = sound(id) and fetch(id, PLACE)
  if not job or job.type and not hasLines(job.type) then
    redis.call('ZADD', at .. 'due', now + MINUTE, id)
    return nil
  end
  redis.call('ZREM', at .. 'due', id)
  if job.type then count('delayed', job.type, -1) end
  if job.state ~= 'created' then return nil end
  toReady(job)
  return job.type
end
