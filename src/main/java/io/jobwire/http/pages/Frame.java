package io.jobwire.http.pages;

/**
 * What every page of the documentation has around it; the template has its names in double braces.
 */
record Frame(String template, Contents contents) {
  static final String API = "/docs";

  /** {@code here} leads to the sections of this page. */
  String around(String path, String title, String here, String main) {
    boolean isApi = path.equals(API);
    return template
        .replace("{{title}}", Html.escape(title))
        .replace("{{onApi}}", isApi ? " aria-current=\"page\"" : "")
        .replace("{{onGuide}}", isApi ? "" : " aria-current=\"true\"")
        .replace("{{pages}}", contents.html(path))
        .replace("{{here}}", here)
        .replace("{{main}}", main);
  }
}
