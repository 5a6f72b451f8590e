package io.jobwire.redis;

import io.jobwire.model.JobId;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Every name in Redis. All keys of a job carry its partition's hash tag, so that each script stays
 * in one slot of a Cluster; what belongs to a user carries the user's.
 */
public record Keys(String prefix, int partitions) {

  public int partitionOf(JobId id) {
    if (partitions == 1) {
      return 0;
    }
    CRC32 sum = new CRC32();
    sum.update(id.value().getBytes(StandardCharsets.US_ASCII));
    return (int) (sum.getValue() % partitions);
  }

  String job(JobId id) {
    return at(partitionOf(id)) + "job:" + id;
  }

  String jobs(int partition) {
    return at(partition) + "jobs";
  }

  String paused(int partition) {
    return at(partition) + "paused";
  }

  String counts(int partition) {
    return at(partition) + "counts";
  }

  /** What the jobs of each user hold there. */
  String stored(int partition) {
    return at(partition) + "stored";
  }

  String swept(int partition) {
    return at(partition) + "swept";
  }

  String acknowledged(int partition) {
    return at(partition) + "acknowledged";
  }

  String lastClaim(int partition, String worker) {
    return at(partition) + "op:" + encoded(worker);
  }

  String userJobs(String user) {
    return prefix + ":u:{" + encoded(user) + "}:jobs";
  }

  String userBucket(String user) {
    return prefix + ":u:{" + encoded(user) + "}:creates";
  }

  /** How a user's own stream stands; its log and all else of it are named after this. */
  String userMeta(String user) {
    return prefix + ":u:{" + encoded(user) + "}:meta";
  }

  String userDevices(String user) {
    return prefix + ":u:{" + encoded(user) + "}:devices";
  }

  /** Users with devices, by when somebody has to look whether they are still here. */
  String presentUsers() {
    return prefix + ":{presence}:users";
  }

  /** The processes that answer a census, by the end of their leases. */
  String processes() {
    return prefix + ":{census}:processes";
  }

  /**
   * The processes that hold something of a limit, by the end of their leases; what each has of a
   * limit lies beside it.
   */
  String limits() {
    return prefix + ":{limits}:processes";
  }

  String tally(String question) {
    return prefix + ":{census}:tally:" + question;
  }

  /**
   * The event loops with sockets, by their last sign of life; all about sessions lies beside it.
   */
  String sessionHolders() {
    return prefix + ":{analytics}:holders";
  }

  /** The numbers of sessions and users of a day, which is counted from 1970 on. */
  String sessionsOn(long day) {
    return prefix + ":{analytics}:day:" + day;
  }

  /** The numbers of a partition's jobs. */
  String jobsOn(long day, int partition) {
    return at(partition) + "day:" + day;
  }

  /** How long these jobs waited and ran, and the types that this day counts singly. */
  String spreadOn(long day, int partition) {
    return jobsOn(day, partition) + ":spread";
  }

  /** Where a census is called. */
  public String census() {
    return prefix + ":census";
  }

  String types() {
    return prefix + ":{workers}:types";
  }

  String workers() {
    return prefix + ":{workers}:seen";
  }

  /** What the inputs of the types must be. */
  String schemas() {
    return prefix + ":{workers}:schemas";
  }

  /** When each of these was told last. */
  String told() {
    return prefix + ":{workers}:told";
  }

  String sweeper() {
    return prefix + ":sweeper";
  }

  String layout() {
    return prefix + ":layout";
  }

  String developmentSecret() {
    return prefix + ":secret";
  }

  String streamSecret() {
    return prefix + ":secret:streams";
  }

  /** Where a job's events are announced. */
  public String channel(JobId id) {
    return prefix + ":s:{" + partitionOf(id) + "}:job:" + id;
  }

  /** Where the events of a user's own stream are announced, and what happens to the user's jobs. */
  public String userChannel(String user) {
    return prefix + ":s:{" + encoded(user) + "}:user";
  }

  /** Where the workers of all jobs hear of cancels and signals. */
  public String controlPattern() {
    return prefix + ":ctl:*";
  }

  /** The job that a control channel is about. */
  public static JobId controlled(String channel) {
    return new JobId(channel.substring(channel.indexOf("}:") + 2));
  }

  private String at(int partition) {
    return prefix + ":{" + partition + "}:";
  }

  /** A user's name may hold anything, a key's tag may not. */
  private static String encoded(String name) {
    StringBuilder safe = new StringBuilder(name.length() + 8);
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "._-@".indexOf(c) >= 0;
      if (plain) {
        safe.append(c);
      } else {
        safe.append('%').append(String.format("%02x", (int) c));
      }
    }
    return safe.toString();
  }
}
