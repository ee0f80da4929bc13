package io.github.circleauth.servers.app;

import io.github.circleauth.CircleTls;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Trusts the certificate in the application's {@code /corporate.pem} alone. */
@Dependent
public class CorporateTls {

    @Produces
    @CircleTls
    SSLContext circle() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        try (InputStream file = Objects.requireNonNull(CorporateTls.class.getResourceAsStream("/corporate.pem"))) {
            trusted.setCertificateEntry(
                    "corporate", CertificateFactory.getInstance("X.509").generateCertificate(file));
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /** Another one of the application's, for other purposes. */
    @Produces
    SSLContext ofTheApplication() {
        throw new IllegalStateException("Nobody asks for it.");
    }
}
