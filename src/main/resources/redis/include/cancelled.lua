-- A job is over at once; whoever works on it is told, and can write nothing any more. 'data' is the event's, as JSON.
local function cancelled(job, data)
  demandIndexes(job)
  record(job, 'job:cancelled:v1', data)
  local changes = { state = 'cancelled', finished = now, runAt = '' }
  local running = job.state == 'running'
  if running then
    giveUpLease(job, 'cancel', job.number, changes)
  else
    leave(job)
    if redis.call('ZREM', at .. 'due', job.id) == 1 then count('delayed', job.type, -1) end
  end
  markEnded(job)
  tallyEnd(job, 'cancelled')
  settle(job, changes)
  if running then tellWorker(job, 'ended') end
end
