package io.github.circleauth.seal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.circleauth.Secret;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterInputStream;
import java.util.zip.InflaterInputStream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals and opens texts with the keys of a deployment: the first key seals, all keys open.
 *
 * <p>A sealed text is {@code v1.<key id>.<base64url of nonce and ciphertext>}, encrypted by AES-256-GCM with a random
 * 96-bit nonce (NIST SP 800-38D, 8.2.2). Each key is derived from its key material by HKDF with HMAC-SHA-256 (RFC 5869).
 * Thread-safe; takes no lock.
 *
 * <p>The text is compressed before (RFC 1950), since every session carries a sealed text, and a character of a token
 * contains six bits only.
 */
public final class Seal {

    private static final String VERSION = "v1";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;

    /** A text is a few kilobytes long. The limits bound the work for one that was made to be expensive. */
    private static final int MAX_TEXT_BYTES = 1 << 20;

    private static final int MAX_SEALED_LENGTH = 2 * MAX_TEXT_BYTES;
    private static final String NO_KEY_ID = "(none)";
    private static final SecretKeySpec MARK_KEY = new SecretKeySpec("circle-auth mark".getBytes(UTF_8), "HmacSHA256");

    private final List<Key> keys;
    private final SecureRandom random = new SecureRandom();

    private record Key(String id, SecretKeySpec cipherKey, SecretKeySpec markKey) {

        static Key from(byte[] material) {
            byte[] root = hmac(new byte[KEY_BYTES], material);
            String id = HexFormat.of().formatHex(expand(root, "circle-auth key id"), 0, 4);
            return new Key(
                    id,
                    new SecretKeySpec(expand(root, "circle-auth seal"), "AES"),
                    new SecretKeySpec(expand(root, "circle-auth mark"), "HmacSHA256"));
        }

        /** Returns the first block of HKDF-Expand, which suffices for a 256-bit key. */
        private static byte[] expand(byte[] root, String purpose) {
            return hmac(root, (purpose + "\u0001").getBytes(UTF_8));
        }

        private static byte[] hmac(byte[] key, byte[] message) {
            return Seal.hmac(new SecretKeySpec(key, "HmacSHA256"), message);
        }
    }

    private Seal(List<byte[]> materials) {
        this.keys = materials.stream().map(Key::from).toList();
    }

    /** Creates a seal with one key, derived from the app token: all nodes of a cluster have it without another secret. */
    public static Seal derivedFrom(Secret appToken) {
        return new Seal(List.of(appToken.reveal().getBytes(UTF_8)));
    }

    /**
     * Creates a seal with the operator's keys.
     *
     * @param base64Keys 256-bit keys in Base64; the first one seals
     * @throws IllegalArgumentException if the list is empty or contains an invalid key. The message names the key by its
     *     position
     */
    public static Seal of(List<Secret> base64Keys) {
        if (base64Keys.isEmpty()) {
            throw new IllegalArgumentException("There is no key.");
        }
        List<byte[]> materials = new ArrayList<>();
        for (Secret key : base64Keys) {
            materials.add(decode(key, materials.size() + 1));
        }
        return new Seal(materials);
    }

    private static byte[] decode(Secret key, int position) {
        byte[] material;
        try {
            material = Base64.getDecoder().decode(key.reveal().strip());
        } catch (IllegalArgumentException notBase64) {
            // Without the cause: the decoder's message quotes characters of the key.
            throw new IllegalArgumentException("Key " + position + " is not Base64.");
        }
        if (material.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "Key " + position + " has " + material.length * 8 + " bits; it must have 256.");
        }
        return material;
    }

    /**
     * Seals a text.
     *
     * @param boundTo the associated data, such as a lease id: the text opens only with the same value
     */
    public String seal(String text, String boundTo) {
        Key key = keys.get(0);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] compressed = compress(text.getBytes(UTF_8));
        ByteBuffer sealed = ByteBuffer.allocate(NONCE_BYTES + compressed.length + TAG_BITS / 8);
        sealed.put(nonce);
        try {
            cipher(Cipher.ENCRYPT_MODE, key, nonce, boundTo).doFinal(ByteBuffer.wrap(compressed), sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This JVM can't encrypt with AES-256-GCM.", impossible);
        }
        return VERSION + "." + key.id() + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(sealed.array());
    }

    /**
     * Opens a sealed text.
     *
     * @param boundTo the value that the text was bound to
     * @throws BrokenSealException if the text was sealed with another key, was changed, or is bound to another value
     */
    public String open(String sealedText, String boundTo) throws BrokenSealException {
        if (sealedText.length() > MAX_SEALED_LENGTH) {
            throw new BrokenSealException(NO_KEY_ID, "it is longer than any sealed text");
        }
        String[] parts = sealedText.split("\\.", 4);
        if (parts.length != 3 || !parts[0].equals(VERSION)) {
            throw new BrokenSealException(NO_KEY_ID, "it is not in the form of a sealed text");
        }
        String keyId = parts[1].matches("[0-9a-f]{8}") ? parts[1] : NO_KEY_ID;
        Key key = keys.stream()
                .filter(k -> k.id().equals(keyId))
                .findFirst()
                .orElseThrow(() -> new BrokenSealException(keyId, "its key is not among the configured ones"));
        return open(key, parts[2], boundTo);
    }

    private static String open(Key key, String base64, String boundTo) throws BrokenSealException {
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(base64);
            if (sealed.length < NONCE_BYTES + TAG_BITS / 8) {
                throw new BrokenSealException(key.id(), "it is too short");
            }
            byte[] nonce = new byte[NONCE_BYTES];
            System.arraycopy(sealed, 0, nonce, 0, NONCE_BYTES);
            byte[] compressed = cipher(Cipher.DECRYPT_MODE, key, nonce, boundTo)
                    .doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES);
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(decompress(compressed)))
                    .toString();
        } catch (AEADBadTagException | IllegalArgumentException | IOException changed) {
            throw new BrokenSealException(key.id(), "it was changed, or belongs to another lease");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This JVM can't decrypt AES-256-GCM.", impossible);
        }
    }

    private static Cipher cipher(int mode, Key key, byte[] nonce, String boundTo) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key.cipherKey(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(boundTo.getBytes(UTF_8));
        return cipher;
    }

    /**
     * Compresses by Huffman coding only, without a search for repetitions: otherwise an attacker who chooses a part of the
     * text could infer the rest from the length, as the CRIME attack does.
     */
    private static byte[] compress(byte[] text) {
        Deflater huffman = new Deflater();
        huffman.setStrategy(Deflater.HUFFMAN_ONLY);
        try (InputStream compressed = new DeflaterInputStream(new ByteArrayInputStream(text), huffman)) {
            return compressed.readAllBytes();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            huffman.end();
        }
    }

    private static byte[] decompress(byte[] compressed) throws IOException {
        try (InputStream text = new InflaterInputStream(new ByteArrayInputStream(compressed))) {
            byte[] bytes = text.readNBytes(MAX_TEXT_BYTES + 1);
            if (bytes.length > MAX_TEXT_BYTES) {
                throw new IOException("too long");
            }
            return bytes;
        }
    }

    /** Returns the ids of the keys, the first being the one that seals. */
    public List<String> keyIds() {
        return keys.stream().map(Key::id).toList();
    }

    /**
     * Returns the mark of a token: 32 hex digits of an HMAC, which identify the token without revealing it. The mark is the
     * same on every node and with all keys, so that it still matches after the keys were replaced. It needs no secret key,
     * since a token can't be guessed.
     */
    public static String mark(Secret token) {
        return mark(MARK_KEY, token.reveal());
    }

    /**
     * Returns the marks of a text that can be guessed, such as an e-mail address: one for each key, the first being the one of
     * the key that seals. A text is marked with that key, and looked for with all.
     */
    public List<String> marks(String text) {
        return keys.stream().map(key -> mark(key.markKey(), text)).toList();
    }

    private static String mark(SecretKeySpec key, String text) {
        return HexFormat.of().formatHex(hmac(key, text.getBytes(UTF_8)), 0, 16);
    }

    private static byte[] hmac(SecretKeySpec key, byte[] message) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(message);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("This JVM has no HmacSHA256.", impossible);
        }
    }
}
