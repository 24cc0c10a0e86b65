package org.alignersquad.core.teacher;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** A response body in memory, given up once it is larger than any answer can be. */
final class BoundedBody implements BodySubscriber<byte[]> {
    /** Text of far more tokens than any model writes, and small enough for a few hundred in flight. */
    static final int MOST_BYTES = 4 << 20;

    private final BodySubscriber<byte[]> all = BodySubscribers.ofByteArray();
    private final CompletableFuture<byte[]> body = new CompletableFuture<>();
    private @Nullable Subscription subscription;
    private long bytes;

    BoundedBody() {
        all.getBody().whenComplete((value, error) -> {
            if (error != null) body.completeExceptionally(error);
            else body.complete(value);
        });
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return body;
    }

    @Override
    public void onSubscribe(Subscription upstream) {
        subscription = upstream;
        all.onSubscribe(upstream);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) bytes += buffer.remaining();
        if (bytes <= MOST_BYTES) {
            all.onNext(buffers);
            return;
        }
        if (subscription != null) subscription.cancel();
        body.completeExceptionally(new TooLargeException());
    }

    @Override
    public void onError(Throwable error) {
        all.onError(error);
    }

    @Override
    public void onComplete() {
        all.onComplete();
    }

    /** A body beyond the bound. */
    static final class TooLargeException extends IOException {
        TooLargeException() {
            super("the body has more than " + MOST_BYTES + " bytes");
        }
    }
}
