-- sweep: what nobody came for: due jobs, leases that ended, attempts out of time, jobs that nobody watches any
-- more although they were to be watched, ended jobs past their keeping.
--
-- KEYS     1 when this partition was last swept
-- ARGV     1 backlog.events  2 backlog.bytes  3 leaseMs  4 retentionMs  5 most of each kind
-- returns  {'ok', {type with new work, …}, {'outcome type id trace code', …}, {id, user, created, …} of the removed, ms until the next thing or '-1', '1' if there is more}
-- records  job:retrying:v1, job:failed:v1, job:cancelled:v1
--
-- A lease ends here and not by the clock. When no sweep ran for half a lease, Redis or all of us
-- were away, and the holders could not renew: they get one lease's time to come back.

--- @include keys
--- @include clock
--- @include job
--- @include sound
--- @include trim
--- @include stored
--- @include record
--- @include queue
--- @include day
--- @include ends
--- @include cancelled
--- @include erase

local leaseMs, retentionMs, most = tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local woken, outcomes, removed, more = {}, {}, {}, false

local function expired(index, time)
  local ids = redis.call('ZRANGEBYSCORE', at .. index, '-inf', time, 'LIMIT', 0, most)
  if #ids == most then more = true end
  return ids
end

local function outOfTime(job)
  local error = '{"code":"timeout","message":"An attempt took longer than its time-out."}'
  if job.starts >= job.maxAttempts then
    failForGood(job, 'timeout', job.number, error)
    return 'failed', 'timeout'
  end
  tryAgain(job, 'timeout', job.number, 'timeout', backoff(job), error)
  return 'timeout'
end

local function orphaned(job)
  if job.starts >= job.maxAttempts then
    failForGood(job, 'orphan', job.number,
      '{"code":"poison","message":"The workers of ' .. whole(job.starts) .. ' attempts disappeared."}')
    return 'poison', 'poison'
  end
  tryAgain(job, 'orphan', job.number, 'orphaned', 0)
  return 'orphaned'
end

local function tell(outcome, kind, id, trace, code)
  table.insert(outcomes, outcome .. ' ' .. kind .. ' ' .. id .. ' ' .. (trace or '') .. ' ' .. (code or ''))
end

local function takeLease(id)
  local job = sound(id) and fetch(id, ATTEMPT)
  if job and job.state ~= 'running' then
    redis.call('ZREM', at .. 'leases', id)
    return
  end
  if not job or not hasLines(job.type) then
    redis.call('ZADD', at .. 'leases', now + leaseMs, id)
    tell('foreign', 'unknown', id)
    return
  end
  local late = job.deadline > 0 and job.deadline <= now
  if not late and job['until'] > now then
    local wakes = job.deadline > 0 and math.min(job['until'], job.deadline) or job['until']
    redis.call('ZADD', at .. 'leases', wakes, id)
    return
  end
  local outcome, code
  if late then outcome, code = outOfTime(job) else outcome, code = orphaned(job) end
  tellWorker(job, 'ended')
  tell(outcome, job.type, id, job.trace, code)
  if not code then woken[job.type] = true end
end

-- The index says when to look, the viewers themselves whether anybody is there.
local function unwatched(id)
  local job = sound(id) and holds('zset', key('viewers', id)) and fetch(id, { 'grace', unpack(ATTEMPT) })
  if not job or not job.state or terminal(job) then
    redis.call('ZREM', at .. 'watched', id)
    return
  end
  local last = redis.call('ZRANGE', key('viewers', id), -1, -1, 'WITHSCORES')[2]
  if last and tonumber(last) > now then
    redis.call('ZADD', at .. 'watched', whole(tonumber(last) + tonumber(job.grace or 0)), id)
    return
  end
  if not hasLines(job.type) then
    redis.call('ZADD', at .. 'watched', now + MINUTE, id)
    tell('foreign', 'unknown', id)
    return
  end
  redis.call('ZREM', at .. 'watched', id)
  cancelled(job, '{"by":"jobwire","reason":"Nobody watches it any more."}')
  tell('cancelled', job.type, id, job.trace)
end

-- A clock that jumped at a failover: no lease may end later than one that starts now.
local function pullIn(id)
  if not sound(id) then return end
  local job = fetch(id, { 'state', 'until', 'deadline' })
  if job.state == 'running' and job['until'] > now + leaseMs then
    redis.call('HSET', key('job', id), 'until', whole(now + leaseMs))
    redis.call('ZADD', at .. 'leases', now + leaseMs, id)
  end
end

local last, quiet = unpack(redis.call('HMGET', KEYS[1], 'at', 'quiet'))
quiet = tonumber(quiet or 0)
if quiet > now + leaseMs then quiet = 0 end
if not last or now - tonumber(last) > leaseMs / 2 then quiet = now + leaseMs end

for _, id in ipairs(expired('due', now)) do
  local kind = promote(id)
  if kind then woken[kind] = true end
end
if now >= quiet then
  for _, id in ipairs(expired('leases', now)) do takeLease(id) end
  for _, id in ipairs(expired('watched', now)) do unwatched(id) end
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', at .. 'leases', now + leaseMs * 2, '+inf', 'LIMIT', 0, most)) do pullIn(id) end
for _, id in ipairs(expired('ended', now - retentionMs)) do
  local job = sound(id) and fetch(id, { 'state', 'user', 'created', 'stored' })
  if not job then
    redis.call('ZADD', at .. 'ended', now - retentionMs + MINUTE, id)
    tell('foreign', 'unknown', id)
  elseif terminal(job) then
    erase(job)
    table.insert(removed, id)
    table.insert(removed, job.user)
    table.insert(removed, whole(job.created))
  else
    redis.call('ZREM', at .. 'ended', id)
  end
end
redis.call('HSET', KEYS[1], 'at', whole(now), 'quiet', whole(quiet))

local next = -1
for index, not_before in pairs({ due = 0, leases = quiet, watched = quiet }) do
  local nearest = redis.call('ZRANGE', at .. index, 0, 0, 'WITHSCORES')[2]
  if nearest then
    local wait = math.max(tonumber(nearest), not_before) - now
    if next < 0 or wait < next then next = math.max(wait, 0) end
  end
end
local types = {}
for kind in pairs(woken) do table.insert(types, kind) end
return { 'ok', types, outcomes, removed, whole(next), more and '1' or '' }
