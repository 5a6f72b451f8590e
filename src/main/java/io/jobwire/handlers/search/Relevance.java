package io.jobwire.handlers.search;

import java.util.List;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * Which passage fits best: one with any of the words; better with all of them, with them near each
 * other, and with them in its title.
 */
final class Relevance {
  private static final float IN_THE_TITLE = 2;
  private static final float ALL_OF_THEM = 2;
  private static final float BESIDE_EACH_OTHER = 0.7f;
  private static final float ONLY_BEGUN = 0.3f;

  /** So many other words may stand between two that belong together. */
  private static final int BETWEEN = 3;

  private Relevance() {}

  static Query query(Words words) {
    List<String> stems = words.stems();
    BooleanQuery.Builder any = new BooleanQuery.Builder();
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    for (String stem : stems) {
      any.add(somewhere(stem), Occur.SHOULD);
      all.add(somewhere(stem), Occur.MUST);
    }
    if (stems.size() > 1) {
      any.add(worth(ALL_OF_THEM, all.build()), Occur.SHOULD);
    }
    for (int i = 1; i < stems.size(); i++) {
      any.add(beside(stems.get(i - 1), stems.get(i)), Occur.SHOULD);
    }
    if (!words.beginning().isEmpty()) {
      any.add(begun(words.beginning()), Occur.SHOULD);
    }
    return any.build();
  }

  private static Query somewhere(String stem) {
    Query title = new TermQuery(new Term(PassageIndex.TITLE, stem));
    Query text = new TermQuery(new Term(PassageIndex.TEXT, stem));
    return new DisjunctionMaxQuery(List.of(new BoostQuery(title, IN_THE_TITLE), text), 0.3f);
  }

  private static Query beside(String one, String other) {
    PhraseQuery near = new PhraseQuery(BETWEEN, PassageIndex.TEXT, one, other);
    return new BoostQuery(near, BESIDE_EACH_OTHER);
  }

  private static Query begun(String beginning) {
    return worth(ONLY_BEGUN, new PrefixQuery(new Term(PassageIndex.TEXT, beginning)));
  }

  private static Query worth(float score, Query query) {
    return new BoostQuery(new ConstantScoreQuery(query), score);
  }
}
