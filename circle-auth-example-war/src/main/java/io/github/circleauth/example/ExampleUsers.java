package io.github.circleauth.example;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import org.eclipse.microprofile.config.ConfigProvider;

/** The users of the example, for Jakarta Security: the configured {@link People}. */
@ApplicationScoped
public class ExampleUsers implements IdentityStore {

    private final People people = People.read(ConfigProvider.getConfig(), SandboxConfig.isOn());

    /** Called by Jakarta Security at sign-in. */
    public CredentialValidationResult validate(UsernamePasswordCredential credential) {
        return people.isPassword(credential.getCaller(), credential.getPasswordAsString())
                ? new CredentialValidationResult(credential.getCaller(), people.rolesOf(credential.getCaller()))
                : CredentialValidationResult.INVALID_RESULT;
    }
}
