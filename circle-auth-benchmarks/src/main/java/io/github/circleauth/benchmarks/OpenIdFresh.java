package io.github.circleauth.benchmarks;

import io.github.circleauth.benchmarks.OpenIdPart.Servers;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Requests, one after the other, whose tokens are fresh. Slots of requests to each application alternate in a random order; each
 * round signs in anew, so that no token becomes due.
 */
final class OpenIdFresh implements Part {

    static final String SETTING = "fresh";
    static final String MEDIAN = "us median of a slot";
    static final String P99 = "us p99 of a slot";
    static final String RENEWALS = "renewals";
    private static final int REQUESTS = 300;
    private static final int SLOTS_PER_ROUND = 20;

    private final Servers servers;
    private final Length length;

    OpenIdFresh(Servers servers, Length length) {
        this.servers = servers;
        this.length = length;
    }

    /** A session of an application, and how often the application's tokens had been renewed when it began. */
    private record Session(OpenIdWar war, HttpRequest request, long renewals) {}

    @Override
    public void measure(RawData data) throws Exception {
        // The first rounds warm up.
        for (int round = -2; round < length.rounds(); round++) {
            RawData kept = round < 0 ? new RawData() : data;
            List<Session> sessions = new ArrayList<>();
            for (OpenIdWar war : OpenIdWar.values()) {
                sessions.add(new Session(war, servers.payara().signIn(war), servers.renewals(war)));
            }
            Random random = new Random(round);
            for (int slot = 0; slot < SLOTS_PER_ROUND; slot++) {
                Collections.shuffle(sessions, random);
                for (Session session : sessions) {
                    slot(kept, session, round);
                }
            }
            for (Session session : sessions) {
                long renewals = servers.renewals(session.war()) - session.renewals();
                kept.add(OpenIdPart.NAME, session.war().contender, SETTING, round, RENEWALS, renewals);
            }
        }
    }

    private void slot(RawData data, Session session, int round) throws Exception {
        double[] micros = new double[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            long start = System.nanoTime();
            HttpResponse<Void> response =
                    servers.client().send(session.request(), HttpResponse.BodyHandlers.discarding());
            micros[i] = (System.nanoTime() - start) / 1e3;
            if (response.statusCode() != 200) {
                throw new IllegalStateException(session + ": " + response);
            }
        }
        String contender = session.war().contender;
        data.add(OpenIdPart.NAME, contender, SETTING, round, MEDIAN, Statistics.median(micros));
        data.add(OpenIdPart.NAME, contender, SETTING, round, P99, Statistics.quantile(micros, 0.99));
    }
}
