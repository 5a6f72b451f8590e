package io.jobwire.http.pages;

import io.jobwire.docs.Document;
import io.jobwire.docs.Documents;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The list of all pages of the documentation, by their groups, as it stands beside each of them.
 */
record Contents(Documents documents) {
  private static final String API = "/docs";

  /** {@code current} is the path of the page it stands on. */
  String html(String current) {
    StringBuilder html = new StringBuilder();
    List<String> groups = documents.pages().stream().map(Document::group).distinct().toList();
    for (String group : groups) {
      html.append("<h2>%s</h2>\n<ul class=\"plain\">\n".formatted(Html.escape(group)));
      documents.pages().stream()
          .filter(page -> page.group().equals(group))
          .forEach(page -> html.append(entry(page.path(), page.title(), current)));
      if (group.equals(groups.get(0))) {
        html.append(entry(API, "API", current));
      }
      html.append("</ul>\n");
    }
    return html.toString();
  }

  static String sections(List<Markdown.Section> sections) {
    return sections.stream()
        .filter(section -> section.level() <= 3)
        .map(
            section ->
                "<li%s><a href=\"#%s\">%s</a></li>\n"
                    .formatted(
                        section.level() == 3 ? " class=\"sub\"" : "",
                        Html.escape(section.anchor()),
                        Html.escape(section.title())))
        .collect(Collectors.joining());
  }

  private static String entry(String path, String title, String current) {
    String mark = path.equals(current) ? " aria-current=\"page\"" : "";
    return "<li><a href=\"%s\"%s>%s</a></li>\n"
        .formatted(Html.escape(path), mark, Html.escape(title));
  }
}
