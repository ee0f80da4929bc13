package io.github.circleauth.ledger;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A driver that throws something unexpected at one call of JDBC, instead of its effect or after it. It counts what is open. */
final class FailingDriver {

    /** The interfaces whose calls count, and whose objects are to be closed, except for the last one. */
    private static final List<Class<?>> INTERFACES = List.of(
            Connection.class, PreparedStatement.class, Statement.class, ResultSet.class, DatabaseMetaData.class);

    private final DataSource real;
    private final Supplier<? extends Throwable> failure;
    private final boolean afterEffect;
    private int callsUntilFailure;
    private @Nullable Method last;
    private int open;
    private @Nullable String failed;

    /**
     * @param call the number of the call that fails, from 1 on; calls of one method in a row, as of parameters, count as one
     * @param afterEffect whether it fails after its effect
     */
    FailingDriver(DataSource real, Supplier<? extends Throwable> failure, int call, boolean afterEffect) {
        this.real = real;
        this.failure = failure;
        this.callsUntilFailure = call;
        this.afterEffect = afterEffect;
    }

    DataSource dataSource() {
        return Databases.proxy(DataSource.class, (proxy, method, arguments) -> call(real, method, arguments));
    }

    /** Returns the method that failed, or null if there were fewer calls. */
    @Nullable String failed() {
        return failed;
    }

    /** Returns how many connections, statements and results have not been closed. */
    int open() {
        return open;
    }

    private @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        boolean fails = !method.equals(last) && --callsUntilFailure == 0;
        last = method;
        boolean closes = method.getName().equals("close");
        if (closes) {
            open--;
        }
        // An object that was not opened needs no close; one whose close fails counts as closed.
        boolean effect = !fails || closes || (afterEffect && !opens(method));
        Object result = effect ? invoke(target, method, arguments) : null;
        if (fails) {
            failed = method.getDeclaringClass().getSimpleName() + "." + method.getName();
            throw failure.get();
        }
        return observed(result, method.getReturnType());
    }

    private static boolean opens(Method method) {
        return INTERFACES.contains(method.getReturnType());
    }

    private static @Nullable Object invoke(Object target, Method method, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }

    private <T> @Nullable Object observed(@Nullable Object result, Class<T> type) {
        if (result == null || !INTERFACES.contains(type)) {
            return result;
        }
        if (type != DatabaseMetaData.class) {
            open++;
        }
        return Databases.proxy(type, (proxy, method, arguments) -> call(result, method, arguments));
    }
}
