package io.jobwire.http.pages;

import io.jobwire.docs.Anchors;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TableCell;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/**
 * A document in Markdown as HTML: each heading with its anchor, each cell of a table with the name
 * of its column, for narrow screens. HTML in it is shown, not obeyed.
 */
final class Markdown {
  private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
  private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();
  private static final String LABEL = "data-label";

  /** A heading below the title. */
  record Section(int level, String anchor, String title) {}

  private final Node document;
  private final List<Section> sections = new ArrayList<>();

  /** What a node's tag has beside what the library writes. */
  private final Map<Node, Map<String, String>> attributes = new IdentityHashMap<>();

  /**
   * {@code places} says where a link leads from here; one that leads nowhere becomes plain text.
   */
  Markdown(String text, Function<String, Optional<String>> places) {
    document = PARSER.parse(text);
    each(Link.class).forEach(link -> lead(link, places.apply(link.getDestination())));
    Anchors anchors = new Anchors();
    each(Heading.class).forEach(heading -> mark(heading, anchors));
    each(TableCell.class).forEach(this::label);
  }

  List<Section> sections() {
    return sections;
  }

  String html() {
    return HtmlRenderer.builder()
        .extensions(EXTENSIONS)
        .escapeHtml(true)
        .sanitizeUrls(true)
        .attributeProviderFactory(context -> this::complete)
        .build()
        .render(document);
  }

  private void complete(Node node, String tag, Map<String, String> given) {
    given.putAll(attributes.getOrDefault(node, Map.of()));
    if (tag.equals("pre")) {
      // Who has no mouse must be able to scroll it.
      given.put("tabindex", "0");
    }
  }

  private static void lead(Link link, Optional<String> place) {
    if (place.isPresent()) {
      link.setDestination(place.get());
      return;
    }
    for (Node child = link.getFirstChild(); child != null; child = link.getFirstChild()) {
      link.insertBefore(child);
    }
    link.unlink();
  }

  private void mark(Heading heading, Anchors anchors) {
    String title = words(heading);
    String anchor = anchors.of(title);
    attributes.put(heading, Map.of("id", anchor));
    if (heading.getLevel() > 1) {
      sections.add(new Section(heading.getLevel(), anchor, title));
      Link here = new Link("#" + anchor, null);
      here.appendChild(new Text("#"));
      attributes.put(here, Map.of("class", "anchor", "aria-label", "Link to: " + title));
      heading.appendChild(here);
    }
  }

  private void label(TableCell cell) {
    if (cell.isHeader()) {
      attributes.put(cell, Map.of("scope", "col"));
      return;
    }
    Node column = tableOf(cell).getFirstChild().getFirstChild().getFirstChild();
    for (Node left = cell.getPrevious(); left != null; left = left.getPrevious()) {
      column = column.getNext();
    }
    String name = words(column);
    if (!name.isEmpty()) {
      attributes.put(cell, Map.of(LABEL, name));
    }
  }

  private static Node tableOf(Node cell) {
    Node above = cell.getParent();
    while (!(above instanceof TableBlock)) {
      above = above.getParent();
    }
    return above;
  }

  private <T extends Node> List<T> each(Class<T> kind) {
    List<T> found = new ArrayList<>();
    collect(document, kind, found);
    return found;
  }

  private static <T extends Node> void collect(Node node, Class<T> kind, List<T> found) {
    if (kind.isInstance(node)) {
      found.add(kind.cast(node));
    }
    for (Node child = node.getFirstChild(); child != null; child = child.getNext()) {
      collect(child, kind, found);
    }
  }

  private static String words(Node node) {
    StringBuilder words = new StringBuilder();
    node.accept(
        new AbstractVisitor() {
          @Override
          public void visit(Text text) {
            words.append(text.getLiteral());
          }

          @Override
          public void visit(Code code) {
            words.append(code.getLiteral());
          }

          @Override
          public void visit(SoftLineBreak broken) {
            words.append(' ');
          }
        });
    return words.toString();
  }
}
