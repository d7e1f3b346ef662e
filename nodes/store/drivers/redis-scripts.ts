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
      if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[3]) then return 'full' end
      local sequence = redis.call('INCR', KEYS[2])
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
   * Claims a key: KEYS claim (a hash of time -> count|lease|holder); ARGV time, window, expires (ms since 1970, or
   * -1 for never), now, lease until (or -1), holder, again (0 or 1). Returns first (0 or 1), firstSeen, count.
   */
  claimKey: {
    lua: `
      local time, window, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[4])
      local nearest, distance
      local entries = redis.call('HGETALL', KEYS[1])
      for i = 1, #entries, 2 do
        local apart = math.abs(tonumber(entries[i]) - time)
        if apart < window and (not distance or apart < distance) then nearest, distance = i, apart end
      end
      local count = 1
      if nearest then
        local seen = entries[nearest]
        local counted, lease, holder = string.match(entries[nearest + 1], '^(%d+)|(%-?%d+)|(.*)$')
        local isLeased = tonumber(lease) >= 0
        local mayTakeUp = isLeased and (tonumber(lease) < now or (ARGV[7] == '1' and holder == ARGV[6]))
        count = tonumber(counted) + 1
        if not mayTakeUp then
          redis.call('HSET', KEYS[1], seen, count .. '|' .. lease .. '|' .. holder)
          return {0, seen, count}
        end
        redis.call('HDEL', KEYS[1], seen)
      end
      redis.call('HSET', KEYS[1], ARGV[1], count .. '|' .. ARGV[5] .. '|' .. ARGV[6])
      local ttl = redis.call('PTTL', KEYS[1])
      if ARGV[3] == '-1' then redis.call('PERSIST', KEYS[1])
      elseif ttl == -1 and #entries > 0 then -- one of its claims stands for ever
      elseif now + ttl < tonumber(ARGV[3]) then redis.call('PEXPIREAT', KEYS[1], ARGV[3]) end
      return {1, ARGV[1], count}`,
  },

  /** Commits (ARGV "1") or releases (ARGV "0") a leased claim: KEYS claim; ARGV time, holder, commit. */
  endLease: {
    lua: `
      local entry = redis.call('HGET', KEYS[1], ARGV[1])
      if not entry then return 0 end
      local count, lease, holder = string.match(entry, '^(%d+)|(%-?%d+)|(.*)$')
      if tonumber(lease) < 0 or holder ~= ARGV[2] then return 0 end
      if ARGV[3] == '1' then redis.call('HSET', KEYS[1], ARGV[1], count .. '|-1|')
      else redis.call('HDEL', KEYS[1], ARGV[1]) end
      return 1`,
  },

  /** Moves a delivery to the dead: KEYS inbox, dead, trouble; ARGV group, sequence, reason, oldest to keep. */
  bury: {
    lua: `
      local id = ARGV[2] .. '-0'
      local entry = redis.call('XRANGE', KEYS[1], id, id)[1]
      if not entry then return 0 end
      redis.call('XADD', KEYS[2], 'MINID', '~', ARGV[4], '*', 'sequence', ARGV[2], 'reason', ARGV[3], unpack(entry[2]))
      redis.call('XACK', KEYS[1], ARGV[1], id)
      redis.call('XDEL', KEYS[1], id)
      redis.call('HDEL', KEYS[3], ARGV[2])
      return 1`,
  },

  /**
   * Takes a delivery back from the dead, as this consumer's, under a new sequence: KEYS inbox, dead, sequence; ARGV
   * group, consumer, the old sequence. Returns the new one, or 0.
   */
  revive: {
    lua: `
      for _, entry in ipairs(redis.call('XRANGE', KEYS[2], '-', '+')) do
        local fields = entry[2]
        if fields[2] == ARGV[3] then
          local sequence = redis.call('INCR', KEYS[3])
          local id = sequence .. '-0'
          redis.call('XADD', KEYS[1], id, unpack(fields, 5))
          redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'FORCE', 'JUSTID')
          redis.call('XDEL', KEYS[2], entry[1])
          return sequence
        end
      end
      return 0`,
  },
} as const
