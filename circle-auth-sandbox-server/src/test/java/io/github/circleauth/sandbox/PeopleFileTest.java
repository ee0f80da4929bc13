package io.github.circleauth.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeopleFileTest {

    @Test
    void theSampleIsAValidPeopleFile() {
        assertThat(people(PeopleFile.SAMPLE))
                .containsExactly(
                        new Person(1001, "ada@example.com", "ada-sso", "Ada Byron", "Optional, as is admin", true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{|people.json is not JSON",
                "{}|people.json must be a JSON array of at least one member",
                "[]|people.json must be a JSON array of at least one member",
                "[7]|people.json, member 1: must be an object",
                "[{}]|people.json, member 1: 'community_member_id' is missing; it must be a whole number",
                "[{'community_member_id':'x'}]|people.json, member 1: 'community_member_id' must be a whole number",
                "[{'community_member_id':5}]|people.json, member 1: 'email' is missing; it must be a non-empty string",
                "[{'community_member_id':0,'email':'a','sso_user_id':'b','name':'c'}]"
                        + "|A community member id is a positive number, not 0",
                "[{'community_member_id':1,'email':'a','sso_user_id':'b','name':'c'},"
                        + "{'community_member_id':2,'email':'A','sso_user_id':'d','name':'e'}]"
                        + "|people.json: two members have the same e-mail a"
            })
    void anErrorIsExplainedInOneSentence(String text, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> people(text.replace('\'', '"')))
                .withMessage(sentence);
    }

    @Test
    void aMissingFileIsReported() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeopleFile.read(Path.of("no-such-file.json")))
                .withMessage("The people file no-such-file.json can't be read");
    }

    private static List<Person> people(String text) {
        return PeopleFile.parse("people.json", text.getBytes(StandardCharsets.UTF_8));
    }
}
