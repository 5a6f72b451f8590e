-- The numbers of a day (UTC, by this Redis's clock), for people to look at; no step decides by them. They are counted
-- in the step that makes what they count, so none is missed and none counts twice. A hash for each day and tag.
local DAY_MS, KEPT_SECONDS = 86400000, 91 * 86400

-- So many numbers a day may have here: whoever makes up types fills no more memory than this, the rest goes to '*'.
local MOST_NUMBERS = 2000

local function dayOf(time)
  return math.floor(time / DAY_MS)
end

local function bookOf(day)
  return at .. 'day:' .. whole(day)
end

-- As Histogram.java in model has it: sixteen buckets to each doubling, so that a bucket's middle is at most 1/32 off.
local function bucket(value)
  value = math.min(math.max(math.floor(value), 0), 2 ^ 41)
  if value < 16 then return whole(value) end
  local part, power = math.frexp(value)
  return whole((power - 4) * 16 + math.floor(part * 32) - 16)
end

-- Returns how many numbers there are when this one is new.
local function add(book, name, by)
  if redis.call('HINCRBY', book, name, by) > by then return nil end
  local size = redis.call('HLEN', book)
  if size == 1 then redis.call('EXPIRE', book, KEPT_SECONDS) end
  return size
end

-- One more of these, of this kind.
local function tally(what, kind)
  local book = bookOf(dayOf(now))
  local name = what .. ':' .. kind
  local size = add(book, name, 1)
  if size and size > MOST_NUMBERS then
    redis.call('HDEL', book, name)
    redis.call('HINCRBY', book, what .. ':*', 1)
  end
end

local function demandBook()
  demand('hash', bookOf(dayOf(now)))
end
