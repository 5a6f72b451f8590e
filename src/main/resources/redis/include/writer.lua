-- A worker's write: its lease is the job's current one, and its number is the next.

-- The seq that the write with this number ended at. Each number is one event; signals that came
-- in between pushed the later ones up, and 'shifts' remembers after which number each came.
local function seqOf(job, number)
  local seq = job.running + number
  for after in string.gmatch(job.shifts or '', '%d+') do
    if tonumber(after) < number then seq = seq + 1 end
  end
  return seq
end

-- Signals the handler has not said it saw, oldest first, a bounded helping at a time.
local function news(job)
  if job.signals <= job.seen then return {} end
  local fresh = redis.call('XRANGE', key('inbox', job.id), whole(job.seen + 1) .. '-0', '+', 'COUNT', 16)
  local found = {}
  for _, entry in ipairs(fresh) do
    table.insert(found, { string.match(entry[1], '^%d+'), entry[2][2], entry[2][4], entry[2][6], entry[2][8] })
  end
  return found
end

local function saw(job, seen)
  job.seen = math.min(math.max(job.seen, tonumber(seen)), job.signals)
end

-- nil when this lease may go on; else the refusal. 'how' names the end that may be repeated: then true beside it.
local function fence(job, lease, how, number)
  if not job.state then return { 'not_found' } end
  if job.state == 'running' and job.lease == lease then return nil end
  if job.endedLease == lease then
    if job.endedHow == 'cancel' then return { 'job_cancelled' } end
    if job.endedHow == how and job.endedNumber == number then
      return { 'ok', whole(job.endedSeq), whole(number + 1), {} }, true
    end
  end
  return { 'lease_lost' }
end

-- nil when exactly the next; the first answer again when taken; else what is missing.
local function turn(job, first, last)
  if last <= job.number then
    return { 'ok', whole(seqOf(job, last)), whole(last + 1), news(job) }
  end
  if first > job.number + 1 then return { 'events_missing', whole(job.number + 1) } end
end

-- An end is written once: a true repeat of it is answered by fence, and a number that another write
-- has taken is not its own.
local function turnToEnd(job, number)
  if number ~= job.number + 1 then return { 'events_missing', whole(job.number + 1) } end
end

-- Every write renews the lease; the leases' score also carries the attempt's time-out.
local function renew(job, leaseMs)
  job['until'] = now + leaseMs
  local wakes = job['until']
  if job.deadline > 0 then wakes = math.min(wakes, job.deadline) end
  redis.call('ZADD', at .. 'leases', wakes, job.id)
end
