package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.AbsenceDetail.Cause;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AbsenceDetailTest {

    private static final Path PAGE = Path.of("../docs/no-token.md");

    /** Cause, absence, explanation, remedy. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([A-Z_]+)` \\| `([A-Z_]+)` \\| (.+?) \\| (.+?) \\|$");

    @Test
    void thePageHasEachCauseWithTheWordsOfTheCodeAndNoOther() throws IOException {
        Stream<String> documented = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(row -> String.join(" / ", row.group(1), row.group(2), row.group(3), row.group(4)))
                .map(row -> row.replace("`", ""));

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(Cause.values())
                        .map(cause -> String.join(
                                " / ", cause.name(), cause.absence().name(), cause.explanation(), cause.remedy()))
                        .toList());
    }

    @ParameterizedTest
    @EnumSource
    void eachAbsenceHasAGeneralCauseOfItsOwn(Absence absence) {
        assertThat(Cause.of(absence).absence()).isEqualTo(absence);
    }

    @ParameterizedTest
    @EnumSource
    void aCauseSaysWhatItIsAndWhatToDoInSentences(Cause cause) {
        assertThat(cause.explanation()).endsWith(".").doesNotContain("null");
        assertThat(cause.remedy()).endsWith(".").isNotEqualTo(cause.explanation());
    }

    @Test
    void aMemberOfTheApplicationsOwnTestsHasTheGeneralDetailOfItsAbsence() {
        assertThat(new AbsentMember(Optional.of(Absence.REFUSED)).absenceDetail())
                .contains(AbsenceDetail.of(Cause.REFUSED));
        assertThat(new AbsentMember(Optional.empty()).absenceDetail()).isEmpty();
    }

    /** A member as an application's test may write it. */
    private record AbsentMember(Optional<Absence> whyAbsent) implements CircleMember {

        private static UnsupportedOperationException unused() {
            return new UnsupportedOperationException();
        }

        @Override
        public boolean isPresent() {
            return whyAbsent.isEmpty();
        }

        @Override
        public AccessToken accessToken() {
            throw unused();
        }

        @Override
        public java.util.concurrent.CompletionStage<AccessToken> accessTokenAsync() {
            throw unused();
        }

        @Override
        public long communityMemberId() {
            throw unused();
        }

        @Override
        public long communityId() {
            throw unused();
        }

        @Override
        public TokenState state() {
            return TokenState.ABSENT;
        }

        @Override
        public Optional<java.time.Instant> expiresAt() {
            return Optional.empty();
        }

        @Override
        public long renewals() {
            return 0;
        }

        @Override
        public AccessToken renew(AccessToken rejected) {
            throw unused();
        }

        @Override
        public void retry() {}

        @Override
        public CircleMember capture() {
            return this;
        }
    }
}
