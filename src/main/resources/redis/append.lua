-- append: the running attempt tells what happened, up to 50 events in one step.
--
-- from     running, under the lease given
-- KEYS     1 job
-- ARGV     1 backlog.events  2 backlog.bytes  3 id  4 lease  5 first number  6 signals seen  7 leaseMs
--          8 output limit in bytes  9.. four for each event: type, data json, and
--            for model:chunk the text and its UTF-16 length, for task:progress the task's name and '', for
--            model:complete its whole ms to the first token, ms, and tokens per 1000 s ('-' if unknown), and ''
-- returns  {'ok', seq, next, signals} | {'not_found'} | {'lease_lost'} | {'job_cancelled'}
--          | {'events_missing', expected} | {'too_many_steps'} | {'output_too_large', type, trace};
--          when this had been told before without type and trace
-- records  what was given; job:failed:v1 when the output would pass its limit (and nothing else then)

--- @include keys
--- @include clock
--- @include job
--- @include sound
--- @include trim
--- @include stored
--- @include record
--- @include queue
--- @include writer
--- @include day
--- @include ends

local job = fetch(ARGV[3], WRITE)
local events = (#ARGV - 8) / 4
local first = tonumber(ARGV[5])
local last = first + events - 1

-- A model's call, of which the sender has taken out the numbers: the payload stays text here.
local function tallyCall(numbers)
  local first, duration, rate = string.match(numbers, '^(%d+) (%d+) (%S+)$')
  if not first then return end
  measure('first', '*', tonumber(first))
  measure('call', '*', tonumber(duration))
  if rate ~= '-' then measure('rate', '*', tonumber(rate)) end
end

-- A repeated call that ended the job gets its first answer again, too.
local over = fence(job, ARGV[4], 'overflow', last)
if over then
  if over[1] == 'ok' then return { 'output_too_large' } end
  return over
end
saw(job, ARGV[6])
local settled = turn(job, first, last)
if settled then return settled end

-- What a repeated call brings that is already here is passed over.
local from = 9 + 4 * (job.number + 1 - first)

local text, units, names, calls = {}, 0, {}, {}
local size = job.outBytes
for i = from, #ARGV, 4 do
  if ARGV[i] == 'model:chunk:v1' then
    table.insert(text, ARGV[i + 2])
    size = size + #ARGV[i + 2]
    units = units + tonumber(ARGV[i + 3])
  elseif ARGV[i] == 'task:progress:v1' then
    table.insert(names, ARGV[i + 2])
  elseif ARGV[i] == 'model:complete:v1' then
    table.insert(calls, ARGV[i + 2])
  end
end

if size > tonumber(ARGV[8]) then
  failForGood(job, 'overflow', last,
    '{"code":"output_too_large","message":"The output passed its limit of ' .. ARGV[8] .. ' bytes."}')
  tellWorker(job, 'ended')
  return { 'output_too_large', job.type, job.trace or '' }
end

local stepsKey = key('steps', job.id)
local order, stepCount = {}, 0
if #names > 0 then
  stepCount = redis.call('HLEN', stepsKey)
  for _, name in ipairs(names) do
    if not order[name] then
      local known = redis.call('HGET', stepsKey, name)
      if known then
        order[name] = string.match(known, '^%d+')
      else
        order[name] = whole(stepCount)
        stepCount = stepCount + 1
      end
    end
  end
  if stepCount > 100 then return { 'too_many_steps' } end
end

demand('string', key('out', job.id))
demand('hash', stepsKey)
demand('zset', at .. 'leases')
demandStored()
if #calls > 0 then demandBook() end
local changes = { number = last, seen = job.seen }
local stepFields = {}
for i = from, #ARGV, 4 do
  record(job, ARGV[i], ARGV[i + 1])
  if ARGV[i] == 'job:progress:v1' then
    changes.progress = ARGV[i + 1]
  elseif ARGV[i] == 'task:progress:v1' then
    table.insert(stepFields, ARGV[i + 2])
    table.insert(stepFields, order[ARGV[i + 2]] .. ':' .. ARGV[i + 1])
  end
end
if #stepFields > 0 then redis.call('HSET', stepsKey, unpack(stepFields)) end
for _, call in ipairs(calls) do tallyCall(call) end
if #text > 0 then
  redis.call('APPEND', key('out', job.id), table.concat(text))
  changes.outBytes, changes.outUnits = size, job.outUnits + units
end
renew(job, tonumber(ARGV[7]))
changes['until'] = job['until']
settle(job, changes)
return { 'ok', whole(job.seq), whole(last + 1), news(job) }
