package org.alignersquad.core.teacher;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/** TLS as HTTPS wants it (RFC 2818): by certificates that the JVM trusts, and for the name that was asked for. */
final class Tls {
    private Tls() {}

    /** By {@code javax.net.ssl.trustStore} or the JDK's own certificates. */
    static SslContext trustedByJvm() {
        try {
            return SslContextBuilder.forClient().sslProvider(SslProvider.JDK).build();
        } catch (SSLException e) {
            throw new IllegalStateException("This JVM has no TLS", e);
        }
    }

    static SslHandler handler(SslContext tls, ByteBufAllocator allocator, String host, int port) {
        SslHandler handler = tls.newHandler(allocator, host, port);
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        handler.engine().setSSLParameters(parameters);
        return handler;
    }
}
