-- An attempt begins: what earlier ones wrote after the checkpoint is void, and everything stands as it did there.
local START = {
  'starts', 'timeout', 'started', 'input', 'checkpoint', 'checkpointed', 'keepBytes', 'keepUnits',
  'keptProgress', 'keptSeen', 'signals', 'priority', 'arrival', 'weight', 'readyAt', 'runAt', unpack(RECORD)
}

local function cutOutput(job)
  if job.outBytes <= job.keepBytes then return end
  local out = key('out', job.id)
  if job.keepBytes == 0 then
    redis.call('DEL', out)
  else
    redis.call('SET', out, redis.call('GETRANGE', out, 0, job.keepBytes - 1))
  end
end

local function restoreSteps(job)
  if redis.call('EXISTS', key('kept', job.id)) == 1 then
    redis.call('COPY', key('kept', job.id), key('steps', job.id), 'REPLACE')
  else
    redis.call('DEL', key('steps', job.id))
  end
end

-- How long it waited for this start: since it was due, also after a retry or a resume.
local function waited(job)
  return now - (tonumber(job.runAt) or job.readyAt)
end

local function start(job, lease, worker, leaseMs)
  job.attempt = job.attempt + 1
  local kept = job.keptProgress or '{}'
  local data = '{"worker":' .. worker .. ',"keep":' .. whole(job.keepUnits)
    .. ',"steps":[' .. table.concat(steps('kept', job.id), ',') .. '],"progress":' .. kept
    .. ',"fromCheckpoint":' .. (job.checkpointed and 'true' or 'false') .. '}'
  local position = record(job, 'job:running:v1', data)
  cutOutput(job)
  restoreSteps(job)
  leave(job)
  charge(job)
  job.deadline = job.timeout and job.timeout ~= '' and now + tonumber(job.timeout) or 0
  renew(job, leaseMs)
  count('running', job.type, 1)
  measure('waited', job.type, waited(job))
  settle(job, {
    state = 'running', attempt = job.attempt, starts = job.starts + 1, lease = lease, number = 0,
    running = job.seq, shifts = '', seen = job.keptSeen, progress = kept,
    ['until'] = job['until'], deadline = job.deadline,
    started = job.started > 0 and job.started or now,
    outBytes = job.keepBytes, outUnits = job.keepUnits, runAt = '', error = ''
  })
  return position
end
