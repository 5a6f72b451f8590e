-- The only way an event comes to be: numbered, wrapped, stored, and (by settle) announced.
-- The payload is text and stays text: cjson would turn [] into {} and lose digits.
-- The first XADD is the first write of its script: it is the one command that can be refused
-- (no memory left), and then nothing has happened.

-- What happens to a job its owner hears on his own stream too, as a notice, whichever jobs he follows.
local NOTICES = {
  ['job:created:v1'] = true, ['job:running:v1'] = true, ['job:retrying:v1'] = true, ['job:resumed:v1'] = true,
  ['job:completed:v1'] = true, ['job:failed:v1'] = true, ['job:cancelled:v1'] = true
}

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
  if NOTICES[kind] then
    local notice = string.sub(event, 1, -2) .. ',"notice":true}'
    job.notices = job.notices or {}
    local line = 'notice - ' .. #notice .. '\n'
    table.insert(job.notices, #notice > 65536 and line or line .. notice)
  end
  job.seq, job.instant, job.bytes = seq, instant, job.bytes + #event
  return position
end

-- As Keys.encoded has it: a name may hold anything, a tag may not.
local function encoded(name)
  return (string.gsub(name, '[^%w%._%-@]', function(c) return string.format('%%%02x', string.byte(c)) end))
end

-- Ends a script that recorded: the backlog trimmed, the owner charged, the changes stored, the events announced.
-- Every recording script has backlog.events and backlog.bytes as ARGV[1] and ARGV[2].
local function settle(job, changes)
  trim(key('log', job.id), job, tonumber(ARGV[1]), tonumber(ARGV[2]))
  holdRoom(job, changes)
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
  if job.notices then
    local owner = root .. ':s:{' .. encoded(job.user) .. '}:user'
    for _, notice in ipairs(job.notices) do redis.call('PUBLISH', owner, notice) end
  end
  job.messages, job.notices = nil, nil
end

-- News for the worker that holds the job; a lost one comes with its next heartbeat.
local function tellWorker(job, word)
  redis.call('PUBLISH', root .. ':ctl:' .. tag .. ':' .. job.id, word .. ' ' .. job.lease)
end
