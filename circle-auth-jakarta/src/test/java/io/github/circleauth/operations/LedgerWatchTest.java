package io.github.circleauth.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.ledger.Ledger;
import io.github.circleauth.ledger.Ledger.Outlook;
import io.github.circleauth.ledger.MemoryLedger;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What the page knows of a ledger whose database may hang. */
class LedgerWatchTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final List<CompletableFuture<Optional<Outlook>>> questions = new ArrayList<>();
    private Instant now = START;
    private boolean answersAtOnce = true;
    private Optional<Outlook> answer = Optional.of(new Outlook(3, Optional.of(START)));

    private final Ledger ledger = (Ledger) Proxy.newProxyInstance(
            Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (proxy, method, args) -> {
                assertThat(method.getName()).isEqualTo("outlook");
                CompletableFuture<Optional<Outlook>> question = new CompletableFuture<>();
                questions.add(question);
                if (answersAtOnce) {
                    question.complete(answer);
                }
                return question;
            });

    private final LedgerWatch watch = new LedgerWatch(ledger, () -> now);

    private void pass(int seconds) {
        now = now.plusSeconds(seconds);
    }

    @Test
    void anAnswerIsShownWithItsTime() {
        LedgerWatch.Known known = watch.look();

        assertThat(known.outlook()).isEqualTo(answer);
        assertThat(known.at()).contains(START);
        assertThat(known.unansweredSince()).isEmpty();
    }

    @Test
    void pagesThatComeSoonShareAnAnswer() {
        watch.look();
        pass(9);
        assertThat(watch.look().at()).contains(START);
        assertThat(questions).hasSize(1);

        pass(1);
        assertThat(watch.look().at()).contains(now);
        assertThat(questions).hasSize(2);
    }

    @Test
    void aDatabaseThatHangsIsAskedOnceAndTheLastAnswerStays() {
        watch.look();
        pass(60);
        answersAtOnce = false;
        Instant asked = now;

        for (int pages = 0; pages < 3; pages++) {
            LedgerWatch.Known known = watch.look();
            assertThat(known.outlook()).isEqualTo(answer);
            assertThat(known.at()).contains(START);
            assertThat(known.unansweredSince()).contains(asked);
            pass(60);
        }
        assertThat(questions).hasSize(2);

        questions.get(1).complete(Optional.of(new Outlook(0, Optional.empty())));
        answersAtOnce = true;
        assertThat(watch.look().unansweredSince()).isEmpty();
    }

    @Test
    void aGlanceWaitsForNothingAndTheNextOneHasTheAnswerHoweverLate() {
        answersAtOnce = false;
        assertThat(watch.glance().outlook()).isEmpty();

        questions.get(0).complete(answer);
        pass(60);

        assertThat(watch.glance().outlook()).isEqualTo(answer);
        assertThat(watch.glance().at()).contains(START);
        assertThat(questions).hasSize(2);
    }

    @Test
    void aDatabaseThatCanNotBeReachedHasNotAnswered() {
        answer = Optional.empty();

        LedgerWatch.Known known = watch.look();

        assertThat(known.outlook()).isEmpty();
        assertThat(known.unansweredSince()).contains(START);
    }

    @Test
    void aLedgerInMemoryAnswersAtOnce() {
        assertThat(new LedgerWatch(new MemoryLedger(), () -> now).look().outlook())
                .contains(new Outlook(0, Optional.empty()));
    }
}
