package io.github.circleauth.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.circleauth.DocsPage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LedgerDocsTest {

    private final String page = DocsPage.named("your-database.md").text();

    @Test
    void theDocumentationShowsTheStatementsOfTheJar() {
        assertThat(page).contains("```sql\n" + TableSetup.script("ledger.sql") + "\n```");
    }

    @ParameterizedTest
    @EnumSource
    void theTableOfDatabasesHasEachWithItsOldestVersionAndItsFile(Dialect dialect) {
        assertThat(page)
                .containsPattern("\\| " + dialect.label() + " \\| " + dialect.oldest() + "[ (0-9)]* \\| .* \\| `"
                        + dialect.creation() + "` \\|");
    }

    @ParameterizedTest
    @EnumSource
    void aDatabaseIsSaidToBeRunIfTheBuildRunsIt(Dialect dialect) {
        boolean isRun = Stream.of(TestDatabase.values())
                .anyMatch(tested -> tested.name().startsWith(dialect.name()));

        assertThat(page)
                .containsPattern("\\| " + dialect.label() + " \\| [0-9 ()]+ \\| "
                        + (isRun ? "each build runs the tests on " : "reviewed against its documentation, not run"));
    }

    @ParameterizedTest
    @EnumSource
    void eachFileCreatesTheSameColumnsAndIndexes(Dialect dialect) {
        String sql = TableSetup.script(dialect.creation());
        String columns = sql.replaceAll("(?m)^--.*\\R", "")
                .replaceAll("N?VARCHAR2?", "VARCHAR")
                .replace(" BYTE", "")
                .replace("NUMBER(10)", "INTEGER")
                .replace("NUMBER", "DECIMAL")
                .replaceAll("(?s),\\s+PRIMARY KEY.*", "")
                .replaceAll("\\s+", " ");

        assertThat(columns)
                .isEqualTo("CREATE TABLE circle_auth_ledger ( lease_id VARCHAR(32) NOT NULL, mark VARCHAR(32) NOT NULL,"
                        + " kind VARCHAR(8) NOT NULL, owner VARCHAR(32) NOT NULL, key_id VARCHAR(8) NOT NULL,"
                        + " token VARCHAR(4000) NOT NULL, expires_at DECIMAL(19) NOT NULL,"
                        + " revoke_at DECIMAL(19) NOT NULL, attempts INTEGER NOT NULL,"
                        + " identity_mark VARCHAR(32) NOT NULL, member_mark VARCHAR(32) NOT NULL");
        assertThat(sql)
                .contains("PRIMARY KEY (lease_id, mark)", "(kind, owner, key_id, revoke_at, lease_id)", "(mark)")
                .containsOnlyOnce("INDEX circle_auth_ledger_due")
                .containsOnlyOnce("INDEX circle_auth_ledger_mark")
                .containsPattern("INDEX circle_auth_ledger_identity (ON circle_auth_ledger )?\\(identity_mark\\)")
                .containsPattern("INDEX circle_auth_ledger_member (ON circle_auth_ledger )?\\(member_mark\\)");
    }

    @Test
    void theMessageForAnUnknownDatabaseIsTheDocumented() {
        String message =
                Dialect.unknown("PostgreSQL CockroachDB CCL v23.2.4 ...").getMessage();

        String documented = page.lines()
                .filter(line -> line.contains("CockroachDB CCL"))
                .findFirst()
                .orElseThrow()
                .replace(" ...", "");
        assertThat(("circle-auth can't start: " + message).replace(" ...", ""))
                .startsWith(documented.replaceAll(",$", ""));
    }
}
