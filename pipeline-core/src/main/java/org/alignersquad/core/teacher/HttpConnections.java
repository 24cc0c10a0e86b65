package org.alignersquad.core.teacher;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.pool.AbstractChannelPoolHandler;
import io.netty.channel.pool.ChannelHealthChecker;
import io.netty.channel.pool.ChannelPool;
import io.netty.channel.pool.ChannelPoolHandler;
import io.netty.channel.pool.SimpleChannelPool;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.ssl.SslContext;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Connections to teachers, kept open between requests; as many as requests are in flight. By the JVM's proxies and trusted
 * certificates. What a connection sends and receives is logged nowhere. Thread-safe.
 *
 * <p>Built on Spark's Netty: the JDK's client takes several times the CPU for a request, and starts a thread for each where
 * there are two cores.
 */
final class HttpConnections {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private static final int THREADS = Math.min(4, Runtime.getRuntime().availableProcessors());
    private static final int MOST_LINE_BYTES = 16 << 10;
    private static final int MOST_HEADER_BYTES = 64 << 10;
    private static final int CHUNK_BYTES = 64 << 10;

    private final EventLoopGroup loops =
            new NioEventLoopGroup(THREADS, new DefaultThreadFactory("teacher-connections", true));
    private final ConcurrentHashMap<Place, ChannelPool> pools = new ConcurrentHashMap<>();
    private final SslContext tls;

    HttpConnections(SslContext tls) {
        this.tls = tls;
    }

    private record Place(boolean tls, String host, int port) {
        static Place of(URI uri) {
            boolean tls = "https".equalsIgnoreCase(uri.getScheme());
            int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
            return new Place(tls, uri.getHost().replaceAll("[\\[\\]]", ""), port);
        }
    }

    /** Takes the request over. The reply completes on an event loop: work that waits does not belong there. Cancelling breaks off. */
    CompletableFuture<HttpReply> send(URI uri, FullHttpRequest request) {
        CompletableFuture<HttpReply> reply = new CompletableFuture<>();
        ChannelPool pool = pools.computeIfAbsent(Place.of(uri), place -> pool(place, uri));
        Future<Channel> connected = pool.acquire();
        connected.addListener(done -> {
            if (connected.isSuccess()) send(pool, connected.getNow(), request, reply);
            else refused(connected.cause(), request, reply);
        });
        return reply;
    }

    private static void send(
            ChannelPool pool, Channel channel, FullHttpRequest request, CompletableFuture<HttpReply> reply) {
        HttpConnection connection = channel.pipeline().get(HttpConnection.class);
        channel.eventLoop().execute(() -> connection.send(pool, channel, request, reply));
    }

    private static void refused(Throwable cause, FullHttpRequest request, CompletableFuture<HttpReply> reply) {
        request.release();
        reply.completeExceptionally(cause);
    }

    private ChannelPool pool(Place place, URI uri) {
        @Nullable HttpProxy proxy = HttpProxy.of(ProxySelector.getDefault(), uri);
        InetSocketAddress address = InetSocketAddress.createUnresolved(place.host(), place.port());
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) CONNECT_TIMEOUT.toMillis())
                .remoteAddress(address);
        // the proxy resolves the name
        if (proxy != null) bootstrap.resolver(NoopAddressResolverGroup.INSTANCE);
        return new SimpleChannelPool(bootstrap, pipeline(place, proxy), ChannelHealthChecker.ACTIVE, false, true);
    }

    private ChannelPoolHandler pipeline(Place place, @Nullable HttpProxy proxy) {
        return new AbstractChannelPoolHandler() {
            @Override
            public void channelCreated(Channel channel) {
                if (proxy != null) channel.pipeline().addLast(proxy.handler());
                if (place.tls())
                    channel.pipeline().addLast(Tls.handler(tls, channel.alloc(), place.host(), place.port()));
                channel.pipeline()
                        .addLast(new HttpClientCodec(MOST_LINE_BYTES, MOST_HEADER_BYTES, CHUNK_BYTES))
                        .addLast(new HttpObjectAggregator(HttpReply.MOST_BYTES))
                        .addLast(new HttpConnection());
            }
        };
    }
}
