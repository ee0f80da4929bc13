package io.github.circleauth.http;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Who makes the certificates of a test's servers. A JVM trusts it if it is told to. */
final class Authority {

    private static final String PASSWORD = "changeit";
    private static final String USUAL = "SHA256withECDSA";
    private static final GeneralName HERE = new GeneralName(
            GeneralName.iPAddress, InetAddress.getLoopbackAddress().getHostAddress());

    private final X500Name name;
    private final KeyPair keys = keyPair();
    private final X509Certificate certificate;

    Authority(String name) throws GeneralSecurityException, IOException {
        this.name = new X500Name("CN=" + name);
        X509v3CertificateBuilder own =
                builder(this.name, keys, this.name, Instant.now().plus(Duration.ofDays(1)));
        own.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        this.certificate = signed(own, USUAL, keys);
    }

    /** A server whose certificate is as it should be. */
    SSLContext server() throws GeneralSecurityException, IOException {
        return server(HERE, USUAL, Duration.ofDays(1));
    }

    SSLContext serverOf(String host) throws GeneralSecurityException, IOException {
        return server(new GeneralName(GeneralName.dNSName, host), USUAL, Duration.ofDays(1));
    }

    SSLContext expiredServer() throws GeneralSecurityException, IOException {
        return server(HERE, USUAL, Duration.ofMinutes(-1));
    }

    SSLContext serverSignedWith(String algorithm) throws GeneralSecurityException, IOException {
        return server(HERE, algorithm, Duration.ofDays(1));
    }

    /** A server that vouches for itself. */
    static SSLContext selfSignedServer() throws GeneralSecurityException, IOException {
        KeyPair keys = keyPair();
        X500Name name = new X500Name("CN=itself");
        X509v3CertificateBuilder own = builder(name, keys, name, Instant.now().plus(Duration.ofDays(1)));
        own.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(HERE));
        return context(keys, signed(own, USUAL, keys));
    }

    /** Has this JVM trust this authority, and nobody else, until it is closed. */
    Trust trusted(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setCertificateEntry("authority", certificate);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return new Trust(
                Map.of("javax.net.ssl.trustStore", file.toString(), "javax.net.ssl.trustStorePassword", PASSWORD));
    }

    /** The system properties that say whom a JVM trusts; it looks them up for each client anew. */
    record Trust(Map<String, String> properties) implements AutoCloseable {

        Trust {
            properties.forEach(System::setProperty);
        }

        @Override
        public void close() {
            properties.keySet().forEach(System::clearProperty);
        }
    }

    private SSLContext server(GeneralName host, String algorithm, Duration life)
            throws GeneralSecurityException, IOException {
        KeyPair own = keyPair();
        X509v3CertificateBuilder builder =
                builder(name, own, new X500Name("CN=server"), Instant.now().plus(life));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(host));
        return context(own, signed(builder, algorithm, keys), certificate);
    }

    private static X509v3CertificateBuilder builder(X500Name issuer, KeyPair keys, X500Name subject, Instant end) {
        Instant begin = Instant.now().minus(Duration.ofDays(2));
        return new JcaX509v3CertificateBuilder(
                issuer, BigInteger.ONE, Date.from(begin), Date.from(end), subject, keys.getPublic());
    }

    private static X509Certificate signed(X509v3CertificateBuilder builder, String algorithm, KeyPair signer)
            throws GeneralSecurityException, CertIOException {
        try {
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate())));
        } catch (OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private static SSLContext context(KeyPair keys, X509Certificate... chain)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setKeyEntry("server", keys.getPrivate(), PASSWORD.toCharArray(), chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static KeyPair keyPair() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
