package org.alignersquad.core.teacher.embedded;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The embedded teacher behind HTTP on 127.0.0.1, speaking the OpenAI protocol: {@code /v1/chat/completions}, {@code
 * /v1/completions} and {@code /v1/models}. Any key and model name are taken; answers carry the teacher's own name. {@code
 * /teacher/counters} says what has happened. With a {@link FaultScript} it is as slow and as unreliable as real endpoints.
 * Thousands of requests may wait at once, without a thread each. Thread-safe; the caller closes it.
 */
public final class EmbeddedTeacherServer implements AutoCloseable {
    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final int BACKLOG = 4_096;
    private static final int MOST_BYTES = 64 << 20;

    private static final InetAddress LOOPBACK = ipv4Loopback();

    private static InetAddress ipv4Loopback() {
        try {
            return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("Four bytes are an address", e);
        }
    }

    private final ScriptedTeacher teacher;
    private final EventLoopGroup loops =
            new NioEventLoopGroup(THREADS, new DefaultThreadFactory("embedded-teacher", true));
    private final Channel channel;

    private EmbeddedTeacherServer(int port, FaultScript script) throws IOException {
        teacher = new ScriptedTeacher(script);
        ChannelFuture bound =
                bootstrap().bind(new InetSocketAddress(LOOPBACK, port)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            loops.shutdownGracefully();
            throw new IOException(bound.cause());
        }
        channel = bound.channel();
    }

    private ServerBootstrap bootstrap() {
        return new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection
                                .pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(MOST_BYTES))
                                .addLast(new TeacherHandler(teacher));
                    }
                });
    }

    /** Starts on a free port of 127.0.0.1, without faults. */
    public static EmbeddedTeacherServer start() {
        return start(0);
    }

    /** Starts on a port of 127.0.0.1, without faults; 0 takes a free one. */
    public static EmbeddedTeacherServer start(int port) {
        return start(port, FaultScript.none());
    }

    /** Starts on a port of 127.0.0.1; 0 takes a free one. */
    public static EmbeddedTeacherServer start(int port, FaultScript script) {
        try {
            return new EmbeddedTeacherServer(port, script);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on 127.0.0.1:" + port, e);
        }
    }

    private InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Such as {@code http://127.0.0.1:40123/v1}. */
    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + address().getPort() + "/v1");
    }

    /** Proper answers since the start. */
    public long requests() {
        return teacher.counters().answers();
    }

    /** Proper answers since the start, by task: topics, questions, answers, critique, judge, other. */
    public Map<String, Long> requestsByKind() {
        return counts().answeredByTask();
    }

    /** All that has happened since the start. */
    public TeacherCounts counts() {
        return teacher.counters().snapshot();
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
