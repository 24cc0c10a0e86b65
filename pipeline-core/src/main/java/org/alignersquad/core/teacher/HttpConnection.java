package org.alignersquad.core.teacher;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.pool.ChannelPool;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.TooLongHttpContentException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection: sends a request at a time, and goes back to its pool with the response's end. For use by its event loop. */
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private @Nullable ChannelPool pool;
    private @Nullable CompletableFuture<HttpReply> awaited;

    /** Takes the request over; the pool is the one that the channel is from. Where the reply is given up, the connection is broken off: the endpoint may stop working on it. */
    void send(ChannelPool from, Channel channel, FullHttpRequest request, CompletableFuture<HttpReply> reply) {
        if (reply.isDone()) {
            request.release();
            from.release(channel);
            return;
        }
        pool = from;
        awaited = reply;
        reply.whenComplete((value, error) -> {
            if (error != null) channel.eventLoop().execute(() -> giveUp(channel, reply));
        });
        channel.writeAndFlush(request).addListener(written -> {
            if (!written.isSuccess()) fail(written.cause());
        });
    }

    private void giveUp(Channel channel, CompletableFuture<HttpReply> reply) {
        if (awaited == reply) channel.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        if (response.decoderResult().isFailure()) {
            exceptionCaught(context, response.decoderResult().cause());
        } else if (response.status().codeClass() != HttpStatusClass.INFORMATIONAL) {
            HttpReply reply = HttpReply.of(response);
            @Nullable CompletableFuture<HttpReply> waiting = awaited;
            awaited = null;
            if (pool != null && HttpUtil.isKeepAlive(response)) pool.release(context.channel());
            else context.close();
            if (waiting != null) waiting.complete(reply);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        fail(new IOException("it was closed before the whole response had come"));
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
        context.close();
    }

    private void fail(Throwable cause) {
        @Nullable CompletableFuture<HttpReply> waiting = awaited;
        awaited = null;
        if (waiting != null) waiting.completeExceptionally(known(cause));
    }

    private static Throwable known(Throwable cause) {
        if (cause instanceof TooLongHttpContentException) return new TooLargeException();
        return cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
    }

    /** A body beyond the bound. */
    static final class TooLargeException extends IOException {
        TooLargeException() {
            super("the body has more than " + HttpReply.MOST_BYTES + " bytes");
        }
    }
}
