package io.github.circleauth.sandbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The faults that are planned: for the next calls of an operation, one each in their order, or for all of them. What is
 * planned for the next call goes before what befalls every call. Operations are named as in {@link Gates}.
 */
public final class Faults {

    /** A fault and whom it awaits. */
    record Planned(String operation, Fault fault, boolean always) {}

    private final List<Planned> planned = new ArrayList<>();

    Faults() {}

    /** Plans a fault for the next call of an operation that has none planned yet. */
    public void next(String operation, Fault fault) {
        plan(new Planned(Operation.checked(operation), fault, false));
    }

    /** Plans a fault for every call of an operation, until {@link #clear()}; it replaces an earlier one. */
    public synchronized void always(String operation, Fault fault) {
        Planned every = new Planned(Operation.checked(operation), fault, true);
        planned.removeIf(other -> other.always() && other.operation().equals(operation));
        plan(every);
    }

    /** Forgets everything planned. */
    public synchronized void clear() {
        planned.clear();
    }

    synchronized List<Planned> planned() {
        return List.copyOf(planned);
    }

    synchronized Optional<Fault> take(Operation operation) {
        for (Iterator<Planned> each = planned.iterator(); each.hasNext(); ) {
            Planned next = each.next();
            if (!next.always() && operation.isCalled(next.operation())) {
                each.remove();
                return Optional.of(next.fault());
            }
        }
        return planned.stream()
                .filter(every -> every.always() && operation.isCalled(every.operation()))
                .map(Planned::fault)
                .findFirst();
    }

    private synchronized void plan(Planned fault) {
        planned.add(fault);
    }
}
