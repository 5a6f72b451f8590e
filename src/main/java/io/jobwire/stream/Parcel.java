package io.jobwire.stream;

import io.jobwire.model.Position;
import io.jobwire.ops.Journeys.Journey;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.List;

/**
 * Events that go out together, to however many viewers: put back to back into one buffer for each
 * wire, once. Belongs to one event loop and lives for one turn.
 */
public final class Parcel {
  private final String address;
  private final List<Frame> frames;
  private boolean released;
  private int takers;
  private final ByteBuf[] wires = new ByteBuf[Wire.values().length];

  Parcel(String address, List<Frame> frames) {
    this.address = address;
    this.frames = frames;
  }

  public List<Frame> frames() {
    return frames;
  }

  /** One more viewer has it. */
  void taken() {
    takers++;
  }

  int takers() {
    return takers;
  }

  /** Bytes of what is told, without what a wire puts around it. */
  public long length() {
    return frames.stream().mapToLong(frame -> frame.json().length).sum();
  }

  public Frame last() {
    return frames.get(frames.size() - 1);
  }

  /** The newest numbered event in it; null where there is none. */
  Position lastPosition() {
    for (int i = frames.size() - 1; i >= 0; i--) {
      if (frames.get(i).position() != null) {
        return frames.get(i).position();
      }
    }
    return null;
  }

  boolean isOf(Journey journey) {
    return journey.isOf(address);
  }

  /** A reference of the caller's own, over bytes that all share. */
  public ByteBuf bytes(Wire wire) {
    ByteBuf bytes = wires[wire.ordinal()];
    if (bytes == null) {
      bytes = join(wire);
      wires[wire.ordinal()] = bytes;
    }
    return bytes.retainedDuplicate();
  }

  boolean isReleased() {
    return released;
  }

  void release() {
    released = true;
    for (ByteBuf bytes : wires) {
      if (bytes != null) {
        bytes.release();
      }
    }
  }

  private ByteBuf join(Wire wire) {
    int size = 0;
    for (Frame frame : frames) {
      size += frame.on(wire, address).length;
    }
    ByteBuf bytes = PooledByteBufAllocator.DEFAULT.directBuffer(size);
    for (Frame frame : frames) {
      bytes.writeBytes(frame.on(wire, address));
    }
    return bytes;
  }
}
