-- page: what follows a position, or, when the log cannot go on from there, a snapshot of the same instant.
--
-- KEYS     1 job
-- ARGV     1 id  2 owner or ''  3 epoch  4 seq, 0 for the beginning  5 instant  6 most events
--          7 most bytes  8 'snapshot' when the caller wants one or holds no position, else ''
-- returns  {'ok', reason or '', state, first, top, position of the top, attempt, {event, …}}
--          | {'ok', …, view, output} with a snapshot | {'not_found'}
--
-- The position itself is looked up, not only counted: it holds only if this very event stands there.

--- @include keys
--- @include job
--- @include steps
--- @include view

local job = fetch(ARGV[1], RECORD)
local refusal = absent(job, ARGV[2])
if refusal then return refusal end

local seq, log = tonumber(ARGV[4]), key('log', job.id)

local function broken()
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

local function after()
  local events, size = {}, 0
  local entries = redis.call('XRANGE', log, string.format('%.0f', seq + 1) .. '-0', '+', 'COUNT', ARGV[6])
  for _, entry in ipairs(entries) do
    size = size + #entry[2][2]
    if #events > 0 and size > tonumber(ARGV[7]) then break end
    table.insert(events, entry[2][2])
  end
  return events
end

local reason = broken()
local top = job.epoch .. '.' .. string.format('%.0f', job.seq) .. '.' .. job.instant
local answer = { 'ok', reason, job.state, tostring(job.first), tostring(job.seq), top, tostring(job.attempt) }
if reason == '' then
  answer[8] = after()
else
  answer[8], answer[9], answer[10] = {}, view(job.id), redis.call('GET', key('out', job.id)) or ''
end
return answer
