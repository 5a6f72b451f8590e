-- leave: a holder has nobody at a device any more, or its leases have ended.
--
-- KEYS     1 meta of the user's stream
-- ARGV     1 most events  2 most bytes  3 epoch, if there is none yet  4 holder  5.. devices, none for a look only
-- returns  {'ok', when the next lease ends or '-1'}
-- records  user:presence:v1 for each device that nobody holds any more

--- @include clock
--- @include sound
--- @include trim
--- @include userlog
--- @include devices

local most, mostBytes = tonumber(ARGV[1]), tonumber(ARGV[2])
local state = stream(ARGV[3])
expire(state, most, mostBytes)
for i = 5, #ARGV do
  if redis.call('ZREM', devices, ARGV[i] .. ' ' .. ARGV[4]) == 1 then
    local _, here = online()
    if not here[ARGV[i]] then tell(state, ARGV[i], 'offline', most, mostBytes) end
  end
end
touched()
return { 'ok', nextEnd() }
