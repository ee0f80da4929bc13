package io.github.circleauth.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class LedgerDocsTest {

    @Test
    void theDocumentationShowsTheStatementsOfTheJar() throws IOException {
        try (InputStream script = TableSetup.class.getResourceAsStream("ledger.sql")) {
            String sql = new String(script.readAllBytes(), UTF_8).strip();

            assertThat(Path.of("../docs/reliability.md")).content().contains("```sql\n" + sql + "\n```");
        }
    }
}
