package io.github.circleauth.sandbox;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The planned faults. A fault is planned for the next request of an operation, or for all of them. Faults for the next
 * request are used in the order in which they were planned, and before those for all requests. Operations have the
 * names listed in {@link Gates}.
 */
public final class Faults {

    /** A fault and the operation it is planned for. */
    record Planned(String operation, Fault fault, boolean always) {}

    private final List<Planned> planned = new ArrayList<>();

    Faults() {}

    /** Plans a fault for one request: the next request of the operation that has no earlier planned fault. */
    public void next(String operation, Fault fault) {
        plan(new Planned(Operation.checkName(operation), fault, false));
    }

    /** Plans a fault for every request of an operation, until {@link #clear()}. Replaces an earlier such fault. */
    public synchronized void always(String operation, Fault fault) {
        Planned every = new Planned(Operation.checkName(operation), fault, true);
        planned.removeIf(other -> other.always() && other.operation().equals(operation));
        plan(every);
    }

    /** Removes all planned faults. */
    public synchronized void clear() {
        planned.clear();
    }

    synchronized List<Planned> planned() {
        return List.copyOf(planned);
    }

    /** Returns the fault for a request of this operation that is handled now, if any. */
    synchronized Optional<Fault> take(Operation operation) {
        for (Iterator<Planned> each = planned.iterator(); each.hasNext(); ) {
            Planned next = each.next();
            if (!next.always() && operation.matches(next.operation())) {
                each.remove();
                return Optional.of(next.fault());
            }
        }
        return planned.stream()
                .filter(every -> every.always() && operation.matches(every.operation()))
                .map(Planned::fault)
                .findFirst();
    }

    private synchronized void plan(Planned fault) {
        planned.add(fault);
    }
}
