package io.github.circleauth;

import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Qualifies the application's {@code SSLContext} bean for connections to Circle: the certificates that are trusted there, in
 * place of those of the JVM's trust store, and the application's own certificate if a gateway requires one.
 *
 * <pre>{@code
 * @Produces
 * @CircleTls
 * SSLContext circle() throws GeneralSecurityException, IOException {
 *     KeyStore trusted = KeyStore.getInstance(new File("/etc/pki/corp.p12"), "changeit".toCharArray());
 *     TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
 *     managers.init(trusted);
 *     SSLContext context = SSLContext.getInstance("TLS");
 *     context.init(null, managers.getTrustManagers(), null);
 *     return context;
 * }
 * }</pre>
 *
 * <p>The bean is got once, when the application starts. An {@code SSLContext} bean without this qualifier is not used. Host
 * names are checked, and TLS is 1.2 or later, whatever the context.
 */
@Qualifier @Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER, ElementType.TYPE})
public @interface CircleTls {}
