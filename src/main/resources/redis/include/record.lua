-- The only way an event comes to be: numbered, wrapped, stored, and (by settle) announced.
-- The payload is text and stays text: cjson would turn [] into {} and lose digits.
-- The first XADD is the first write of its script: it is the one command that can be refused
-- (no memory left), and then nothing has happened.

local function record(job, kind, data)
  local seq = job.seq + 1
  local instant = base36(micros)
  local position = job.epoch .. '.' .. whole(seq) .. '.' .. instant
  local event = '{"id":"' .. position .. '","seq":' .. whole(seq) .. ',"at":' .. whole(now)
    .. ',"type":"' .. kind .. '","jobId":"' .. job.id .. '","attempt":' .. whole(job.attempt)
    .. ',"data":' .. data .. '}'
  redis.call('XADD', key('log', job.id), whole(seq) .. '-0', 'e', event)
  job.messages = job.messages or {}
  local head = position .. ' ' .. (job.instant or '-') .. ' ' .. #event .. '\n'
  table.insert(job.messages, #event > 65536 and head or head .. event)
  job.seq, job.instant, job.bytes = seq, instant, job.bytes + #event
  return position
end

-- The backlog is bounded by count and by bytes, oldest first, never the newest entry.
local function trim(job, most, mostBytes)
  local first, bytes = job.first, job.bytes
  local log = key('log', job.id)
  while first < job.seq and (job.seq - first + 1 > most or bytes > mostBytes) do
    local over = math.min(math.max(job.seq - first + 1 - most, 4), 64)
    local oldest = redis.call('XRANGE', log, whole(first) .. '-0', '+', 'COUNT', over)
    if #oldest == 0 then break end
    for _, entry in ipairs(oldest) do
      if first >= job.seq or (job.seq - first + 1 <= most and bytes <= mostBytes) then break end
      bytes = bytes - #entry[2][2]
      first = first + 1
    end
  end
  if first > job.first then
    redis.call('XTRIM', log, 'MINID', whole(first) .. '-0')
    job.first, job.bytes = first, bytes
  end
end

-- Ends a script that recorded: the backlog trimmed, the changes stored, the events announced.
-- Every recording script has backlog.events and backlog.bytes as ARGV[1] and ARGV[2].
local function settle(job, changes)
  trim(job, tonumber(ARGV[1]), tonumber(ARGV[2]))
  local fields = {
    'seq', whole(job.seq), 'instant', job.instant, 'first', whole(job.first), 'bytes', whole(job.bytes)
  }
  for name, value in pairs(changes) do
    table.insert(fields, name)
    table.insert(fields, type(value) == 'number' and whole(value) or value)
  end
  redis.call('HSET', key('job', job.id), unpack(fields))
  local channel = root .. ':s:' .. tag .. ':job:' .. job.id
  for _, message in ipairs(job.messages) do redis.call('PUBLISH', channel, message) end
  job.messages = nil
end

-- News for the worker that holds the job; a lost one comes with its next heartbeat.
local function tellWorker(job, word)
  redis.call('PUBLISH', root .. ':ctl:' .. tag .. ':' .. job.id, word .. ' ' .. job.lease)
end
