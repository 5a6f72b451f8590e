-- A job as its scripts see it: the fields asked for, by name; numbers as numbers.
local NUMBERS = {
  seq = true, first = true, bytes = true, attempt = true, starts = true, maxAttempts = true,
  number = true, running = true, priority = true, arrival = true, outBytes = true, outUnits = true,
  keepBytes = true, keepUnits = true, signals = true, seen = true, keptSeen = true,
  endedNumber = true, endedSeq = true, ['until'] = true, deadline = true, started = true,
  stored = true, besideBytes = true, inboxBytes = true, signalBytes = true,
  created = true, backoffDelay = true, backoffMax = true, readyAt = true, weight = true
}

local function fetch(id, names)
  local values = redis.call('HMGET', key('job', id), unpack(names))
  local job = { id = id }
  for i, name in ipairs(names) do
    local value = values[i]
    if NUMBERS[name] then value = tonumber(value or 0) end
    job[name] = value
  end
  return job
end

-- What record() and settle() need of every job they write for.
local RECORD = {
  'state', 'user', 'type', 'epoch', 'seq', 'instant', 'first', 'bytes', 'attempt', 'outBytes', 'besideBytes', 'stored'
}

-- What a worker's write needs. Each field costs: there is no more here than that.
local WRITE = {
  'lease', 'number', 'running', 'shifts', 'deadline', 'started', 'outUnits', 'signals', 'seen',
  'endedLease', 'endedHow', 'endedNumber', 'endedSeq', 'trace', unpack(RECORD)
}

-- What the end of an attempt needs, whoever ends it.
local ATTEMPT = {
  'starts', 'maxAttempts', 'priority', 'arrival', 'until', 'backoff', 'backoffDelay', 'backoffMax',
  unpack(WRITE)
}

-- Somebody else's job is not there, by the same path as one that does not exist.
-- An empty owner is an admin's or the service's own.
local function absent(job, owner)
  if not job.state or (owner ~= '' and job.user ~= owner) then return { 'not_found' } end
end

local function terminal(job)
  return job.state == 'completed' or job.state == 'failed' or job.state == 'cancelled'
end
