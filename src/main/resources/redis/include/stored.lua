-- What the owners' jobs hold in this partition: payload bytes for each owner, no field for who holds nothing. A job's
-- hash has under 'stored' what it is charged with; one from before this was counted is charged at its next step.
local function demandStored()
  demand('hash', at .. 'stored')
end

local function hold(owner, bytes)
  if bytes == 0 then return end
  if redis.call('HINCRBY', at .. 'stored', owner, bytes) <= 0 then redis.call('HDEL', at .. 'stored', owner) end
end

local TEXTS = { 'input', 'result', 'checkpoint' }

-- What a job holds beside its log and its output: three texts, and the payloads of the signals in its inbox. It is
-- noted, so that a step which changes none of them asks for no length; never 0, for an input has two bytes or more.
local function besideBytes(job, changes)
  local noted = job.besideBytes > 0
  local bytes = job.besideBytes + (changes.inboxBytes and changes.inboxBytes - job.inboxBytes or 0)
  for _, text in ipairs(TEXTS) do
    if changes[text] or not noted then
      local before = redis.call('HSTRLEN', key('job', job.id), text)
      bytes = bytes + (changes[text] and #changes[text] or before) - (noted and before or 0)
    end
  end
  return bytes
end

-- The job as these changes leave it. They are yet to be stored, and what is charged with them.
local function holdRoom(job, changes)
  local beside = besideBytes(job, changes)
  if beside ~= job.besideBytes then changes.besideBytes = beside end
  changes.stored = job.bytes + (changes.outBytes or job.outBytes) + beside
  hold(job.user, changes.stored - job.stored)
end
