/**
 * The next sequence of KEYS[2], as text: the server's clock in microseconds, or one more than the last. After a failover
 * that lost the last ones, and on a server that lost everything, none is given again that may still be under way.
 */
const NEXT_SEQUENCE = `
      local time = redis.call('TIME')
      local last = tonumber(redis.call('GET', KEYS[2]) or 0)
      local sequence = string.format('%.0f', math.max(time[1] * 1000000 + time[2], last + 1))
      redis.call('SET', KEYS[2], sequence)`

/**
 * What has to be atomic, as Lua: one round trip each. Every key has the store's prefix as its hash tag, so that a
 * cluster keeps them together. Redis >= 6.2 or Valkey.
 */
export const SCRIPTS = {
  /**
   * Keeps a delivery: KEYS inbox, sequence, id; ARGV group, consumer, maxPending, retention (ms), then the fields.
   * The entry is this consumer's at once. Returns the sequence, "duplicate" or "full".
   */
  acceptDelivery: {
    lua: `
      if redis.call('EXISTS', KEYS[3]) == 1 then return 'duplicate' end
      if redis.call('XPENDING', KEYS[1], ARGV[1])[1] >= tonumber(ARGV[3]) then return 'full' end
      ${NEXT_SEQUENCE}
      local id = sequence .. '-0'
      redis.call('XADD', KEYS[1], id, unpack(ARGV, 5))
      redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'FORCE', 'JUSTID')
      redis.call('SET', KEYS[3], sequence, 'PX', ARGV[4])
      return sequence`,
  },

  /**
   * Takes what consumers without a heartbeat held: KEYS inbox; ARGV group, consumer, heartbeat prefix. Returns
   * how many were taken.
   */
  takeOver: {
    lua: `
      local taken = 0
      for _, info in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
        local name = info[2]
        if name ~= ARGV[2] and redis.call('EXISTS', ARGV[3] .. name) == 0 then
          while true do
            local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 500, name)
            if #pending == 0 then break end
            for _, entry in ipairs(pending) do
              redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, entry[1], 'JUSTID')
              taken = taken + 1
            end
          end
          redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], name)
        end
      end
      return taken`,
  },

  /**
   * Claims a key: KEYS claim (a hash of time -> count|lease|expires|holder); ARGV time, window, expires (ms since 1970, or
   * -1 for never), now, lease until (or -1), holder, again (0 or 1). Returns first (0 or 1), firstSeen, count.
   */
  claimKey: {
    lua: `
      local time, window, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4])
      local nearest, distance
      local ttl = redis.call('PTTL', KEYS[1])
      local entries = redis.call('HGETALL', KEYS[1])
      for i = 1, #entries, 2 do
        local apart = math.abs(tonumber(entries[i]) - time)
        local expires = tonumber(string.match(entries[i + 1], '^%d+|%-?%d+|(%-?%d+)|'))
        if expires >= 0 and expires < now then redis.call('HDEL', KEYS[1], entries[i])
        elseif apart < window and (not distance or apart < distance) then nearest, distance = i, apart end
      end
      local count = 1
      if nearest then
        local seen = entries[nearest]
        local counted, lease, expires, holder = string.match(entries[nearest + 1], '^(%d+)|(%-?%d+)|(%-?%d+)|(.*)$')
        local isLeased = tonumber(lease) >= 0
        local isOther = holder ~= ARGV[6] and string.match(holder, ' (.*)') == string.match(ARGV[6], ' (.*)')
        local mayTakeUp = isLeased and (tonumber(lease) < now or (ARGV[7] == '1' and isOther))
        count = tonumber(counted) + 1
        if not mayTakeUp then
          redis.call('HSET', KEYS[1], seen, table.concat({count, lease, expires, holder}, '|'))
          return {0, seen, count}
        end
        redis.call('HDEL', KEYS[1], seen)
      end
      redis.call('HSET', KEYS[1], ARGV[1], table.concat({count, ARGV[5], ARGV[3], ARGV[6]}, '|'))
      if ARGV[3] == '-1' then redis.call('PERSIST', KEYS[1])
      elseif ttl ~= -1 then -- else one of its claims stands for ever
        redis.call('PEXPIREAT', KEYS[1], string.format('%.0f', math.max(now + ttl, tonumber(ARGV[3]))))
      end
      return {1, ARGV[1], count}`,
  },

  /** Commits (ARGV "1") or releases (ARGV "0") a leased claim: KEYS claim; ARGV time, holder, commit. */
  endLease: {
    lua: `
      local entry = redis.call('HGET', KEYS[1], ARGV[1])
      if not entry then return 0 end
      local count, lease, expires, holder = string.match(entry, '^(%d+)|(%-?%d+)|(%-?%d+)|(.*)$')
      if tonumber(lease) < 0 or holder ~= ARGV[2] then return 0 end
      if ARGV[3] == '1' then redis.call('HSET', KEYS[1], ARGV[1], table.concat({count, -1, expires, ''}, '|'))
      else redis.call('HDEL', KEYS[1], ARGV[1]) end
      return 1`,
  },

  /**
   * A delivery has failed and is tried again, unless it was erased meanwhile. KEYS inbox, due, failures, reason; ARGV
   * sequence, when it is due (ms since 1970), reason.
   */
  postpone: {
    lua: `
      local id = ARGV[1] .. '-0'
      if #redis.call('XRANGE', KEYS[1], id, id) == 0 then return 0 end
      redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
      redis.call('HINCRBY', KEYS[3], ARGV[1], 1)
      return redis.call('HSET', KEYS[4], ARGV[1], ARGV[3])`,
  },

  /**
   * A delivery is dead: it stays, but nobody holds it any more. KEYS inbox, dead, due, failures; ARGV group, sequence,
   * reason.
   */
  bury: {
    lua: `
      local id = ARGV[2] .. '-0'
      if #redis.call('XRANGE', KEYS[1], id, id) == 0 then return 0 end
      redis.call('HSET', KEYS[2], ARGV[2], ARGV[3])
      for i = 3, 4 do redis.call('HDEL', KEYS[i], ARGV[2]) end
      return redis.call('XACK', KEYS[1], ARGV[1], id)`,
  },

  /**
   * Makes a delivery this consumer's, and due, unless it is on its way somewhere: KEYS inbox, dead, due, failures; ARGV group,
   * consumer, sequence. Returns 1, or 0 where it is on its way or there is none.
   */
  revive: {
    lua: `
      local id = ARGV[3] .. '-0'
      if #redis.call('XRANGE', KEYS[1], id, id) == 0 then return 0 end
      local held = redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1)[1]
      if held and not (held[2] == ARGV[2] and redis.call('HEXISTS', KEYS[3], ARGV[3]) == 1) then return 0 end
      for i = 2, 4 do redis.call('HDEL', KEYS[i], ARGV[3]) end
      redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'FORCE', 'JUSTID')
      return 1`,
  },

  /** Adds lines to the log: KEYS notices, number; ARGV how many to keep, the lines. Each is numbered. */
  note: {
    lua: `
      for i = 2, #ARGV do redis.call('LPUSH', KEYS[1], redis.call('INCR', KEYS[2]) .. ' ' .. ARGV[i]) end
      return redis.call('LTRIM', KEYS[1], 0, ARGV[1] - 1)`,
  },

  /** Lines of the log, newest first: KEYS notices, number; ARGV below which number, how many. */
  notices: {
    lua: `
      local first = tonumber(redis.call('GET', KEYS[2]) or '0') - tonumber(ARGV[1]) + 1
      if first < 0 then first = 0 end
      return redis.call('LRANGE', KEYS[1], first, first + ARGV[2] - 1)`,
  },

  /** How deliveries stand: KEYS inbox, dead, reason, attempts; ARGV group, sequences. Returns pending (0 or 1), dead, reason, attempts of each. */
  standing: {
    lua: `
      local found = {}
      for i = 2, #ARGV do
        local id = ARGV[i] .. '-0'
        local dead = redis.call('HGET', KEYS[2], ARGV[i])
        found[#found + 1] = {
          #redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1),
          dead and 1 or 0,
          dead or redis.call('HGET', KEYS[3], ARGV[i]) or false,
          redis.call('HGET', KEYS[4], ARGV[i]) or '0',
        }
      end
      return found`,
  },

  /**
   * Gives up what nobody holds and is too old or too much: KEYS inbox, dead, reason, attempts; ARGV group, received
   * before (ms since 1970), how many of the handled to keep, from id, how many to look at. Returns the last id looked
   * at, or an empty one at the end.
   */
  trim: {
    lua: `
      local pending = redis.call('XPENDING', KEYS[1], ARGV[1])[1]
      local excess = redis.call('XLEN', KEYS[1]) - pending - redis.call('HLEN', KEYS[2]) - tonumber(ARGV[3])
      local last = ''
      local entries = redis.call('XRANGE', KEYS[1], ARGV[4], '+', 'COUNT', ARGV[5])
      for _, entry in ipairs(entries) do
        local id, fields = entry[1], entry[2]
        local sequence = string.match(id, '^%d+')
        local isOld = tonumber(fields[6]) < tonumber(ARGV[2])
        local isDead = redis.call('HEXISTS', KEYS[2], sequence) == 1
        last = id
        if not isOld and excess <= 0 then return '' end
        if (isOld or not isDead) and #redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1) == 0 then
          redis.call('XDEL', KEYS[1], id)
          for i = 2, 4 do redis.call('HDEL', KEYS[i], sequence) end
          excess = excess - 1
        end
      end
      if #entries < tonumber(ARGV[5]) then return '' end
      return last`,
  },
} as const
