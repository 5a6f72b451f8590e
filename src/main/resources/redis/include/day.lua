-- The numbers of a day (UTC, by this Redis's clock), for people to look at; no step decides by them. They are counted
-- in the step that makes what they count, so none is missed and none counts twice. Two hashes for each day and tag:
--   day:<n>         how often what happened
--   day:<n>:spread  the types that this day counts singly, and how long things took: '<what>:<doubling>:<type>' has
--                   how often each of the sixteen buckets of that doubling was met
local DAY_MS, KEPT_SECONDS = 86400000, 91 * 86400

-- So many types a day counts singly here, each with all its numbers: whoever makes up types fills no more memory than
-- these have. Which, is decided by their coming; the others count together, as '*'.
local MOST_TYPES = 64

local function dayOf(time)
  return math.floor(time / DAY_MS)
end

local function bookOf(day)
  return at .. 'day:' .. whole(day)
end

local function spreadOf(day)
  return bookOf(day) .. ':spread'
end

-- As Histogram.java in model has it: sixteen buckets to each doubling, so that a bucket's middle is at most 1/32 off.
local function bucket(value)
  value = math.min(math.max(math.floor(value), 0), 2 ^ 41)
  if value < 16 then return whole(value) end
  local part, power = math.frexp(value)
  return whole((power - 4) * 16 + math.floor(part * 32) - 16)
end

local function keepFresh(book)
  if redis.call('HLEN', book) == 1 then redis.call('EXPIRE', book, KEPT_SECONDS) end
end

local function add(book, name, by)
  if redis.call('HINCRBY', book, name, by) == by then keepFresh(book) end
end

-- Under which name the day counts a type.
local function counted(kind)
  local spread = spreadOf(dayOf(now))
  if kind == '*' or redis.call('HGET', spread, 'type:' .. kind) then return kind end
  if tonumber(redis.call('HGET', spread, 'types') or 0) >= MOST_TYPES then return '*' end
  add(spread, 'types', 1)
  redis.call('HSET', spread, 'type:' .. kind, '1')
  return kind
end

-- One more of these, of this kind.
local function tally(what, kind)
  add(bookOf(dayOf(now)), what .. ':' .. counted(kind), 1)
end

-- One more of these, that took so long. A doubling's counts stand in one text: sixteen fields would take four times
-- the memory.
local function measure(what, kind, value)
  local spread, place = spreadOf(dayOf(now)), tonumber(bucket(value))
  local name = what .. ':' .. whole(math.floor(place / 16)) .. ':' .. counted(kind)
  local counts, n = {}, place % 16 + 1
  for count in string.gmatch(redis.call('HGET', spread, name) or '', '%d+') do table.insert(counts, count) end
  for i = #counts + 1, n do counts[i] = '0' end
  counts[n] = whole(counts[n] + 1)
  if redis.call('HSET', spread, name, table.concat(counts, ' ')) == 1 then keepFresh(spread) end
end

local function demandBook()
  demand('hash', bookOf(dayOf(now)), spreadOf(dayOf(now)))
end
