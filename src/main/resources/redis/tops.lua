-- tops: the positions of the newest events of many jobs of one partition.
--
-- KEYS     1 any key of the partition
-- ARGV     ids
-- returns  {'ok', position or '' where there is no such job, …}

--- @include keys
--- @include sound

local answer = { 'ok' }
for _, id in ipairs(ARGV) do
  local job = key('job', id)
  local epoch, seq, instant
  if holds('hash', job) then epoch, seq, instant = unpack(redis.call('HMGET', job, 'epoch', 'seq', 'instant')) end
  table.insert(answer, epoch and epoch .. '.' .. seq .. '.' .. instant or '')
end
return answer
