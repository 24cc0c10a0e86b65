package org.alignersquad.core.teacher;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestHttpConnections {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private static final HttpConnections CONNECTIONS = new HttpConnections(Tls.trustedByJvm());

    @TempDir
    Path folder;

    private static FullHttpRequest request(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        FullHttpRequest request =
                new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/v1", Unpooled.wrappedBuffer(bytes));
        request.headers().set("Host", "localhost").set("Content-Length", bytes.length);
        return request;
    }

    private static HttpReply ask(HttpConnections connections, String uri, String body) throws Exception {
        return connections.send(URI.create(uri), request(body)).get(10, TimeUnit.SECONDS);
    }

    private static <S extends HttpServer> S echo(S server, Set<Integer> clients) {
        server.createContext("/", exchange -> {
            clients.add(exchange.getRemoteAddress().getPort());
            byte[] body = exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Test
    void requestsOneAfterAnotherShareAConnection() throws Exception {
        Set<Integer> clients = ConcurrentHashMap.newKeySet();
        HttpServer server = echo(HttpServer.create(loopback(), 0), clients);
        String uri = "http://127.0.0.1:" + server.getAddress().getPort();
        for (String body : List.of("one", "", "\uD83D\uDE00", "x".repeat(300_000))) {
            HttpReply reply = ask(CONNECTIONS, uri, body);
            assertThat(reply.status()).isEqualTo(200);
            assertThat(new String(reply.body(), UTF_8)).isEqualTo(body);
        }
        assertThat(clients).hasSize(1);
        server.stop(0);
    }

    @Test
    void aConnectionThatTheServerClosedIsNotUsedAgain() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            String uri = "http://127.0.0.1:" + socket.getLocalPort();
            for (int i = 0; i < 3; i++) {
                CompletableFuture<HttpReply> reply = CONNECTIONS.send(URI.create(uri), request("q"));
                answerAndClose(socket);
                assertThat(reply.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
                Thread.sleep(100);
            }
        }
    }

    private static void answerAndClose(ServerSocket socket) throws IOException {
        try (Socket connection = socket.accept()) {
            connection.getInputStream().read(new byte[8192]);
            connection.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(US_ASCII));
        }
    }

    @Test
    void aCutBodyAndALineThatIsNoHttpAreFailures() throws Exception {
        for (String answer :
                List.of("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf", "220 mail.example ready\r\n\r\n")) {
            try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                CompletableFuture<HttpReply> reply =
                        CONNECTIONS.send(URI.create("http://127.0.0.1:" + socket.getLocalPort()), request("q"));
                try (Socket connection = socket.accept()) {
                    connection.getInputStream().read(new byte[8192]);
                    connection.getOutputStream().write(answer.getBytes(US_ASCII));
                }
                assertThat(reply).failsWithin(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void cancellingClosesTheConnection() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            CompletableFuture<HttpReply> reply =
                    CONNECTIONS.send(URI.create("http://127.0.0.1:" + socket.getLocalPort()), request("q"));
            try (Socket connection = socket.accept()) {
                connection.setSoTimeout(10_000);
                InputStream in = connection.getInputStream();
                assertThat(in.read(new byte[8192])).isPositive();
                reply.cancel(true);
                assertThat(in.read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void tlsNeedsATrustedCertificateForTheNameThatWasAskedFor() throws Exception {
        KeyStore keys = certificate("localhost");
        HttpsServer server = HttpsServer.create(loopback(), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(serverTls(keys)));
        echo(server, ConcurrentHashMap.newKeySet());
        int port = server.getAddress().getPort();
        HttpConnections trusting = new HttpConnections(clientTls(keys));

        assertThat(ask(trusting, "https://localhost:" + port, "hello").status()).isEqualTo(200);
        assertThatThrownBy(() -> ask(trusting, "https://127.0.0.1:" + port, "hello"))
                .rootCause()
                .hasMessageContaining("127.0.0.1");
        assertThatThrownBy(() -> ask(CONNECTIONS, "https://localhost:" + port, "hello"))
                .rootCause()
                .hasMessageContaining("unable to find valid certification path");
        server.stop(0);
    }

    private KeyStore certificate(String name) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "test",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=dns:" + name,
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext serverTls(KeyStore keys) throws Exception {
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(factory.getKeyManagers(), null, null);
        return tls;
    }

    private static SslContext clientTls(KeyStore keys) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("test", keys.getCertificate("test"));
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .trustManager(factory)
                .build();
    }

    @Test
    void goesThroughTheProxyThatTheJvmNames() throws Exception {
        Set<Integer> clients = ConcurrentHashMap.newKeySet();
        HttpServer server = echo(HttpServer.create(loopback(), 0), clients);
        ProxySelector before = ProxySelector.getDefault();
        try (TunnelProxy proxy = new TunnelProxy(server.getAddress().getPort())) {
            ProxySelector.setDefault(proxy.selector());
            // a name that only the proxy knows
            HttpReply reply = ask(new HttpConnections(Tls.trustedByJvm()), "http://teacher.invalid:8000", "hello");
            assertThat(new String(reply.body(), UTF_8)).isEqualTo("hello");
            assertThat(proxy.tunnels).hasValue(1);
        } finally {
            ProxySelector.setDefault(before);
            server.stop(0);
        }
    }

    /** A proxy that leads every tunnel to one port. */
    private static final class TunnelProxy implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final AtomicInteger tunnels = new AtomicInteger();

        TunnelProxy(int port) throws IOException {
            Thread thread = new Thread(() -> serve(port), "tunnel-proxy");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve(int port) {
            try (Socket client = socket.accept();
                    Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                byte[] asked = new byte[8192];
                int length = client.getInputStream().read(asked);
                if (new String(asked, 0, length, US_ASCII).startsWith("CONNECT teacher.invalid:8000 ")) {
                    tunnels.incrementAndGet();
                }
                client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(US_ASCII));
                Thread back = new Thread(() -> pass(server, client));
                back.start();
                pass(client, server);
                back.join();
            } catch (IOException | InterruptedException e) {
                // the test is over
            }
        }

        private static void pass(Socket from, Socket to) {
            try {
                from.getInputStream().transferTo(to.getOutputStream());
            } catch (IOException e) {
                // one of the ends has gone
            }
        }

        ProxySelector selector() {
            return new ProxySelector() {
                @Override
                public List<Proxy> select(URI uri) {
                    return List.of(new Proxy(Proxy.Type.HTTP, socket.getLocalSocketAddress()));
                }

                @Override
                public void connectFailed(URI uri, SocketAddress address, IOException e) {
                    throw new IllegalStateException(e);
                }
            };
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
