-- The job view's raw material, in the order that the Java side reads it. The node makes the JSON.
local VIEW = {
  'user', 'type', 'state', 'epoch', 'seq', 'instant', 'first', 'attempt', 'maxAttempts', 'priority',
  'tags', 'input', 'result', 'error', 'created', 'runAt', 'started', 'finished', 'progress',
  'outUnits', 'checkpointed', 'trace'
}

local function view(id)
  local fields = redis.call('HMGET', key('job', id), unpack(VIEW))
  return { id, fields, steps('steps', id) }
end
