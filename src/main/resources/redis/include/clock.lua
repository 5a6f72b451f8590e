-- The clock: Redis's own, read once. No decision here compares two machines' clocks.
local clock = redis.call('TIME')
local micros = clock[1] * 1000000 + clock[2]
local now = math.floor(micros / 1000)

-- Whole numbers as text: Lua's own way to write them turns to 1e+15.
local function whole(number)
  return string.format('%.0f', number)
end

-- The instant as it stands in a position: microseconds in base 36.
local function base36(number)
  local digits = ''
  repeat
    local rest = number % 36
    digits = string.sub('0123456789abcdefghijklmnopqrstuvwxyz', rest + 1, rest + 1) .. digits
    number = (number - rest) / 36
  until number == 0
  return digits
end
