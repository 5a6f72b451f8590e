-- How an attempt ends: the job leaves the running ones and is terminal, or waits for the next try.

-- The lease is over. What its holder may still ask about: how, under which number, and the answer.
local function giveUpLease(job, how, number, changes)
  redis.call('ZREM', at .. 'leases', job.id)
  count('running', job.type, -1)
  changes.endedLease, changes.endedHow = job.lease, how
  changes.endedNumber, changes.endedSeq = number, job.seq
  changes.lease, changes.state = '', changes.state or 'created'
  return changes
end

local function markEnded(job)
  redis.call('ZADD', at .. 'ended', now, job.id)
end

-- Half of the wait is fixed, half is chance; the chance comes out of the lease, which nobody can guess.
local function backoff(job)
  local delay = job.backoffDelay
  if job.backoff == 'fixed' then return delay end
  delay = math.min(delay * 2 ^ math.min(job.starts - 1, 40), job.backoffMax)
  local chance = tonumber(string.sub(redis.sha1hex(job.lease), 1, 8), 16) / 2 ^ 32
  return math.floor(delay / 2 + delay / 2 * chance)
end

-- Where an attempt's end writes, beside the job's own.
local function demandIndexes(job)
  demand('zset', at .. 'leases', at .. 'ended', at .. 'due')
  demandLines(job.type)
  demand('hash', at .. 'counts')
  demandStored()
  demandBook()
end

-- How it ended, and how long it took from its first start. One that was cancelled has taken as long as somebody let it:
-- that says nothing. The '-' is of a time when both were one number, as days that are still kept have it.
local function tallyEnd(job, how)
  tally(how .. ':-', job.type)
  if how ~= 'cancelled' then measure('ran', job.type, now - job.started) end
end

local function failForGood(job, how, number, error)
  demandIndexes(job)
  record(job, 'job:failed:v1',
    '{"error":' .. error .. ',"durationMs":' .. whole(now - job.started) .. '}')
  local changes = giveUpLease(job, how, number, { state = 'failed', error = error, finished = now })
  markEnded(job)
  tallyEnd(job, 'failed')
  settle(job, changes)
end

-- An attempt that its worker broke off has cost its owner a turn for nothing.
local GIVEN_BACK = { release = true, orphan = true }

-- 'error' is JSON or nil. Returns when the next attempt is due: 0 for at once.
local function tryAgain(job, how, number, reason, delay, error)
  demandIndexes(job)
  local due = now + delay
  local data = '{"reason":"' .. reason .. '",'
  if error then data = data .. '"error":' .. error .. ',' end
  record(job, 'job:retrying:v1', data .. '"retryAt":' .. whole(due) .. '}')
  local changes = giveUpLease(job, how, number, { runAt = due, error = error or '' })
  if delay > 0 then toDue(job, due) else toReady(job, GIVEN_BACK[how] and job.arrival) end
  settle(job, changes)
  return delay > 0 and due or 0
end
