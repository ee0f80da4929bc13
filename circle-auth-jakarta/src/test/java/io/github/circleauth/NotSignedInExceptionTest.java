package io.github.circleauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class NotSignedInExceptionTest {

    @ParameterizedTest
    @EnumSource(names = {"ANONYMOUS", "NO_SESSION", "ENDED"})
    void itCarriesItsAbsenceThroughSerialization(Absence absence) throws Exception {
        NotSignedInException failure = new NotSignedInException(absence);

        assertThat(copy(failure))
                .isInstanceOfSatisfying(
                        NotSignedInException.class,
                        copied -> assertThat(copied.absence()).isEqualTo(absence))
                .hasMessage(failure.getMessage());
    }

    private static Throwable copy(Throwable failure) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(failure);
        return (Throwable) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    @ParameterizedTest
    @EnumSource(
            names = {"ANONYMOUS", "NO_SESSION", "ENDED"},
            mode = Mode.EXCLUDE)
    void anAbsenceOfASignedInUserWithASessionIsRejected(Absence absence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new NotSignedInException(absence))
                .withMessageContaining(absence.name());
    }
}
