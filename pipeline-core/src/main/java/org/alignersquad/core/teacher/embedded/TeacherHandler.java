package org.alignersquad.core.teacher.embedded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: a request, its scripted response, the next request. Runs on the connection's event loop. */
final class TeacherHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(TeacherHandler.class);

    private final ScriptedTeacher teacher;
    // the reply whose response is not yet on its way; null where there is none, or none that counts
    private ScriptedTeacher.@Nullable Reply waiting;

    TeacherHandler(ScriptedTeacher teacher) {
        this.teacher = teacher;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        ScriptedTeacher.Reply reply = teacher.reply(
                request.method().name(),
                request.uri(),
                ByteBufUtil.getBytes(request.content()),
                request.headers().get(HttpHeaderNames.AUTHORIZATION));
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        waiting = reply.counted() ? reply : null;
        if (reply.latencyNanos() <= 0) {
            respond(context, reply.response(), keepAlive);
            return;
        }
        context.executor()
                .schedule(
                        () -> respond(context, reply.response(), keepAlive),
                        reply.latencyNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void respond(ChannelHandlerContext context, ScriptedResponse response, boolean keepAlive) {
        if (!context.channel().isActive()) return;
        if (response.end() != ScriptedResponse.End.HANGING) left(response.status());
        switch (response.end()) {
            case KEPT -> {
                if (response.pieces() > 1) drip(context, response);
                else send(context, response, keepAlive);
            }
            case RESET -> {
                // with nothing left to linger for, closing sends RST
                context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                context.close();
            }
            case HANGING -> LOG.debug("A request is left without a response");
        }
    }

    private void left(int status) {
        ScriptedTeacher.@Nullable Reply reply = waiting;
        waiting = null;
        if (reply != null) teacher.left(reply, status);
    }

    private static void send(ChannelHandlerContext context, ScriptedResponse response, boolean keepAlive) {
        var whole = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(response.status()),
                Unpooled.wrappedBuffer(response.body()));
        headers(whole.headers(), response);
        if (keepAlive) {
            context.writeAndFlush(whole);
        } else {
            whole.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
            context.writeAndFlush(whole).addListener(ChannelFutureListener.CLOSE);
        }
    }

    private static void headers(HttpHeaders headers, ScriptedResponse response) {
        headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, response.body().length);
        @Nullable Duration retryAfter = response.retryAfter();
        if (retryAfter != null) headers.set(HttpHeaderNames.RETRY_AFTER, retryAfter.toSeconds());
    }

    private static void drip(ChannelHandlerContext context, ScriptedResponse response) {
        var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(response.status()));
        headers(head.headers(), response);
        context.writeAndFlush(head);
        drip(context, response, 0);
    }

    private static void drip(ChannelHandlerContext context, ScriptedResponse response, int piece) {
        if (!context.channel().isActive()) return;
        byte[] body = response.body();
        int from = (int) ((long) body.length * piece / response.pieces());
        int to = (int) ((long) body.length * (piece + 1) / response.pieces());
        ByteBuf bytes = Unpooled.wrappedBuffer(body, from, to - from);
        if (piece == response.pieces() - 1) {
            // at once: whoever has all bytes may send the next request
            context.writeAndFlush(new DefaultLastHttpContent(bytes));
            return;
        }
        context.writeAndFlush(new DefaultHttpContent(bytes));
        context.executor()
                .schedule(
                        () -> drip(context, response, piece + 1),
                        response.pause().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        // the client has given up
        left(0);
        context.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("A connection to the embedded teacher broke: {}", cause.toString());
        context.close();
    }
}
