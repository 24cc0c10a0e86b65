package org.alignersquad.core.teacher.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.alignersquad.core.teacher.RateLimits;
import org.alignersquad.core.teacher.RequestBudget;
import org.alignersquad.core.teacher.TeacherCounters;
import org.alignersquad.core.teacher.TeacherStop;
import org.junit.jupiter.api.Test;

class TestLeases {
    private static final RateLimits TEN_A_SECOND = new RateLimits(600, null, null);

    /** The driver's end without a network: what Spark's RPC carries in a cluster. */
    private static LeaseAgent agent(String name, LeaseOffice office) {
        return LeaseAgent.start(name, new DriverLine() {
            @Override
            public LeaseReply ask(LeaseRequest request) {
                return office.lease(request);
            }

            @Override
            public void count(Map<String, Double> counters) {
                office.count(counters);
            }

            @Override
            public void stop(TeacherStop reason) {
                office.stop(reason);
            }
        });
    }

    private static int[] tokens(int requests) {
        int[] tokens = new int[requests];
        java.util.Arrays.fill(tokens, 1000);
        return tokens;
    }

    private static LeaseRequest request(String holder, RateLimits limits, int waiting, long held) {
        return new LeaseRequest("e", holder, limits, tokens(waiting), 0, held, 0, 0, Map.of());
    }

    /** Plays a minute of two JVMs that always have requests waiting and settle at once. */
    @Test
    void pacesAllJvmsTogetherJustBelowTheLimit() {
        AtomicLong now = new AtomicLong();
        LeaseOffice office = new LeaseOffice(now::get);
        List<Long> moments = new ArrayList<>();
        long[] counts = new long[2];
        for (; now.get() < 60_000_000_000L; now.addAndGet(20_000_000)) {
            for (int jvm = 0; jvm < 2; jvm++) {
                LeaseReply reply = office.lease(request("jvm" + jvm, TEN_A_SECOND, 50, 0));
                counts[jvm] += reply.delays().length;
                for (long delay : reply.delays()) moments.add(now.get() + delay);
            }
        }
        assertThat(moments.stream().filter(moment -> moment < 60_000_000_000L).count())
                .isBetween(575L, 600L);
        assertThat(counts[0]).as("fair").isBetween(counts[1] * 8 / 10, counts[1] * 12 / 10);
        moments.sort(null);
        for (int i = 10; i < moments.size(); i++) {
            assertThat(moments.get(i) - moments.get(i - 10))
                    .as("ten requests take a second")
                    .isGreaterThan(999_000_000);
        }
    }

    @Test
    void holdsTokensToTheLimitAndGivesBackWhatWasNotUsed() {
        AtomicLong now = new AtomicLong();
        LeaseOffice office = new LeaseOffice(now::get);
        RateLimits limits = new RateLimits(null, 60_000, null);
        assertThat(office.lease(request("a", limits, 10, 0)).delays())
                .as("one second's tokens each")
                .hasSize(1);
        now.addAndGet(100_000_000);
        LeaseRequest unused = new LeaseRequest("e", "a", limits, tokens(10), 0, 0, 1000, 0, Map.of());
        assertThat(office.lease(unused).delays()).hasSize(1);
    }

    @Test
    void sharesPlacesInFlightFairlyAndFreesThoseOfALostJvm() {
        LeaseOffice office = new LeaseOffice();
        RateLimits limits = new RateLimits(null, null, 10);
        assertThat(office.lease(request("a", limits, 50, 0)).delays()).hasSize(10);
        assertThat(office.lease(request("b", limits, 50, 0)).delays()).isEmpty();
        assertThat(office.lease(request("a", limits, 50, 7)).delays())
                .as("more than its half")
                .isEmpty();
        assertThat(office.lease(request("b", limits, 50, 0)).delays()).hasSize(3);
        office.gone("a");
        assertThat(office.lease(request("b", limits, 50, 3)).delays()).hasSize(7);
    }

    @Test
    void slowsDownForAllWhereTheEndpointSaysTooMuch() {
        AtomicLong now = new AtomicLong();
        LeaseOffice office = new LeaseOffice(now::get);
        office.lease(request("a", TEN_A_SECOND, 0, 0));
        now.addAndGet(2_000_000_000);
        office.lease(new LeaseRequest("e", "a", TEN_A_SECOND, tokens(0), 0, 0, 0, 3, Map.of()));
        LeaseReply other = office.lease(request("b", TEN_A_SECOND, 50, 0));
        assertThat(other.delays()[1] - other.delays()[0]).isBetween(113_000_000L, 116_000_000L);
    }

    @Test
    void stopsEverybodyAtTheBudgetWithinWhatIsInFlight() throws Exception {
        LeaseOffice office = new LeaseOffice();
        List<TeacherStop> stops = new CopyOnWriteArrayList<>();
        office.onStop(stops::add);
        office.gate((totals, outstanding) -> {
            double sent = totals.total(TeacherCounters.ANSWERS);
            if (sent >= 1000) throw new TeacherStop(TeacherStop.Cause.BUDGET, "1000 requests are used up");
            return (long) (1000 - sent - outstanding);
        });
        AtomicInteger sent = new AtomicInteger();
        try (LeaseAgent one = agent("one", office);
                LeaseAgent two = agent("two", office)) {
            List<CompletableFuture<Void>> askers = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                LeaseAgent mine = i % 2 == 0 ? one : two;
                askers.add(CompletableFuture.runAsync(() -> ask(mine, sent), work -> new Thread(work).start()));
            }
            for (CompletableFuture<Void> asker : askers) {
                assertThatThrownBy(() -> asker.get(60, TimeUnit.SECONDS)).hasRootCauseInstanceOf(TeacherStop.class);
            }
        }
        assertThat(sent).hasValue(1000);
        assertThat(stops).hasSize(1);
        assertThat(office.stopped()).isNotNull().matches(TeacherStop::resumable);
    }

    private static void ask(LeaseAgent agent, AtomicInteger sent) {
        RequestBudget budget = agent.budget("e", RateLimits.NONE);
        while (true) {
            budget.acquire(10).join();
            sent.incrementAndGet();
            agent.count(TeacherCounters.ANSWERS, 1);
            budget.settle(10, 5);
        }
    }

    @Test
    void givesAMomentThatIsNoLongerWantedToTheNext() {
        LeaseOffice office = new LeaseOffice();
        try (LeaseAgent agent = agent("one", office)) {
            RequestBudget budget = agent.budget("e", new RateLimits(60, null, null));
            CompletableFuture<Void> first = budget.acquire(1);
            first.join();
            List<CompletableFuture<Void>> killed = new ArrayList<>();
            for (int i = 0; i < 20; i++) killed.add(budget.acquire(1));
            killed.forEach(permit -> permit.cancel(true));
            assertThat(budget.acquire(1)).as("the next second").succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @Test
    void needsNoDriverForEveryRequestWhereNothingIsLimited() {
        AtomicInteger asked = new AtomicInteger();
        LeaseOffice office = new LeaseOffice();
        DriverLine counted = new DriverLine() {
            @Override
            public LeaseReply ask(LeaseRequest request) {
                asked.incrementAndGet();
                return office.lease(request);
            }

            @Override
            public void count(Map<String, Double> counters) {
                office.count(counters);
            }

            @Override
            public void stop(TeacherStop reason) {
                office.stop(reason);
            }
        };
        try (LeaseAgent agent = LeaseAgent.start("one", counted)) {
            RequestBudget budget = agent.budget("e", RateLimits.NONE);
            for (int i = 0; i < 5000; i++) {
                budget.acquire(1).join();
                budget.settle(1, 1);
            }
        }
        assertThat(asked.get()).isLessThan(500);
    }

    @Test
    void countsEverythingOnce() throws Exception {
        LeaseOffice office = new LeaseOffice();
        List<Thread> threads = new ArrayList<>();
        try (LeaseAgent agent = agent("one", office)) {
            for (int i = 0; i < 4; i++) {
                threads.add(new Thread(() -> {
                    for (int n = 0; n < 10_000; n++) agent.count("rows.kept.answers", 1);
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) thread.join();
        }
        assertThat(office.totals().snapshot()).containsExactly(Map.entry("rows.kept.answers", 40_000.0));
    }
}
