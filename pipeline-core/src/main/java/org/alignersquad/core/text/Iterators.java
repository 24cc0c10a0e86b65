package org.alignersquad.core.text;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** Iterators that hold no more than one element. */
public final class Iterators {
    private Iterators() {}

    public static <A, B> Iterator<B> map(Iterator<A> in, Function<? super A, ? extends B> of) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return in.hasNext();
            }

            @Override
            public B next() {
                return of.apply(in.next());
            }
        };
    }

    public static <A> Iterator<A> concat(A first, Iterator<A> rest) {
        return flatMap(
                java.util.List.of(Collections.singleton(first).iterator(), rest).iterator(), each -> each);
    }

    public static <A, B> Iterator<B> flatMap(Iterator<A> in, Function<? super A, Iterator<B>> of) {
        return new Iterator<>() {
            private Iterator<B> current = Collections.emptyIterator();

            @Override
            public boolean hasNext() {
                while (!current.hasNext() && in.hasNext()) current = of.apply(in.next());
                return current.hasNext();
            }

            @Override
            public B next() {
                if (!hasNext()) throw new NoSuchElementException();
                return current.next();
            }
        };
    }
}
