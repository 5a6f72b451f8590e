-- claim: a worker takes waiting jobs, and their attempts start in the same step.
--
-- from     created
-- to       running, each under a new lease
-- KEYS     1 the worker's last claim in this partition
-- ARGV     1 backlog.events  2 backlog.bytes  3 claim id  4 worker as JSON  5 leaseMs  6 most
--          7.. one lease per job, 'most' of them, then pairs of type and slots
-- returns  {'ok', {id, type, user, lease, attempt, epoch, keepUnits, timeout, input, checkpoint, signals}, …}
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
--- @include record
--- @include queue
--- @include steps
--- @include writer
--- @include day
--- @include start

local most, leaseMs = tonumber(ARGV[6]), tonumber(ARGV[5])

local CLAIMED = { 'type', 'user', 'lease', 'attempt', 'epoch', 'keepUnits', 'timeout', 'input', 'checkpoint', 'signals', 'seen' }
local function claimed(id, lease)
  local job = fetch(id, CLAIMED)
  if job.lease ~= lease then return nil end
  return { id, job.type, job.user, lease, whole(job.attempt), job.epoch, whole(job.keepUnits),
    job.timeout or '', job.input, job.checkpoint or '', news(job) }
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

-- A few more than there are slots for: an entry may turn out to have no waiting job behind it.
local SPARE = 16
local slots = {}

local function candidates()
  local paused = {}
  for _, kind in ipairs(redis.call('SMEMBERS', at .. 'paused')) do paused[kind] = true end
  local found = {}
  for i = 7 + most, #ARGV, 2 do
    if not paused[ARGV[i]] then
      slots[ARGV[i]] = math.min(tonumber(ARGV[i + 1]), most)
      local waiting = redis.call('ZRANGE', key('ready', ARGV[i]), 0, slots[ARGV[i]] + SPARE - 1, 'WITHSCORES')
      for w = 1, #waiting, 2 do
        table.insert(found, { id = waiting[w], score = tonumber(waiting[w + 1]), type = ARGV[i] })
      end
    end
  end
  table.sort(found, function(a, b) return a.score < b.score end)
  return found
end

demand('hash', at .. 'counts')
demandBook()
demand('zset', at .. 'leases')
for _, id in ipairs(redis.call('ZRANGEBYSCORE', at .. 'due', '-inf', now, 'LIMIT', 0, 64)) do promote(id) end

local taken = {}
for _, candidate in ipairs(candidates()) do
  if #taken == most then break end
  local free = slots[candidate.type] > 0
  local job = free and sound(candidate.id) and fetch(candidate.id, START)
  if not free then
    -- stays where it is
  elseif not job then
    -- Foreign data: out of the way of those behind it, and looked at again when it falls due.
    redis.call('ZREM', key('ready', candidate.type), candidate.id)
    redis.call('ZADD', at .. 'due', now + MINUTE, candidate.id)
    count('delayed', candidate.type, 1)
  elseif job.state == 'created' then
    local lease = ARGV[7 + #taken]
    start(job, lease, ARGV[4], leaseMs)
    table.insert(taken, job.id .. ' ' .. lease)
    table.insert(answer, claimed(job.id, lease))
    slots[candidate.type] = slots[candidate.type] - 1
  else
    redis.call('ZREM', key('ready', candidate.type), candidate.id)
  end
end
if #taken > 0 then
  redis.call('SET', KEYS[1], ARGV[3] .. '\n' .. table.concat(taken, '\n'), 'PX', leaseMs)
end
return answer
