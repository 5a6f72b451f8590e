package io.jobwire.http;

import io.jobwire.model.Refused;
import io.jobwire.ops.Meters;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.nio.charset.StandardCharsets;

/**
 * Refuses, in the form of every other refusal, what the library would hang up on or answer in words
 * of its own: a body whose chunks are none, and another version of HTTP.
 */
final class Unreadable extends ChannelDuplexHandler {
  private final Meters meters;
  private final RequestTally tally;
  private int owed;
  private boolean begun;
  private boolean over;

  private Unreadable(Meters meters, RequestTally tally) {
    this.meters = meters;
    this.tally = tally;
  }

  static void watch(HttpConnection connection, Meters meters, RequestTally tally) {
    ((ConnectionBase) connection)
        .channel()
        .pipeline()
        .addBefore(Haste.LIBRARY, null, new Unreadable(meters, tally));
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (message instanceof HttpRequest) {
      owed++;
    }
    if (over || isUnreadable(message)) {
      ReferenceCountUtil.release(message);
      refuse(context);
    } else {
      context.fireChannelRead(message);
    }
  }

  private static boolean isUnreadable(Object message) {
    if (message instanceof HttpRequest request) {
      HttpVersion version = request.protocolVersion();
      return request.decoderResult().isSuccess()
          && !version.equals(HttpVersion.HTTP_1_1)
          && !version.equals(HttpVersion.HTTP_1_0);
    }
    return message instanceof HttpContent part && part.decoderResult().isFailure();
  }

  /** An answer that is owed for another request, or has begun, is nothing to say this in. */
  private void refuse(ChannelHandlerContext context) {
    if (over) {
      return;
    }
    over = true;
    Refused refused = Refused.malformed("This is not a well-formed HTTP/1.1 request.");
    String id = RequestId.fresh();
    meters.refused(refused.reason().word());
    tally.notHttp("OTHER", null, refused, id);
    if (owed == 1 && !begun) {
      context.writeAndFlush(answer(refused, id)).addListener(ChannelFutureListener.CLOSE);
    } else {
      context.close();
    }
  }

  private static FullHttpResponse answer(Refused refused, String id) {
    byte[] body = Problems.json(refused, id).text().getBytes(StandardCharsets.UTF_8);
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(Problems.status(refused.reason())),
            Unpooled.wrappedBuffer(body));
    Gate.HEADERS.forEach(answer.headers()::set);
    answer
        .headers()
        .set(RequestId.HEADER, id)
        .set("Connection", "close")
        .set("Content-Type", "application/problem+json")
        .set("Content-Length", body.length);
    return answer;
  }

  @Override
  public void write(ChannelHandlerContext context, Object message, ChannelPromise told) {
    if (message instanceof HttpResponse) {
      begun = true;
    }
    if (message instanceof LastHttpContent) {
      begun = false;
    }
    if (isTheEnd(message)) {
      owed--;
    }
    context.write(message, told);
    if (isAnotherProtocol(message)) {
      context.pipeline().remove(this);
    }
  }

  /** From here on it is a socket: nothing may stand in the way of its frames. */
  static boolean isAnotherProtocol(Object message) {
    return message instanceof HttpResponse response
        && response.status().equals(HttpResponseStatus.SWITCHING_PROTOCOLS);
  }

  /** Of an answer; the word to go on is none. */
  static boolean isTheEnd(Object message) {
    return message instanceof LastHttpContent
        && !(message instanceof HttpResponse response
            && response.status().codeClass() == HttpStatusClass.INFORMATIONAL);
  }
}
