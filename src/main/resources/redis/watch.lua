-- watch: somebody on this node looks at these jobs, which are to be cancelled when nobody does.
--
-- from     created or running, with cancelOnDisconnect
-- KEYS     1 any key of the partition
-- ARGV     1 holder  2 leaseMs  3.. ids
-- returns  {'ok'}
-- records  nothing

--- @include keys
--- @include clock
--- @include job
--- @include sound

demand('zset', at .. 'watched')
local ends = now + tonumber(ARGV[2])
for i = 3, #ARGV do
  local job = holds('hash', key('job', ARGV[i])) and fetch(ARGV[i], { 'state', 'cancelOnDisconnect', 'grace' }) or {}
  if job.state and not terminal(job) and job.cancelOnDisconnect == '1' and holds('zset', key('viewers', job.id)) then
    redis.call('ZADD', key('viewers', job.id), whole(ends), ARGV[1])
    redis.call('PEXPIRE', key('viewers', job.id), whole(tonumber(ARGV[2]) * 2))
    redis.call('ZADD', at .. 'watched', whole(ends + tonumber(job.grace or 0)), job.id)
  end
end
return { 'ok' }
