-- Waiting jobs: by priority first, then by arrival; a job keeps its place when it comes back.
local function score(job)
  return (10 - job.priority) * 2 ^ 44 + job.arrival
end

local function count(what, kind, by)
  redis.call('HINCRBY', at .. 'counts', what .. ':' .. kind, by)
end

local function toReady(job)
  redis.call('ZADD', key('ready', job.type), score(job), job.id)
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
  local job = sound(id) and fetch(id, { 'state', 'type', 'priority', 'arrival' })
  if not job or job.type and not holds('zset', key('ready', job.type)) then
    redis.call('ZADD', at .. 'due', now + MINUTE, id)
    return nil
  end
  redis.call('ZREM', at .. 'due', id)
  if job.type then count('delayed', job.type, -1) end
  if job.state ~= 'created' then return nil end
  toReady(job)
  return job.type
end
