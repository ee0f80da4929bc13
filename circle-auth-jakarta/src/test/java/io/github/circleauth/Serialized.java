package io.github.circleauth;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Java serialization, as session stores use it. */
public final class Serialized {

    private Serialized() {}

    public static byte[] bytes(Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Returns the object that another server reads. */
    @SuppressWarnings("BanSerializableRead") // The bytes are this class's own.
    public static Object copy(Object object) {
        try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(bytes(object)))) {
            return stream.readObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the serialized form as text, in which a token would be seen. */
    public static String text(Object object) {
        return new String(bytes(object), StandardCharsets.ISO_8859_1);
    }
}
