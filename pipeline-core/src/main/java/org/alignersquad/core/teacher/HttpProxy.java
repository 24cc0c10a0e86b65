package org.alignersquad.core.teacher;

import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.handler.proxy.ProxyHandler;
import io.netty.handler.proxy.Socks5ProxyHandler;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A proxy between us and an endpoint, without a password, as in {@code https.proxyHost}. */
record HttpProxy(Proxy.Type type, InetSocketAddress address) {
    /** The first that is chosen for an address; null where it is reached directly. */
    static @Nullable HttpProxy of(@Nullable ProxySelector selector, URI uri) {
        if (selector == null) return null;
        Proxy proxy = selector.select(uri).get(0);
        if (proxy.type() == Proxy.Type.DIRECT) return null;
        InetSocketAddress named = (InetSocketAddress) proxy.address();
        return new HttpProxy(proxy.type(), new InetSocketAddress(named.getHostString(), named.getPort()));
    }

    /** A new one for each connection. */
    ProxyHandler handler() {
        return type == Proxy.Type.HTTP ? new HttpProxyHandler(address) : new Socks5ProxyHandler(address);
    }
}
