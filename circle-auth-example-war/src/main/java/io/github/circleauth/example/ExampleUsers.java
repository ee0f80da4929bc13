package io.github.circleauth.example;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.security.MessageDigest;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The users of the example, by e-mail address. A real site has a database with hashed passwords. */
@ApplicationScoped
public class ExampleUsers implements IdentityStore {

    @Inject
    @ConfigProperty(
            name = "example.people",
            defaultValue = "ada@example.com:ada,grace@example.com:grace,linus@example.com:linus")
    List<String> people;

    /** Called by Jakarta Security at sign-in. */
    public CredentialValidationResult validate(UsernamePasswordCredential credential) {
        byte[] entered = (credential.getCaller() + ":" + credential.getPasswordAsString()).getBytes(UTF_8);
        return people.stream().anyMatch(person -> MessageDigest.isEqual(person.getBytes(UTF_8), entered))
                ? new CredentialValidationResult(credential.getCaller())
                : CredentialValidationResult.INVALID_RESULT;
    }
}
