package org.alignersquad.submit.clusters;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.BlobStoreContext;
import org.jclouds.blobstore.options.ListContainerOptions;

/**
 * S3's protocol over memory, on loopback: {@code S3Server BUCKET ACCESS_KEY SECRET_KEY}. Prints {@code ready PORT}. Then
 * its input may say {@code list} (all keys, and an empty line) or {@code delete KEY}; it runs until its input ends.
 */
public final class S3Server {
    private static final int MOST_KEYS = 100_000;

    private final BlobStore store;
    private final String bucket;

    private S3Server(BlobStore store, String bucket) {
        this.store = store;
        this.bucket = bucket;
    }

    public static void main(String[] arguments) {
        try (BlobStoreContext context = ContextBuilder.newBuilder("transient")
                .credentials("local", "local")
                .build(BlobStoreContext.class)) {
            context.getBlobStore().createContainerInLocation(null, arguments[0]);
            new S3Server(context.getBlobStore(), arguments[0]).run(arguments[1], arguments[2]);
            System.exit(0);
        } catch (Exception e) {
            // other threads would keep the process
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void run(String accessKey, String secretKey) throws Exception {
        S3Proxy server = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, accessKey, secretKey)
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
        while (!server.getState().equals("STARTED")) Thread.sleep(20);
        System.out.println("ready " + server.getPort());
        BufferedReader words = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = words.readLine(); line != null; line = words.readLine()) obey(line);
        server.stop();
    }

    private void obey(String line) {
        if (line.startsWith("delete ")) {
            store.removeBlob(bucket, line.substring("delete ".length()));
            return;
        }
        store.list(bucket, new ListContainerOptions().recursive().maxResults(MOST_KEYS))
                .forEach(blob -> System.out.println(blob.getName()));
        System.out.println();
    }
}
