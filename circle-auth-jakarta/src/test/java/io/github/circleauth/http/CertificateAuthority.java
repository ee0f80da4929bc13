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
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
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

/** A certificate authority for the servers of tests. A JVM trusts it while a {@link Trust} is open. */
public final class CertificateAuthority {

    private static final String PASSWORD = "changeit";
    private static final String ALGORITHM = "SHA256withECDSA";
    private static final GeneralName LOOPBACK = new GeneralName(
            GeneralName.iPAddress, InetAddress.getLoopbackAddress().getHostAddress());

    private final X500Name name;
    private final KeyPair keys = keyPair();
    private final X509Certificate certificate;

    public CertificateAuthority(String name) throws GeneralSecurityException, IOException {
        this.name = new X500Name("CN=" + name);
        X509v3CertificateBuilder own =
                builder(this.name, keys, this.name, Instant.now().plus(Duration.ofDays(1)));
        own.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
        this.certificate = signed(own, ALGORITHM, keys);
    }

    /** Returns the context of a server with a valid certificate. */
    public SSLContext validServer() throws GeneralSecurityException, IOException {
        return server(LOOPBACK, ALGORITHM, Duration.ofDays(1));
    }

    public SSLContext serverForHost(String host) throws GeneralSecurityException, IOException {
        return server(new GeneralName(GeneralName.dNSName, host), ALGORITHM, Duration.ofDays(1));
    }

    public SSLContext expiredServer() throws GeneralSecurityException, IOException {
        return server(LOOPBACK, ALGORITHM, Duration.ofMinutes(-1));
    }

    /** Returns the context of a server with an invalid certificate. */
    public SSLContext faultyServer(String fault) throws GeneralSecurityException, IOException {
        return switch (fault) {
            case "of another host" -> serverForHost("app.circle.so");
            case "self-signed" -> selfSignedServer();
            case "expired" -> expiredServer();
            case "of an unknown authority" -> new CertificateAuthority("unknown").validServer();
            default -> throw new IllegalArgumentException(fault);
        };
    }

    SSLContext serverSignedWith(String algorithm) throws GeneralSecurityException, IOException {
        return server(LOOPBACK, algorithm, Duration.ofDays(1));
    }

    /** Returns the context of a server with a self-signed certificate. */
    public static SSLContext selfSignedServer() throws GeneralSecurityException, IOException {
        KeyPair keys = keyPair();
        X500Name name = new X500Name("CN=self-signed");
        X509v3CertificateBuilder own = builder(name, keys, name, Instant.now().plus(Duration.ofDays(1)));
        own.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(LOOPBACK));
        return context(keys, signed(own, ALGORITHM, keys));
    }

    /** Returns the context of a server or client that has a valid certificate, and trusts this authority alone. */
    SSLContext mutual() throws GeneralSecurityException, IOException {
        KeyPair own = keyPair();
        X509v3CertificateBuilder builder =
                builder(name, own, new X500Name("CN=mutual"), Instant.now().plus(Duration.ofDays(1)));
        builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(LOOPBACK));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(own, signed(builder, ALGORITHM, keys), certificate), trustManagers(), null);
        return context;
    }

    /** Returns the context of a client that trusts this authority alone. */
    public SSLContext client() throws GeneralSecurityException, IOException {
        return client("TLS");
    }

    /** Returns the context of a client that trusts this authority alone, for a protocol. */
    SSLContext client(String protocol) throws GeneralSecurityException, IOException {
        SSLContext context = SSLContext.getInstance(protocol);
        context.init(null, trustManagers(), null);
        return context;
    }

    private TrustManager[] trustManagers() throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setCertificateEntry("authority", certificate);
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        return managers.getTrustManagers();
    }

    /** Makes this JVM trust this authority alone, until the result is closed. */
    Trust trusted(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setCertificateEntry("authority", certificate);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return new Trust(
                Map.of("javax.net.ssl.trustStore", file.toString(), "javax.net.ssl.trustStorePassword", PASSWORD));
    }

    /** The system properties of the trusted certificates. The JVM reads them for each new client. */
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
        Instant start = Instant.now().minus(Duration.ofDays(2));
        return new JcaX509v3CertificateBuilder(
                issuer, BigInteger.ONE, Date.from(start), Date.from(end), subject, keys.getPublic());
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
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keyManagers(keys, chain), null, null);
        return context;
    }

    private static KeyManager[] keyManagers(KeyPair keys, X509Certificate... chain)
            throws GeneralSecurityException, IOException {
        KeyStore store = emptyStore();
        store.setKeyEntry("server", keys.getPrivate(), PASSWORD.toCharArray(), chain);
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        return managers.getKeyManagers();
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
