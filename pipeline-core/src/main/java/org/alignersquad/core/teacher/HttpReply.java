package org.alignersquad.core.teacher;

import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Optional;

/** A whole HTTP response. */
record HttpReply(int status, HttpHeaders headers, byte[] body) {
    /** Text of far more tokens than any model writes, and small enough for a few hundred in flight. */
    static final int MOST_BYTES = 4 << 20;

    /** Copies what it needs of the response, which stays its owner's. */
    static HttpReply of(FullHttpResponse response) {
        return new HttpReply(response.status().code(), response.headers(), ByteBufUtil.getBytes(response.content()));
    }

    /** A header's first value. */
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
