-- tops: the positions of the newest events of many jobs of one partition.
--
-- KEYS     1 any key of the partition
-- ARGV     ids
-- returns  {'ok', position or '' where there is no such job, …}

--- @include keys

local answer = { 'ok' }
for _, id in ipairs(ARGV) do
  local epoch, seq, instant = unpack(redis.call('HMGET', key('job', id), 'epoch', 'seq', 'instant'))
  table.insert(answer, epoch and epoch .. '.' .. seq .. '.' .. instant or '')
end
return answer
