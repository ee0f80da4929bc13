package io.github.circleauth.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeopleTest {

    @Test
    void withACircleThereIsNobodyByDefault() {
        People people = People.of(List.of(), List.of(), false);

        assertThat(people.isEmpty()).isTrue();
        assertThat(people.areFromSandbox()).isFalse();
        assertThat(people.isPassword("ada@example.com", "ada")).isFalse();
    }

    @Test
    void theSandboxHasPeopleWithKnownPasswords() {
        People people = People.of(List.of(), List.of(), true);

        assertThat(people.areFromSandbox()).isTrue();
        assertThat(people.isPassword("ada@example.com", "ada")).isTrue();
    }

    @Test
    void onlyOperatorsHaveTheRole() {
        assertThat(People.of(List.of(), List.of("grace@example.com"), true).rolesOf("ada@example.com"))
                .as("of the sandbox")
                .containsExactly("operator");
        assertThat(People.of(List.of(), List.of(), true).rolesOf("grace@example.com"))
                .isEmpty();

        People configured =
                People.of(List.of("ada@example.com:x", "mary@example.org:y"), List.of(" mary@example.org"), true);
        assertThat(configured.rolesOf("mary@example.org")).containsExactly("operator");
        assertThat(configured.rolesOf("ada@example.com"))
                .as("another Ada than the sandbox's")
                .isEmpty();
    }

    @Test
    void configuredPeopleReplaceThoseOfTheSandbox() {
        People people = People.of(List.of("mary@example.org:s:ecret"), List.of(), true);

        assertThat(people.areFromSandbox()).isFalse();
        assertThat(people.isPassword("mary@example.org", "s:ecret")).isTrue();
        assertThat(people.isPassword("mary@example.org:s", "ecret"))
                .as("another name")
                .isFalse();
        assertThat(people.isPassword("mary@example.org", "")).isFalse();
        assertThat(people.isPassword("ada@example.com", "ada")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mary@example.org", "mary@example.org:", ":CANARY", "CANARY", "mary:CANARY", " :CANARY", ""})
    void anEntryThatIsNotAddressAndPasswordIsRefusedByItsNumber(String entry) {
        assertThatThrownBy(() -> People.of(List.of("ada@example.com:x", entry), List.of(), false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("The example can't start: entry 2 of example.people (EXAMPLE_PEOPLE) is not")
                .hasMessageNotContaining("CANARY");
    }
}
