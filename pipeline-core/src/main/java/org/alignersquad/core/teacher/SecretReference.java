package org.alignersquad.core.teacher;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a secret is found: {@code env:NAME}, {@code file:PATH}, or {@code secret:SCOPE/KEY} of Databricks. */
final class SecretReference {
    private static final String ENV = "env:";
    private static final String FILE = "file:";
    private static final String SCOPE = "secret:";
    private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern SCOPE_AND_KEY = Pattern.compile("[^/]+/[^/]+");
    private static final String DATABRICKS = "com.databricks.dbutils_v1.DBUtilsHolder";

    private SecretReference() {}

    static boolean is(String text) {
        return text.startsWith(ENV) || text.startsWith(FILE) || text.startsWith(SCOPE);
    }

    /** @throws IllegalArgumentException where the text is not a reference; the message does not repeat it, it may be a key */
    static void check(String what, String reference) {
        boolean env = reference.startsWith(ENV)
                && ENV_NAME.matcher(reference.substring(ENV.length())).matches();
        boolean file = reference.startsWith(FILE) && reference.length() > FILE.length();
        boolean scope = reference.startsWith(SCOPE)
                && SCOPE_AND_KEY.matcher(reference.substring(SCOPE.length())).matches();
        if (!env && !file && !scope) {
            throw new IllegalArgumentException(
                    what + " must be a reference, env:NAME, file:PATH or secret:SCOPE/KEY, not the key itself");
        }
    }

    /** @throws IllegalStateException where the reference leads to nothing */
    static Secret resolve(String what, String reference, Map<String, String> environment) {
        check(what, reference);
        return Secret.of(what + " (" + reference + ")", value(what, reference, environment));
    }

    private static String value(String what, String reference, Map<String, String> environment) {
        if (reference.startsWith(ENV)) return fromEnvironment(what, reference.substring(ENV.length()), environment);
        if (reference.startsWith(FILE)) return fromFile(what, Path.of(reference.substring(FILE.length())));
        return fromDatabricks(what, reference.substring(SCOPE.length()).split("/", 2));
    }

    private static String fromEnvironment(String what, String name, Map<String, String> environment) {
        @Nullable String value = environment.get(name);
        if (value == null) {
            throw new IllegalStateException("Environment variable " + name + ", named by " + what + ", is not set");
        }
        return value;
    }

    private static String fromFile(String what, Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the file that " + what + " names: " + path, e);
        }
    }

    /** By reflection, since the class exists on Databricks only. */
    private static String fromDatabricks(String what, String[] scopeAndKey) {
        try {
            Object utilities = call(Class.forName(DATABRICKS), null, "dbutils");
            Object secrets = call(utilities.getClass(), utilities, "secrets");
            Method get = secrets.getClass().getMethod("get", String.class, String.class);
            return String.valueOf(get.invoke(secrets, scopeAndKey[0], scopeAndKey[1]));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            throw new IllegalStateException(
                    "Cannot read secret:" + scopeAndKey[0] + "/" + scopeAndKey[1] + ", named by " + what
                            + ": there are no Databricks utilities in this process. On a cluster set the environment"
                            + " variable TEACHER_KEY={{secrets/" + scopeAndKey[0] + "/" + scopeAndKey[1]
                            + "}} and write env:TEACHER_KEY",
                    e);
        }
    }

    private static Object call(Class<?> type, @Nullable Object on, String method) throws ReflectiveOperationException {
        return type.getMethod(method).invoke(on);
    }
}
