package io.jobwire;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/**
 * Hears the signals of the operating system. The JVM's own way knows only one ending, with a status
 * of its own and deaf to a second signal; the class that knows more is no part of the language's
 * library, so it is reached by name.
 */
final class OsSignal {
  private OsSignal() {}

  static void on(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object heard =
          Proxy.newProxyInstance(
              OsSignal.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) -> answer(proxy, method, arguments, action));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), heard);
    } catch (ReflectiveOperationException absent) {
      Runtime.getRuntime().addShutdownHook(new Thread(action, "jobwire-end"));
    }
  }

  private static Object answer(Object proxy, Method method, Object[] arguments, Runnable action)
      throws InvocationTargetException, IllegalAccessException {
    if (method.getName().equals("handle")) {
      action.run();
      return null;
    }
    return switch (method.getName()) {
      case "hashCode" -> System.identityHashCode(proxy);
      case "equals" -> proxy == arguments[0];
      default -> "OsSignal";
    };
  }
}
