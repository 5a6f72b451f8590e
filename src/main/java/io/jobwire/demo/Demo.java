package io.jobwire.demo;

import java.util.List;
import java.util.function.Consumer;

/** Plays one act after the other, says what each shows, and whether it went as it should. */
public final class Demo {
  private final Stage stage;
  private final Consumer<String> console;

  /** {@code pacePercent} is the share of the usual time that pauses and texts take. */
  public Demo(Visitor visitor, Rival rival, Consumer<String> console, int pacePercent) {
    this.stage = new Stage(visitor, rival, console, pacePercent);
    this.console = console;
  }

  /** Comes back after the last act, or when the thread is told to stop. */
  public void play() {
    console.accept("");
    console.accept("A guided minute. Open the address above in a browser: it follows live.");
    try {
      stage.pause(3_000);
      int failed = playAll(Acts.ALL);
      console.accept("");
      console.accept(
          failed == 0
              ? "All " + Acts.ALL.size() + " went as expected."
              : failed + " of " + Acts.ALL.size() + " did not go as expected; see above.");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    console.accept("The service stays up: press Ctrl-C to end it. Nothing of it is kept then.");
  }

  private int playAll(List<Act> acts) throws InterruptedException {
    int failed = 0;
    for (int i = 0; i < acts.size(); i++) {
      Act act = acts.get(i);
      console.accept("");
      console.accept("%d of %d  %s".formatted(i + 1, acts.size(), act.title()));
      stage.say(act.about());
      failed += isAsExpected(act) ? 0 : 1;
      stage.pause(1_500);
    }
    return failed;
  }

  private boolean isAsExpected(Act act) throws InterruptedException {
    try {
      stage.say("As expected: " + act.play().on(stage) + ".");
      return true;
    } catch (Unexpected wrong) {
      stage.say("Not as expected: " + wrong.getMessage());
      return false;
    }
  }
}
