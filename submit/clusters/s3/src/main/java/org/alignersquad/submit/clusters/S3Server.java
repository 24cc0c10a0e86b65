package org.alignersquad.submit.clusters;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.gaul.s3proxy.AuthenticationType;
import org.gaul.s3proxy.S3Proxy;
import org.jclouds.ContextBuilder;
import org.jclouds.blobstore.BlobStoreContext;

/**
 * S3's protocol over a folder, on loopback: {@code S3Server FOLDER BUCKET ACCESS_KEY SECRET_KEY}. Prints
 * {@code ready PORT}, and runs until its input ends.
 */
public final class S3Server {
    private S3Server() {}

    public static void main(String[] arguments) {
        try {
            run(arguments);
            System.exit(0);
        } catch (Exception e) {
            // other threads would keep the process
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void run(String[] arguments) throws Exception {
        Properties settings = new Properties();
        settings.setProperty(
                "jclouds.filesystem.basedir",
                Files.createDirectories(Path.of(arguments[0])).toString());
        try (BlobStoreContext context = ContextBuilder.newBuilder("filesystem")
                .credentials("local", "local")
                .overrides(settings)
                .build(BlobStoreContext.class)) {
            context.getBlobStore().createContainerInLocation(null, arguments[1]);
            S3Proxy server = S3Proxy.builder()
                    .blobStore(context.getBlobStore())
                    .endpoint(URI.create("http://127.0.0.1:0"))
                    .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, arguments[2], arguments[3])
                    .ignoreUnknownHeaders(true)
                    .build();
            server.start();
            while (!server.getState().equals("STARTED")) Thread.sleep(20);
            System.out.println("ready " + server.getPort());
            while (System.in.read() >= 0) continue;
            server.stop();
        }
    }
}
