-- admit: a user's creation is let in, or told when to come back; and the user's index knows the job first.
--
-- KEYS     1 the user's bucket  2 the user's jobs
-- ARGV     1 creates per minute, 0 for no limit  2 burst  3 job id
-- returns  {'ok'} | {'rate_limited', seconds until one is free}
--
-- The bucket holds what is left; it fills with time. refund gives back what was not used.

--- @include keys
--- @include clock
--- @include bucket

local perMinute = tonumber(ARGV[1])
if perMinute > 0 then
  local left = fill(perMinute, tonumber(ARGV[2]))
  if left < 1 then return { 'rate_limited', whole(math.ceil((1 - left) * 60 / perMinute)) } end
  keep(left - 1, perMinute, tonumber(ARGV[2]))
end
redis.call('ZADD', KEYS[2], 'NX', now, ARGV[3])
return { 'ok' }
