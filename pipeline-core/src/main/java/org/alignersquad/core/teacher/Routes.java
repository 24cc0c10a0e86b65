package org.alignersquad.core.teacher;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A teacher's addresses, of which each request gets one: by weight, and past those that are away. */
final class Routes {
    private final List<Route> routes;
    // guarded by this: requests that went to each, by weight
    private final long[] sent;
    private final int inFlight;

    private Routes(List<Route> routes, int inFlight) {
        this.routes = routes;
        this.sent = new long[routes.size()];
        this.inFlight = inFlight;
        routes.forEach(route -> route.state().limit.widen(inFlight));
    }

    static Routes open(
            TeacherConfig config, RequestBudgets budgets, Resilience resilience, Map<String, String> environment) {
        List<Route> routes = new ArrayList<>();
        for (EndpointConfig address : config.addresses()) {
            routes.add(new Route(
                    new TeacherEndpoint(config, address, EndpointHeaders.resolve(config, address, environment)),
                    EndpointState.of(address, config.model(), resilience),
                    budgets.of(config.limitsName(address), address.limits()),
                    address.share(),
                    address.place()));
        }
        return new Routes(routes, config.inFlight());
    }

    /**
     * The route of the next request: of those that take requests the one that is furthest behind its weight.
     *
     * @param failed the route that has just failed the same request, which is taken only where no other will do
     */
    synchronized Route next(@Nullable Route failed) {
        List<Integer> open = new ArrayList<>();
        for (int i = 0; i < routes.size(); i++) {
            if (routes.get(i).state().circuit.admits()) open.add(i);
        }
        if (open.size() > 1) open.removeIf(i -> routes.get(i) == failed);
        if (open.isEmpty()) for (int i = 0; i < routes.size(); i++) open.add(i);
        int chosen = open.stream().min(Comparator.comparingDouble(this::load)).orElseThrow();
        catchUp(chosen);
        sent[chosen]++;
        return routes.get(chosen);
    }

    private double load(int route) {
        return (double) sent[route] / routes.get(route).weight();
    }

    /** A route that was away is not owed what it missed. */
    private void catchUp(int chosen) {
        double most = 0;
        for (int i = 0; i < sent.length; i++) if (i != chosen) most = Math.max(most, load(i));
        long behind = (long) ((most - 1) * routes.get(chosen).weight());
        if (sent.length > 1 && sent[chosen] < behind - inFlight) sent[chosen] = behind;
    }

    /** Whether another route takes requests. */
    boolean othersThan(Route route) {
        return routes.stream()
                .anyMatch(other -> other != route && other.state().circuit.admits());
    }

    /** Whether every route has been silent for longer than this. */
    boolean allSilentFor(Duration patience) {
        return routes.stream().allMatch(route -> route.state().circuit.silence().compareTo(patience) > 0);
    }

    String places() {
        return String.join(", ", routes.stream().map(Route::place).toList());
    }

    void close() {
        routes.forEach(route -> route.state().limit.narrow(inFlight));
    }
}
