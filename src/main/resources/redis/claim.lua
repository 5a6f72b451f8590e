-- claim: a worker takes waiting jobs, and their attempts start in the same step.
--
-- from     created
-- to       running, each under a new lease
-- KEYS     1 the worker's last claim in this partition
-- ARGV     1 backlog.events  2 backlog.bytes  3 claim id  4 worker as JSON  5 leaseMs  6 most
--          7.. one lease per job, 'most' of them, then pairs of type and slots
-- returns  {'ok', {id, type, user, lease, attempt, epoch, keepUnits, timeout, input, checkpoint, signals, trace}, …}
--          | {'same', …} when this claim id was here before
-- records  job:running:v1
--
-- The same claim id again gets the same jobs, as far as they still run under those leases: a claim
-- whose answer was lost burns no attempt.

--- @include keys
--- @include clock
--- @include job
--- @include sound
--- @include trim
--- @include stored
--- @include record
--- @include queue
--- @include steps
--- @include writer
--- @include day
--- @include start

local most, leaseMs = tonumber(ARGV[6]), tonumber(ARGV[5])

local CLAIMED = { 'type', 'user', 'lease', 'attempt', 'epoch', 'keepUnits', 'timeout', 'input', 'checkpoint', 'signals', 'seen', 'trace' }
local function claimed(id, lease)
  local job = fetch(id, CLAIMED)
  if job.lease ~= lease then return nil end
  return { id, job.type, job.user, lease, whole(job.attempt), job.epoch, whole(job.keepUnits),
    job.timeout or '', job.input, job.checkpoint or '', news(job), job.trace or '' }
end

local answer = { 'ok' }

local before = redis.call('GET', KEYS[1])
if before and string.match(before, '^[^\n]*') == ARGV[3] then
  answer[1] = 'same'
  for id, lease in string.gmatch(before, '\n(%S+) (%S+)') do
    table.insert(answer, claimed(id, lease))
  end
  return answer
end

-- Only asked what it had got.
if most == 0 then return answer end

local slots, kinds, dropped = {}, {}, 0

-- Entries with no waiting job behind them are dropped on the way, in one claim so many.
local MOST_DROPPED = 64

local function mayDrop()
  dropped = dropped + 1
  return dropped <= MOST_DROPPED
end

-- Foreign data: out of the way of those behind it, and looked at again when it falls due.
local function putAside(kind, id)
  redis.call('ZREM', key('ready', kind), id)
  if redis.call('ZADD', at .. 'due', now + MINUTE, id) == 1 then count('delayed', kind, 1) end
end

-- What a version before the turns made waits without one: it gets that of its arrival, a helping at a time.
local function adopt(kind)
  if redis.call('ZCARD', key('ready', kind)) <= redis.call('ZCARD', key('lines', kind)) then return end
  for _, id in ipairs(redis.call('ZRANGE', key('ready', kind), 0, 63)) do
    local job = sound(id) and fetch(id, PLACE)
    if not job then
      putAside(kind, id)
    elseif job.state ~= 'created' or job.type ~= kind then
      redis.call('ZREM', key('ready', kind), id)
    elseif not redis.call('ZSCORE', key('lines', kind), placeOf(job)) then
      local waits = redis.call('ZSCORE', key('turns', kind), turnOf(job))
      stand(job, not waits and job.arrival or nil)
    end
  end
end

-- The first job in the line of the owner whose turn it is.
local function head(kind)
  repeat
    local turn, score = unpack(redis.call('ZRANGE', key('turns', kind), 0, 0, 'WITHSCORES'))
    if not turn then return nil end
    local priority, owner = string.match(turn, '^(%d%d):(.*)$')
    local line = priority and owner .. ':' .. priority
    local place = line and firstIn(kind, line)
    if place then
      return { type = kind, score = tonumber(score), turn = turn, line = line, place = place,
        id = string.match(place, '[^:]*$') }
    end
    endTurns(kind, turn)
  until not mayDrop()
end

-- 'job' is nil when there is foreign data. One that waits by now at another place still does.
local function drop(waiting, job)
  redis.call('ZREM', key('lines', waiting.type), waiting.place)
  if not firstIn(waiting.type, waiting.line) then endTurns(waiting.type, waiting.turn) end
  if not job then
    putAside(waiting.type, waiting.id)
  elseif job.state ~= 'created' then
    redis.call('ZREM', key('ready', waiting.type), waiting.id)
  end
end

-- Of the heads of all lines that there are slots for, the one whose turn comes first.
local function first(heads)
  local found = nil
  for _, kind in ipairs(kinds) do
    local candidate = heads[kind]
    if candidate and slots[kind] > 0 and (not found or candidate.score < found.score) then found = candidate end
  end
  return found
end

local paused = {}
for _, kind in ipairs(redis.call('SMEMBERS', at .. 'paused')) do paused[kind] = true end
for i = 7 + most, #ARGV, 2 do
  if not paused[ARGV[i]] and not slots[ARGV[i]] then
    slots[ARGV[i]] = tonumber(ARGV[i + 1])
    table.insert(kinds, ARGV[i])
  end
end

demand('hash', at .. 'counts')
demandBook()
demandStored()
demand('zset', at .. 'leases', at .. 'due')
for _, kind in ipairs(kinds) do demandLines(kind) end
-- Only what this worker may take: the others are promoted by the sweep, which wakes who waits for them.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', at .. 'due', '-inf', now, 'LIMIT', 0, 64)) do
  if sound(id) and slots[redis.call('HGET', key('job', id), 'type') or ''] then promote(id) end
end

local heads = {}
for _, kind in ipairs(kinds) do
  adopt(kind)
  heads[kind] = head(kind)
end
local taken = {}
local waiting = first(heads)
while waiting and #taken < most do
  local kind, id = waiting.type, waiting.id
  local job = sound(id) and fetch(id, START)
  if job and job.state == 'created' and job.type == kind and placeOf(job) == waiting.place then
    local lease = ARGV[7 + #taken]
    start(job, lease, ARGV[4], leaseMs)
    table.insert(taken, id .. ' ' .. lease)
    table.insert(answer, claimed(id, lease))
    slots[kind] = slots[kind] - 1
  elseif mayDrop() then
    drop(waiting, job)
  else
    break
  end
  heads[kind] = head(kind)
  waiting = first(heads)
end
if #taken > 0 then
  redis.call('SET', KEYS[1], ARGV[3] .. '\n' .. table.concat(taken, '\n'), 'PX', leaseMs)
end
return answer
