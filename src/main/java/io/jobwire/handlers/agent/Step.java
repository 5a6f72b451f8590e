package io.jobwire.handlers.agent;

/** The steps of an answer, in order, with how far the job is when each begins. */
enum Step {
  ANALYZING("Analyzing", 0, "What is it that is asked?"),
  SEARCHING("Searching", 10, "Looking for passages"),
  PROCESSING("Processing", 40, "Reading them"),
  GENERATING("Generating", 55, "Writing the answer"),
  FINALIZING("Finalizing", 95, "Putting the answer and its sources together");

  private final String title;
  private final int percent;
  private final String message;

  Step(String title, int percent, String message) {
    this.title = title;
    this.percent = percent;
    this.message = message;
  }

  String title() {
    return title;
  }

  int percent() {
    return percent;
  }

  String message() {
    return message;
  }
}
