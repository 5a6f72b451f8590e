-- enter: a holder has somebody at a device, or still has.
--
-- KEYS     1 meta of the user's stream
-- ARGV     1 most events  2 most bytes  3 epoch, if there is none yet  4 holder  5 leaseMs  6.. devices
-- returns  {'ok', when the next lease ends}
-- records  user:presence:v1 for each device that was not here

--- @include clock
--- @include sound
--- @include trim
--- @include userlog
--- @include devices

local most, mostBytes = tonumber(ARGV[1]), tonumber(ARGV[2])
local state = stream(ARGV[3])
expire(state, most, mostBytes)
local _, here = online()
for i = 6, #ARGV do
  redis.call('ZADD', devices, whole(now + tonumber(ARGV[5])), ARGV[i] .. ' ' .. ARGV[4])
  if not here[ARGV[i]] then
    here[ARGV[i]] = true
    tell(state, ARGV[i], 'online', most, mostBytes)
  end
end
touched()
return { 'ok', nextEnd() }
