-- Reading a log from a position, which is looked up and not only counted: it holds only if this very
-- event stands there. ARGV 3 epoch  4 seq, 0 for the beginning  5 instant  6 most events  7 most bytes
-- 8 'snapshot' when the caller wants one or holds no position, else ''

-- Why the log cannot go on from there; '' when it can.
local function broken(job, log)
  local seq = tonumber(ARGV[4])
  if ARGV[8] ~= '' then return 'asked' end
  if seq == 0 then return job.first > 1 and 'backlog-truncated' or '' end
  if ARGV[3] ~= job.epoch then return 'epoch-changed' end
  if seq > job.seq then return 'history-rewound' end
  if seq < job.first then return 'backlog-truncated' end
  local entry = redis.call('XRANGE', log, ARGV[4] .. '-0', ARGV[4] .. '-0')[1]
  local start = '{"id":"' .. ARGV[3] .. '.' .. ARGV[4] .. '.' .. ARGV[5] .. '"'
  if entry and string.sub(entry[2][2], 1, #start) == start then return '' end
  return 'history-rewound'
end

-- What follows a number, as much of it as a page may have.
local function after(log, seq)
  local events, size = {}, 0
  local from = string.format('%.0f', seq + 1) .. '-0'
  for _, entry in ipairs(redis.call('XRANGE', log, from, '+', 'COUNT', ARGV[6])) do
    size = size + #entry[2][2]
    if #events > 0 and size > tonumber(ARGV[7]) then break end
    table.insert(events, entry[2][2])
  end
  return events
end

local function top(job)
  return job.epoch .. '.' .. string.format('%.0f', job.seq) .. '.' .. job.instant
end
