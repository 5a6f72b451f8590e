-- Everything that belongs to a job, and its owner has the room again.
local function erase(job)
  local id = job.id
  demand('zset', at .. 'ended', at .. 'jobs', at .. 'watched')
  demandStored()
  redis.call('ZREM', at .. 'ended', id)
  redis.call('ZREM', at .. 'jobs', id)
  redis.call('ZREM', at .. 'watched', id)
  redis.call('UNLINK', key('job', id), key('log', id), key('out', id), key('inbox', id),
    key('signalled', id), key('steps', id), key('kept', id), key('viewers', id))
  hold(job.user, -job.stored)
end
