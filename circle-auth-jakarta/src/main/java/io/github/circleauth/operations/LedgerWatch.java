package io.github.circleauth.operations;

import io.github.circleauth.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the ledger for its outlook, on behalf of the diagnostics page or the gauges. The ledger's own thread asks the database, one question at a
 * time and at most every ten seconds; a page waits a moment for the answer, and otherwise shows the last one.
 */
final class LedgerWatch {

    private static final Duration BETWEEN_QUESTIONS = Duration.ofSeconds(10);

    /** For how long a page waits for a database that responds as it usually does. */
    private static final Duration USUAL = Duration.ofMillis(300);

    /**
     * The last known state of the ledger.
     *
     * @param outlook the last answer, if there was one
     * @param at when that was asked
     * @param unansweredSince when a question was asked that the database has not answered; empty if it has answered the last
     */
    record Known(Optional<Ledger.Outlook> outlook, Optional<Instant> at, Optional<Instant> unansweredSince) {}

    private record Question(Instant at, CompletableFuture<Optional<Ledger.Outlook>> answer) {}

    private record Answer(Instant at, Ledger.Outlook outlook) {}

    private final Ledger ledger;
    private final InstantSource clock;

    // Guarded by this, which no thread holds while it waits.
    private @Nullable Question last;
    private @Nullable Answer lastAnswer;

    LedgerWatch(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Returns the last known state of the ledger, without waiting: if it is asked now, the next glance has the answer. */
    Known glance() {
        Question question = ask();
        return known(question, question.answer().isDone() ? await(question.answer()) : Optional.empty());
    }

    /** Returns the last known state of the ledger. Waits a moment, if that may bring an answer. */
    Known look() {
        Question question = ask();
        Optional<Ledger.Outlook> answer = await(question.answer());
        return known(question, answer);
    }

    private synchronized Question ask() {
        Question before = last;
        Instant now = clock.instant();
        if (before != null) {
            if (!before.answer().isDone() || isRecent(before, now)) {
                return before;
            }
            keep(before, await(before.answer())); // It may have come after the last look.
        }
        Question asked = new Question(now, ledger.outlook(now));
        last = asked;
        return asked;
    }

    private static boolean isRecent(Question question, Instant now) {
        return Duration.between(question.at(), now).abs().compareTo(BETWEEN_QUESTIONS) < 0;
    }

    private static Optional<Ledger.Outlook> await(CompletableFuture<Optional<Ledger.Outlook>> answer) {
        try {
            return answer.get(USUAL.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException none) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private synchronized void keep(Question question, Optional<Ledger.Outlook> answer) {
        Answer known = lastAnswer;
        if (answer.isPresent() && (known == null || question.at().isAfter(known.at()))) {
            lastAnswer = new Answer(question.at(), answer.get());
        }
    }

    private synchronized Known known(Question question, Optional<Ledger.Outlook> answer) {
        keep(question, answer);
        Answer known = lastAnswer;
        return new Known(
                Optional.ofNullable(known).map(Answer::outlook),
                Optional.ofNullable(known).map(Answer::at),
                answer.isPresent() ? Optional.empty() : Optional.of(question.at()));
    }
}
