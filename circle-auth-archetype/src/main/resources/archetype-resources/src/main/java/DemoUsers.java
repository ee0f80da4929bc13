package ${package};

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Map;

/** Two users with passwords that everybody knows: replace them by your own, before the application meets the real Circle. */
@ApplicationScoped
public class DemoUsers implements IdentityStore {

    /** Ada is a member of the sandbox's community, Linus is not. */
    private static final Map<String, String> PASSWORDS = Map.of("ada@example.com", "ada", "linus@example.com", "linus");

    /** Called by Jakarta Security at sign-in. */
    public CredentialValidationResult validate(UsernamePasswordCredential credential) {
        String password = PASSWORDS.get(credential.getCaller());
        return password != null && credential.getPassword().compareTo(password)
                ? new CredentialValidationResult(credential.getCaller())
                : CredentialValidationResult.INVALID_RESULT;
    }
}
