package io.github.circleauth.cdi;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import javax.naming.spi.NamingManager;

/** The names of the JNDI context, which a server has and a test must create, until it is closed. */
final class JndiNames implements AutoCloseable {

    private static final Map<String, Object> KNOWN = new ConcurrentHashMap<>();

    private static final class Names implements InitialContextFactory {
        @Override
        public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
            return new InitialContext(true) {
                @Override
                public Object lookup(String name) throws NamingException {
                    if (!KNOWN.containsKey(name)) {
                        throw new NameNotFoundException(name);
                    }
                    return KNOWN.get(name);
                }
            };
        }
    }

    JndiNames(Map<String, Object> names) {
        KNOWN.putAll(names);
        try {
            if (!NamingManager.hasInitialContextFactoryBuilder()) {
                NamingManager.setInitialContextFactoryBuilder(environment -> new Names());
            }
        } catch (NamingException unexpected) {
            throw new IllegalStateException(unexpected);
        }
    }

    @Override
    public void close() {
        KNOWN.clear();
    }
}
