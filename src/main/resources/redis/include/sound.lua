-- A foreign value under one of our names must stop a script before its first write: nothing is rolled back.
local function holds(kind, name)
  local found = redis.call('TYPE', name).ok
  return found == kind or found == 'none'
end

local function demand(kind, ...)
  for _, name in ipairs({ ... }) do
    if not holds(kind, name) then error('FOREIGN value under ' .. name) end
  end
end

-- A job that a script over many jobs may touch: one that is not must stop only those who ask for it.
local function sound(id)
  return holds('hash', key('job', id)) and holds('stream', key('log', id)) and holds('string', key('out', id))
    and holds('hash', key('steps', id)) and holds('hash', key('kept', id)) and holds('stream', key('inbox', id))
end
